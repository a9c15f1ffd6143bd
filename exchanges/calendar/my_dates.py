"""The dates that somebody has: what they agreed on, what comes back, where they go, the days of posts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from members.models import Person

from ..models import Coming, Exchange, Handover, Occurrence, Post
from ..still.waiting import Asked, waiting


class Kind(Enum):
    """What a date is of."""

    HANDOVER = "handover"
    RETURN = "return"
    GATHERING = "gathering"
    POST = "post"
    END = "end"


@dataclass(frozen=True)
class Dated:
    """One date: local wall-clock, a day or several, with a time or without.

    `uid` stays the same when it is moved, and `sequence` grows then. `path`: its page. `post`: what it is
    about, for its owner's eyes on the site: no calendar is told its words.
    """

    kind: Kind
    uid: str
    path: str
    post: Post
    day: date
    changed_at: datetime
    sequence: int
    until_day: date | None = None
    from_time: time | None = None
    until_time: time | None = None


def dates_of(person: Person, today: date, asked: Sequence[Asked] | None = None) -> list[Dated]:
    """All of one's own from today on, in order. Whoever has another kind of date adds a source below.

    `asked`: which posts wait for a "still so", from a page that knows them already.
    """
    found = [dated for source in _SOURCES for dated in source(person, today)]
    found += _ends(person, waiting(person) if asked is None else asked)
    return sorted(found, key=lambda one: (one.day, one.from_time or time.min, one.uid))


def _handovers(person: Person, today: date) -> Iterator[Dated]:
    """Times that were agreed on. The same `uid` and `sequence` as in the file of that one time."""
    earlier = Handover.objects.filter(exchange=OuterRef("exchange"), pk__lt=OuterRef("pk"))
    counted = earlier.order_by().values("exchange").annotate(count=Count("pk")).values("count")
    found = Handover.objects.filter(_in(person, "exchange__"), status=Handover.Status.AGREED, day__gte=today)
    found = found.filter(exchange__status__in=Exchange.HELD).select_related("exchange__occurrence__post")
    for one in found.annotate(before=Coalesce(Subquery(counted), 0)):
        yield Dated(
            Kind.HANDOVER,
            one.exchange.public_id,
            one.exchange.get_absolute_url(),
            one.exchange.post,
            one.day,
            one.agreed_at or one.created_at,
            2 * one.before + 1,
            from_time=one.from_time,
            until_time=one.until_time,
        )


def _returns(person: Person, today: date) -> Iterator[Dated]:
    """Days on which something that was lent comes back, to whoever lent it and whoever has it."""
    found = Exchange.objects.filter(_in(person), status__in=Exchange.HELD, return_on__gte=today)
    found = found.select_related("occurrence__post")
    for one in found.annotate(steps=Count("events"), last=Max("events__at")):
        assert one.return_on is not None
        changed_at = one.last or one.accepted_at or one.created_at
        uid = f"{one.public_id}-return"
        yield Dated(Kind.RETURN, uid, one.get_absolute_url(), one.post, one.return_on, changed_at, one.steps)


def _gatherings(person: Person, today: date) -> Iterator[Dated]:
    """Gatherings to which they come. Whoever waits for a place has no date yet."""
    comings = Coming.objects.coming().ahead(today).filter(person=person)
    on = comings.filter(occurrence__post__closed_at=None, occurrence__post__hidden_at=None)
    for coming in on.select_related("occurrence__post"):
        path = coming.occurrence.get_absolute_url()
        yield from _time(Kind.GATHERING, coming.occurrence, path, coming.changed_at)


def _posts(person: Person, today: date) -> Iterator[Dated]:
    """The days of their own posts: of each date of those that come again."""
    to_come = Q(until_day__gte=today) | Q(until_day=None, from_day__gte=today)
    times = Occurrence.objects.filter(
        to_come, is_skipped=False, post__person=person, post__status=Post.Status.OPEN, post__hidden_at=None
    )
    for one in times.select_related("post"):
        yield from _time(Kind.POST, one, one.post.get_absolute_url(), one.post.created_at)


def _ends(person: Person, asked: Sequence[Asked]) -> Iterator[Dated]:
    """When a post is taken down about which they were asked and said nothing."""
    for item in asked:
        post = item.post
        if post.person_id == person.pk:
            assert post.asked_at is not None
            yield Dated(
                Kind.END, f"{post.public_id}-end", post.get_absolute_url(), post, item.end, post.asked_at, 0
            )


_SOURCES: list[Callable[[Person, date], Iterator[Dated]]] = [
    _handovers,
    _returns,
    _gatherings,
    _posts,
]


def _in(person: Person, prefix: str = "") -> Q:
    """They are one of the two."""
    return Q(**{f"{prefix}giver": person}) | Q(**{f"{prefix}receiver": person})


def _time(kind: Kind, one: Occurrence, path: str, since: datetime) -> Iterator[Dated]:
    """One time of a post: hours belong to a single day, of several the days alone are said."""
    first, last = one.from_day or one.until_day, one.until_day or one.from_day
    assert first is not None
    is_single = first == last
    changed_at = max(filter(None, [since, one.post.edited_at, one.moved_at]))
    yield Dated(
        kind,
        f"{one.post.public_id}-{one.rule_day or kind.value}",
        path,
        one.post,
        first,
        changed_at,
        int((changed_at - one.post.created_at).total_seconds()),
        until_day=last,
        from_time=one.from_time if is_single else None,
        until_time=one.until_time if is_single else None,
    )
