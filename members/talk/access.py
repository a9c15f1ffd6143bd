"""Who reads and writes in which conversation, who hears of it, and what each is called."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ..models import Block, Person, Talk, TalkMessage
from ..viewers import Viewer, viewer_of
from . import kinds


def may_read(by: Person, talk: Talk) -> bool:
    """Those who take part, as the rules of its kind say. Whoever reads may write while it is open."""
    return Talk.objects.visible_to(viewer_of(by.user)).filter(pk=talk.pk).exists()


def why_closed(talk: Talk) -> str:
    """Why nobody can write in it now, in plain words; "" where they can."""
    return str(kinds.of(talk).why_closed(talk))


def messages(talk: Talk, viewer: Viewer) -> QuerySet[TalkMessage]:
    """What this viewer reads in it, oldest first."""
    return heard(talk.messages.select_related("author"), viewer)


def heard(messages: QuerySet[TalkMessage], viewer: Viewer) -> QuerySet[TalkMessage]:
    """Nothing of whom a block keeps apart from this viewer."""
    return messages.exclude(author__in=viewer.blocked)


def others(talk: Talk, by: Person, *, is_announcement: bool) -> QuerySet[Person]:
    """Who hears of what `by` wrote: nobody whom a block keeps apart from them.

    Nobody who muted it, unless it is an announcement.
    """
    pairs = Block.objects.filter(Q(blocker=by) | Q(blocked=by)).values_list("blocker", "blocked")
    apart = {pk for pair in pairs for pk in pair} | {by.pk}
    if not is_announcement:
        apart |= set(talk.readings.filter(is_muted=True).values_list("person", flat=True))
    return kinds.of(talk).people(talk).exclude(pk__in=apart)


def is_gone(person: Person | None) -> bool:
    """Whoever left takes their words along, from the moment on which they say so."""
    return person is None or person.status == Person.Status.LEFT


def name_of(talk: Talk, person: Person | None, viewer: Viewer) -> str:
    """What somebody is called in it."""
    if person is None or is_gone(person):
        return _("Former member")
    return str(kinds.of(talk).name_of(talk, person, viewer))


def as_organizer(person: Person, viewer: Viewer) -> str:
    """For `name_of` of conversations with organizers: to others than themselves they have no name."""
    return person.name if viewer.is_organizer or person == viewer.person else _("An organizer")
