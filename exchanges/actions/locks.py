"""Which rows an action holds while it reads the state again: posts first, in key order, then the swap."""

from collections.abc import Iterable
from itertools import chain

from django.db.models import Q

from members.models import Person
from mutualaid.base.actions import NotAllowed

from .. import permissions
from ..models import Coming, Exchange, Post, Ring, RingPart, Thread


def lock_posts(ids: Iterable[int]) -> list[Post]:
    """The posts, locked in key order so that two actions never wait for each other."""
    return list(
        Post.objects.select_for_update(of=("self",))
        .select_related("person__user")
        .filter(pk__in=ids)
        .order_by("pk")
    )


def lock_post(post: Post) -> Post:
    """The post as it is now, and nobody else's until we are done."""
    return lock_posts([post.pk])[0]


def lock_between(blocker: Person, blocked: Person) -> None:
    """All posts about which these two have anything to do with each other, once: a block ends all of it, one
    thing after the other, and each locks its own."""
    swaps = Exchange.objects.filter(giver__in=[blocker, blocked], receiver__in=[blocker, blocked])
    rings = Ring.objects.proposed().filter(parts__giver=blocker).filter(parts__giver=blocked)
    parts = RingPart.objects.filter(ring__in=rings.values("pk"))
    comings = Coming.objects.filter(
        Q(person=blocker, occurrence__post__person=blocked)
        | Q(person=blocked, occurrence__post__person=blocker)
    )
    lock_posts(
        {
            *chain.from_iterable(swaps.values_list("occurrence__post", "met__post")),
            *chain.from_iterable(parts.values_list("offer__post", "request__post")),
            *comings.values_list("occurrence__post", flat=True),
        }
        - {None}
    )


def lock_all_of(person: Person) -> None:
    """All posts of somebody, those they swap about, and the gatherings they come to.

    They are paused, let in, or leave.
    """
    comings = Coming.objects.expected().filter(person=person)
    swaps = Exchange.objects.going_on().filter(Q(giver=person) | Q(receiver=person))
    rings = Ring.objects.proposed().filter(parts__giver=person)
    parts = RingPart.objects.filter(ring__in=rings.values("pk"))
    lock_posts(
        {
            *Post.objects.filter(person=person).values_list("pk", flat=True),
            *comings.values_list("occurrence__post", flat=True),
            *chain.from_iterable(swaps.values_list("occurrence__post", "met__post")),
            *chain.from_iterable(parts.values_list("offer__post", "request__post")),
        }
        - {None}
    )


def lock_exchange(exchange: Exchange) -> Exchange:
    """The swap as it is now, with the post or the two posts that it hangs on."""
    posts = {post.pk: post for post in lock_posts({time.post_id for time in exchange.times})}
    locked = (
        Exchange.objects.select_for_update(of=("self",))
        .select_related("occurrence", "met", "giver__user", "receiver__user", "thread")
        .get(pk=exchange.pk)
    )
    # Read a moment ago: a join for each would be the most expensive part of every action.
    for time in locked.times:
        time.post = posts[time.post_id]
    locked.proposer = locked.giver if locked.proposer_id == locked.giver_id else locked.receiver
    return locked


def lock_thread(thread: Thread) -> Thread:
    """The conversation as it is now, with the swap or the post of the gathering that it hangs on."""
    if thread.exchange is not None:
        return lock_exchange(thread.exchange).thread
    assert thread.occurrence is not None
    lock_post(thread.occurrence.post)
    return Thread.objects.select_related("occurrence__post__person__user").get(pk=thread.pk)


def lock_as_party(by: Person, exchange: Exchange) -> Exchange:
    """The same, for one of the two. Raises `NotAllowed` for everybody else."""
    exchange = lock_exchange(exchange)
    if not permissions.is_party(by, exchange):
        raise NotAllowed
    return exchange
