"""How long what neighbours swap is kept. Counts stay, people go."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mutualaid.base.retention import declare

from . import leaving
from .models import (
    Asked,
    CalendarKey,
    Coming,
    Draft,
    Exchange,
    ExchangeEvent,
    Handover,
    MailedAnswer,
    Match,
    Message,
    MessageImage,
    Occurrence,
    Photo,
    Post,
    PostRow,
    Reading,
    Reveal,
    Ring,
    RingPart,
    SavedSearch,
    Thread,
    WallLine,
)

MESSAGES = timedelta(days=90)
SILENCE = timedelta(days=180)
UNUSED_PHOTOS = timedelta(days=1)
DRAFTS = timedelta(days=14)
TEXT = timedelta(days=30)
REVEALS = timedelta(days=14)
ASKED = timedelta(days=30)
WALL = timedelta(days=365)


def purge_texts(now: datetime) -> int:
    """Blank what a post said 30 days after it closed; its row stays for the counts."""
    due = Post.objects.filter(closed_at__lt=now - TEXT).exclude(title="")
    ids = list(due.values_list("pk", flat=True))
    Post.objects.filter(pk__in=ids).update(title="", text="", urgency_reason="", access_note="", bring="")
    PostRow.objects.filter(pk__in=ids).delete()
    return len(ids)


def _past(now: datetime) -> QuerySet[Thread]:
    """Those that had their time: 90 days after the swap closed or the gathering was, or 180 of silence."""
    return Thread.objects.filter(
        Q(exchange__closed_at__lt=now - MESSAGES)
        | Q(occurrence__until_day__lt=(now - MESSAGES).date())
        | Q(last_at__lt=now - SILENCE)
        | Q(last_at=None, created_at__lt=now - SILENCE)
    )


def purge_messages(now: datetime) -> int:
    """Delete what was said in conversations that had their time; nobody owes an answer to it any more."""
    past = _past(now)
    past.exclude(last_by=None).update(last_by=None)
    return Message.objects.filter(thread__in=past).delete()[0]


def purge_readings(now: datetime) -> int:
    """Delete who had read what, with the words."""
    return Reading.objects.filter(thread__in=_past(now)).delete()[0]


def purge_handovers(now: datetime) -> int:
    """Blank the words of where two met 14 days after their swap closed; later forget when."""
    closed = Handover.objects.filter(exchange__closed_at__lt=now - REVEALS)
    count = closed.exclude(place="").update(place="")
    is_silent = Q(exchange__thread__in=_past(now), day__lt=now.date())
    return count + Handover.objects.filter(Q(exchange__closed_at__lt=now - MESSAGES) | is_silent).delete()[0]


def purge_reveals(now: datetime) -> int:
    """Blank what two told each other: 14 days after it was done, at once where it did not happen.

    That they did is forgotten 90 days after the end.
    """
    over = Q(exchange__closed_at__lt=now - REVEALS) | Q(exchange__status=Exchange.Status.NOT_DONE)
    due = Reveal.objects.filter(over | Q(exchange__thread__in=_past(now)))
    count = due.exclude(value="").update(value="")
    return count + Reveal.objects.filter(exchange__closed_at__lt=now - MESSAGES).delete()[0]


def purge_answers(now: datetime) -> int:
    """Forget which answers came by mail: no provider tries for so long."""
    return MailedAnswer.objects.filter(created_at__lt=now - TEXT).delete()[0]


def purge_rings(now: datetime) -> int:
    """Delete rings that were decided long ago; the swaps that came of them stay."""
    return Ring.objects.filter(closed_at__lt=now - MESSAGES).delete()[0]


def purge_comings(now: datetime) -> int:
    """Delete who came to a gathering 30 days after it."""
    return Coming.objects.filter(occurrence__until_day__lt=(now - TEXT).date()).delete()[0]


def purge_drafts(now: datetime) -> int:
    """Delete what was begun and not gone on with for 14 days. Its photos go with the unused ones."""
    return Draft.objects.filter(updated_at__lt=now - DRAFTS).delete()[0]


def purge_matches(now: datetime) -> int:
    """Delete what was suggested for posts that are over."""
    over = Q(request__closed_at__lt=now) | Q(offer__closed_at__lt=now)
    return Match.objects.filter(over).delete()[0]


def purge_asked(now: datetime) -> int:
    """Delete how often somebody was asked, once it no longer counts."""
    return Asked.objects.filter(last_at__lt=now - ASKED).delete()[0]


def purge_wall(now: datetime) -> int:
    """Delete thanks that stood for a year, and those that waited for a yes as long as words are kept."""
    stood = Q(agreed_at__lt=now - WALL)
    waited = Q(agreed_at=None, created_at__lt=now - MESSAGES)
    return WallLine.objects.filter(stood | waited).delete()[0]


def purge_photos(now: datetime) -> int:
    """Delete photos of closed posts after 30 days, and those that are on no post and no draft after one."""
    old = Photo.objects.filter(post__closed_at__lt=now - TEXT)
    unused = Photo.objects.filter(post=None, draft=None, created_at__lt=now - UNUSED_PHOTOS)
    count = 0
    for photo in [*old, *unused]:
        photo.file.delete(save=False)
        photo.delete()
        count += 1
    return count


def declare_all() -> None:
    """Called once, from the app's `ready()`."""
    declare_posts()
    declare_swaps()
    declare_gatherings()
    declare_talk()
    declare_matching()


def declare_posts() -> None:
    """What somebody asks for or shares."""
    declare(
        Post,
        kept=_("its words 30 days after it closes"),
        on_leaving="anonymised",
        purge=purge_texts,
        export=leaving.posts,
        erase=leaving.forget_posts,
    )
    declare(
        PostRow,
        kept=_("as long as its post"),
        on_leaving="erased",
        not_exported=_("a copy of your post, to find it by"),
    )
    declare(Occurrence, kept=_("as a count"), on_leaving="kept", mine="post__person")
    declare(
        Draft,
        kept=_("14 days, or until it is posted"),
        on_leaving="erased",
        purge=purge_drafts,
        mine="by",
    )
    declare(
        Photo,
        kept=_("30 days after its post closes"),
        on_leaving="erased",
        purge=purge_photos,
        mine=("uploaded_by", "post__person"),
        erase=leaving.erase_photos,
    )
    declare(SavedSearch, kept=_("until you let it go"), on_leaving="erased")
    declare(CalendarKey, kept=_("until you take it away"), on_leaving="erased")


def declare_swaps() -> None:
    """What came of it between two."""
    count = _("as a count, without names")
    declare(Exchange, kept=count, on_leaving="anonymised", export=leaving.swaps)
    declare(ExchangeEvent, kept=count, on_leaving="anonymised")
    declare(
        Handover,
        kept=_("90 days after the swap closes; the words of where, 14 days"),
        on_leaving="anonymised",
        purge=purge_handovers,
        mine="proposed_by",
        erase=leaving.forget_places,
    )
    told = _("until it is taken back, or 14 days after the swap closes; that it was told, 90 days")
    declare(Reveal, kept=told, on_leaving="erased", purge=purge_reveals)
    declare(WallLine, kept=_("12 months"), on_leaving="erased", purge=purge_wall, erase=leaving.erase_thanks)
    declare(Ring, kept=_("90 days after it was decided"), on_leaving="anonymised", purge=purge_rings)
    declare(RingPart, kept=_("as long as its ring"), on_leaving="anonymised", mine="giver")


def declare_gatherings() -> None:
    """Who comes to what."""
    declare(
        Coming,
        kept=_("30 days after the gathering"),
        on_leaving="erased",
        purge=purge_comings,
        erase=leaving.erase_comings,
    )


def declare_talk() -> None:
    """What neighbours write to each other."""
    talk = _("90 days after the swap closes or the gathering is over; 180 days after the last word")
    declare(Message, kept=talk, on_leaving="erased", purge=purge_messages, erase=leaving.erase_messages)
    declare(MessageImage, kept=_("as long as its message"), on_leaving="erased", mine="message__author")
    declare(
        Thread,
        kept=_("as long as its swap or gathering, without words"),
        on_leaving="anonymised",
        not_exported=_("your messages in it are there, one by one"),
    )
    declare(Reading, kept=talk, on_leaving="erased", purge=purge_readings)
    declare(MailedAnswer, kept=_("30 days, as a fingerprint"), on_leaving="kept", purge=purge_answers)


def declare_matching() -> None:
    """What was suggested, and how often somebody was asked."""
    declare(
        Match,
        kept=_("as long as both posts are open"),
        on_leaving="erased",
        purge=purge_matches,
        erase=leaving.erase_matches,
        not_exported=_("suggestions, made anew from the posts each night"),
    )
    declare(Asked, kept=_("30 days, as a count"), on_leaving="erased", purge=purge_asked)
