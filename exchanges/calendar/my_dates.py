"""The dates that somebody has: what they agreed on, what comes back, where they go, the days of posts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

from django.db.models import Q

from members.models import Person
from mutualaid.base.hanging import Rows, together

from ..models import Coming, Exchange, Handover, Occurrence, Post
from ..still.waiting import waiting

# What has to hang on the rows that dates are of.
ON_SWAPS = ("occurrence__post", "handovers", "events")
ON_COMINGS = ("occurrence__post",)
ON_POSTS = ("occurrences", "person__user", "person__entered_by__user")


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


def dates_of(person: Person, today: date) -> list[Dated]:
    """All of one's own from today on, in order."""
    swaps = Exchange.objects.filter(Q(giver=person) | Q(receiver=person), status__in=Exchange.HELD)
    found = together(
        Rows(swaps, *ON_SWAPS),
        Rows(Coming.objects.coming().ahead(today).on().filter(person=person), *ON_COMINGS),
        Rows(Post.objects.filter(person=person, closed_at=None), *ON_POSTS),
    )
    return in_order(person, today, *found)


def in_order(
    person: Person,
    today: date,
    swaps: Iterable[Exchange],
    comings: Iterable[Coming],
    posts: Iterable[Post],
) -> list[Dated]:
    """Their own dates among these swaps, gatherings ahead and open posts, from today on.

    Whoever has another kind of date adds a source below.
    """
    agreed = [one for one in swaps if one.status in Exchange.HELD and _is_of(person, one)]
    own = [one for one in posts if one.person_id == person.pk]
    found = [
        *_handovers(agreed, today),
        *_returns(agreed, today),
        *_gatherings(one for one in comings if one.person_id == person.pk),
        *_posts(own, today),
        *_ends(person, own),
    ]
    return sorted(found, key=lambda one: (one.day, one.from_time or time.min, one.uid))


def _handovers(swaps: Iterable[Exchange], today: date) -> Iterator[Dated]:
    """Times that were agreed on. The same `uid` and `sequence` as in the file of that one time."""
    for swap in swaps:
        times = swap.handovers.all()
        for one in times:
            if one.status == Handover.Status.AGREED and one.day >= today:
                yield Dated(
                    Kind.HANDOVER,
                    swap.public_id,
                    swap.get_absolute_url(),
                    swap.post,
                    one.day,
                    one.agreed_at or one.created_at,
                    2 * sum(other.pk < one.pk for other in times) + 1,
                    from_time=one.from_time,
                    until_time=one.until_time,
                )


def _returns(swaps: Iterable[Exchange], today: date) -> Iterator[Dated]:
    """Days on which something that was lent comes back, to whoever lent it and whoever has it."""
    for one in swaps:
        if one.return_on and one.return_on >= today:
            steps = [event.at for event in one.events.all()]
            changed_at = max(steps, default=one.accepted_at or one.created_at)
            uid, path = f"{one.public_id}-return", one.get_absolute_url()
            yield Dated(Kind.RETURN, uid, path, one.post, one.return_on, changed_at, len(steps))


def _gatherings(comings: Iterable[Coming]) -> Iterator[Dated]:
    """Gatherings to which they come. Whoever waits for a place has no date yet."""
    for coming in comings:
        if coming.status == Coming.Status.COMING:
            path = coming.occurrence.get_absolute_url()
            yield from _time(Kind.GATHERING, coming.occurrence, path, coming.changed_at)


def _posts(posts: Iterable[Post], today: date) -> Iterator[Dated]:
    """The days of their own posts: of each date of those that come again."""
    for post in posts:
        for one in post.occurrences.all() if post.is_open else []:
            last = one.until_day or one.from_day
            if last and last >= today and not one.is_skipped:
                yield from _time(Kind.POST, one, post.get_absolute_url(), post.created_at)


def _ends(person: Person, posts: Iterable[Post]) -> Iterator[Dated]:
    """When a post is taken down about which they were asked and said nothing."""
    for item in waiting(person, posts):
        post = item.post
        assert post.asked_at is not None
        yield Dated(
            Kind.END, f"{post.public_id}-end", post.get_absolute_url(), post, item.end, post.asked_at, 0
        )


def _is_of(person: Person, swap: Exchange) -> bool:
    """They are one of the two."""
    return person.pk in {swap.giver_id, swap.receiver_id}


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
