"""What the rest of the house knows of small conversations: notices, reports, and the kind that is ours."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .. import moderation, notices
from ..models import Block, Person, Talk, TalkMessage
from ..viewers import Viewer
from . import access, actions, kinds, retention

# What a report keeps: the message that was chosen, and up to five before it.
MESSAGES = 6
LETTERS = "ABCDEFGH"


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    kinds.register(Talk.Kind.APPLICATION, APPLICATION)
    notices.register_group("talk", title=_("Your pod, and the organizers, write to you"))
    notices.register("talk.message", title=_("Somebody wrote to you"), group="talk", is_thread=True)
    notices.register(
        "talk.announcement",
        title=_("There is something that all of you should know"),
        group="talk",
        is_timely=True,
    )
    moderation.register(
        TalkMessage,
        name="talk",
        url=lambda message: message.talk.get_absolute_url(),
        hide=actions.hide_message,
        show=actions.restore_message,
        excerpt=lambda message, reporter: _excerpt(_with_those_before(message, reporter)),
        person_of=lambda message, reporter: message.author,
        find=find,
        shows=_("They also read this message, and up to five before it."),
    )
    retention.declare_all()


# --- Of somebody who asks to join, with the organizers --------------------------------------------------


def _visible(viewer: Viewer) -> Q:
    own = Q(person=viewer.person)
    return own | ~Q(person__in=viewer.blocked) if viewer.is_organizer else own


def _people(talk: Talk) -> QuerySet[Person]:
    is_organizer = Q(status=Person.Status.ACTIVE, user__is_staff=True, user__is_active=True)
    return Person.objects.filter(is_organizer | Q(pk=talk.person_id))


def _title(talk: Talk, viewer: Viewer) -> str:
    if talk.person is None or talk.person == viewer.person:
        return _t("You and the organizers")
    return _t("%(name)s and the organizers") % {"name": talk.person.name}


APPLICATION = kinds.Rules(
    visible=_visible,
    people=_people,
    title=_title,
    name_of=lambda talk, person, viewer: (
        person.name if person.pk == talk.person_id else access.as_organizer(person, viewer)
    ),
    is_work=lambda talk, viewer: talk.person != viewer.person,
)


# --- Reports --------------------------------------------------------------------------------------------


def find(viewer: Viewer, public_id: str) -> TalkMessage | None:
    """What somebody else wrote where they take part: after a block, too."""
    found = TalkMessage.objects.filter(talk__in=Talk.objects.visible_to(viewer), public_id=public_id)
    return found.exclude(author=None).exclude(author=viewer.person).select_related("talk", "author").first()


def _with_those_before(message: TalkMessage, reporter: Person) -> list[TalkMessage]:
    """What the reporter chose to show, oldest first; of others, nothing that a block keeps from them."""
    written = Q(created_at=message.created_at, pk__lte=message.pk) | Q(created_at__lt=message.created_at)
    blocks = Block.objects.between(reporter.pk, OuterRef("author"))
    readable = Q(author=message.author_id) | ~Exists(blocks)
    found = message.talk.messages.filter(written, readable, hidden_at=None).order_by("-created_at", "-pk")
    return list(reversed(found[:MESSAGES]))


def _excerpt(shown: Sequence[TalkMessage]) -> str:
    """A line each. Whoever wrote is A, B ...: no names."""
    writers = list(dict.fromkeys(one.author_id for one in shown))
    return "\n".join(f"{LETTERS[writers.index(one.author_id)]}: {one.text}" for one in shown)
