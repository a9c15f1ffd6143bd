"""When a post is: its only time, or those of its rule that are near. The callers hold the post's lock."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mutualaid.base.actions import NotNow
from mutualaid.base.network import local_today

from ..calendar import recurrence
from ..models import Coming, Exchange, Occurrence, Post, RingPart
from .content import PostContent, of_time

_NO_DAY = _lazy("There is no such day to come. Look again at how often, and until when.")


def begin_times(post: Post, content: PostContent) -> None:
    """The times of a new post. Raises `NotNow` where its rule has no day to come."""
    if not post.rule:
        Occurrence.objects.create(post=post, **of_time(content))
    elif days := _coming(post):
        Occurrence.objects.bulk_create(_new_times(post, days))
    else:
        raise NotNow(_NO_DAY)


def change_times(post: Post, content: PostContent, *, was_recurring: bool) -> None:
    """What the author now says about when. What was promised stands."""
    if post.is_recurring != was_recurring:
        _begin_again(post, content)
    elif post.is_recurring:
        _follow_rule(post)
    else:
        _change_only_time(post, content)


def extend_times(posts: Sequence[Post]) -> set[int]:
    """Make the times of recurring posts that have come near. The ids of the posts that got some."""
    known = set(
        Occurrence.objects.filter(post__in=posts, rule_day__gte=local_today()).values_list("post", "rule_day")
    )
    times = [
        time
        for post in posts
        for time in _new_times(post, [day for day in _coming(post) if (post.pk, day) not in known])
    ]
    Occurrence.objects.bulk_create(times)
    return {time.post_id for time in times}


def counted_on() -> Q:
    """Somebody counts on a time: a swap that waits or was agreed, a ring that waits, somebody who comes."""
    here = OuterRef("pk")
    swaps = Exchange.objects.going_on().filter(Q(occurrence=here) | Q(met=here))
    rings = RingPart.objects.filter(Q(offer=here) | Q(request=here), is_live=True)
    comings = Coming.objects.expected().filter(occurrence=here)
    return Q(Exists(swaps)) | Q(Exists(rings)) | Q(Exists(comings))


def keep_promises(time: Occurrence, quantity: int | None) -> None:
    """Raises `NotNow` for fewer than are promised or done."""
    taken = time.promised + time.done
    if quantity is None or quantity >= taken:
        return
    if time.post.is_gathering:
        raise NotNow(_("%(count)s people come already: there cannot be fewer places.") % {"count": taken})
    raise NotNow(_("%(count)s are promised already: it cannot be fewer.") % {"count": taken})


def _coming(post: Post) -> list[date]:
    assert post.rule_start is not None
    return recurrence.coming(recurrence.parse(post.rule), post.rule_start, local_today())


def _new_times(post: Post, days: Iterable[date]) -> list[Occurrence]:
    return [
        Occurrence(
            post=post, rule_day=day, from_day=day, until_day=day, **_hours(post), quantity=post.each_quantity
        )
        for day in days
    ]


def _hours(post: Post) -> dict[str, object]:
    return {"from_time": post.each_from_time, "until_time": post.each_until_time}


def _change_only_time(post: Post, content: PostContent) -> None:
    time = post.occurrence
    keep_promises(time, content.quantity)
    Occurrence.objects.filter(pk=time.pk).update(**of_time(content))


def _begin_again(post: Post, content: PostContent) -> None:
    """From once to again and again, or back: other times, so nobody may have answered."""
    if post.occurrences.filter(_touched()).exists():
        raise NotNow(_("Somebody has answered already. Take it back and write a new one."))
    post.occurrences.all().delete()
    begin_times(post, content)


def _follow_rule(post: Post) -> None:
    """Days that the rule now has are made, those it no longer has go.

    What somebody counts on or the author changed by hand stays on its day and at its hour.
    """
    assert post.rule_start is not None
    if not _coming(post):
        raise NotNow(_NO_DAY)
    today = local_today()
    times = post.occurrences.filter(rule_day__gte=today)
    last = max([today, *(time.rule_day for time in times if time.rule_day)])
    days = recurrence.days(recurrence.parse(post.rule), post.rule_start, today, last)
    _set_quantity(times.filter(is_changed=False), post.each_quantity)
    free = times.filter(~counted_on(), is_changed=False)
    dropped = free.exclude(rule_day__in=days)
    dropped.filter(_touched()).update(is_skipped=True)
    dropped.exclude(_touched()).delete()
    free.update(**_hours(post))
    times.filter(counted_on()).exclude(**_hours(post)).update(is_changed=True)
    extend_times([post])


def _set_quantity(times: QuerySet[Occurrence], quantity: int | None) -> None:
    """As many each time, but where more than that are promised already."""
    if quantity is not None:
        times = times.filter(promised__lte=quantity - F("done"))
    times.update(quantity=quantity)


def _touched() -> Q:
    """Something hangs on a time, whatever came of it: then it stays, for the counts."""
    links = [link for link in Occurrence._meta.get_fields(include_hidden=True) if link.auto_created]
    found = [
        Exists(link.related_model._base_manager.filter(**{link.field.name: OuterRef("pk")}))  # type: ignore
        for link in links
        if not link.concrete
    ]
    return reduce(or_, map(Q, found))
