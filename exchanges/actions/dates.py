"""One date of a recurring post: left out, put back, at another time; and those that come near each day."""

from collections.abc import Iterable, Sequence
from datetime import date, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from .. import permissions
from ..models import Exchange, Occurrence, project
from .locks import lock_post, lock_posts
from .places import fill, tell, tell_changes, when_of
from .steps import close_exchange, decline_waiting, log, waiting
from .still import expire_post
from .times import extend_times, keep_promises


@transaction.atomic
def skip_occurrence(*, by: Person, occurrence: Occurrence) -> Occurrence:
    """Leave one date out. Proposals that wait are declined kindly, and the author's own taken back; what was
    agreed stays for the two to settle."""
    found = _lock(by, occurrence)
    if found.is_skipped:
        return found
    found.is_skipped = True
    _save(found, "skip", by)
    decline_waiting(Q(occurrence=found), by)
    for swap in waiting(Q(met=found)):
        log(close_exchange(swap, "withdraw"), "withdraw", by, tell=swap.author)
    _tell(found, "date_skip", by, Exchange.HELD)
    tell(found, "gathering_cancel")
    return found


@transaction.atomic
def restore_occurrence(*, by: Person, occurrence: Occurrence) -> Occurrence:
    """It takes place after all."""
    found = _lock(by, occurrence)
    if not found.is_skipped:
        return found
    found.is_skipped = False
    _save(found, "restore", by)
    _tell(found, "date_change", by, Exchange.HELD)
    tell(found, "gathering_resume")
    fill(found)
    return found


@transaction.atomic
def change_occurrence(
    *,
    by: Person,
    occurrence: Occurrence,
    day: date,
    from_time: time | None = None,
    until_time: time | None = None,
    quantity: int | None = None,
) -> Occurrence:
    """One date on another day, at another hour or with another quantity. Whoever answered hears of it.

    Raises `NotNow` for a day that is over, and for fewer than were promised.
    """
    found = _lock(by, occurrence)
    if day < local_today():
        raise NotNow(_("That day is over. Choose another one."))
    keep_promises(found, quantity)
    before = when_of(found.post)
    found.from_day = found.until_day = day
    found.from_time, found.until_time, found.quantity = from_time, until_time, quantity
    found.is_changed = not _is_usual(found)
    found.moved_at = timezone.now()
    _save(found, "change", by)
    _tell(found, "date_change", by, Exchange.OPEN)
    tell_changes(found.post, before)
    return found


@transaction.atomic
def turn_recurring(*, ids: Sequence[int]) -> int:
    """What a day brings to these recurring posts: times come near, what nobody answered is over, rules end.

    Called by a job, as often as it likes. Returns how many got times.
    """
    today = local_today()
    posts = [post for post in lock_posts(ids) if post.is_recurring and not post.is_over]
    extended = extend_times(posts)
    project(extended)
    decline_waiting(Q(occurrence__post__in=posts, occurrence__until_day__lt=today), None)
    to_come = Occurrence.objects.filter(post__in=posts, until_day__gte=today)
    go_on = set(to_come.values_list("post", flat=True))
    for post in posts:
        if post.pk not in go_on:
            expire_post(post=post)
    return len(extended)


def _lock(by: Person, occurrence: Occurrence) -> Occurrence:
    """A date that is to come, as it is now, of a post that nobody else changes meanwhile."""
    post = lock_post(occurrence.post)
    if not permissions.can_change_post(by, post):
        raise NotAllowed
    found = post.occurrences.filter(pk=occurrence.pk).first()
    if found is None or found.rule_day is None or found.is_past(local_today()) or post.is_over:
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))
    found.post = post
    return found


def _is_usual(time: Occurrence) -> bool:
    post = time.post
    usual = (time.rule_day, post.each_from_time, post.each_until_time, post.each_quantity)
    return usual == (time.from_day, time.from_time, time.until_time, time.quantity)


def _save(time: Occurrence, verb: str, by: Person) -> None:
    time.save()
    project([time.post_id])
    audit.record(f"occurrence.{verb}", time, by=by)


def _tell(time: Occurrence, verb: str, by: Person, statuses: Iterable[str]) -> None:
    """Whoever has a swap about this date hears that it is another one."""
    swaps = Exchange.objects.filter(Q(occurrence=time) | Q(met=time), status__in=statuses).order_by("pk")
    for swap in swaps.select_related("giver__user", "receiver__user", "occurrence__post", "met"):
        log(swap, verb, by, tell=swap.other(time.post.person))
