"""What happens between two neighbours."""

from collections.abc import Sequence
from datetime import date, time

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from members.permissions import can_start_thread
from members.viewers import viewer_of
from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from .. import notices, permissions
from ..models import Exchange, Message, Occurrence, Post, project
from ..models.moves import take
from .handovers import propose_handover
from .locks import lock_as_party, lock_exchange, lock_posts
from .steps import (
    close_exchange,
    decline_waiting,
    log,
    move_post,
    open_exchange,
    record,
    tell_the_others,
    write,
)


@transaction.atomic
def propose(
    *,
    by: Person,
    occurrence: Occurrence,
    quantity: int = 1,
    note: str = "",
    day: date | None = None,
    from_time: time | None = None,
    return_on: date | None = None,
    met: Occurrence | None = None,
) -> Exchange:
    """“Count me in”: a first word to the author of a post, who then chooses.

    `day`, `from_time`: when it would suit them. `met` is an occurrence of their own post of the other kind.
    Raises `NotAllowed` for a post that they may not see or that is their own, `NotNow` when it is taken or
    they have asked already.
    """
    post = _lock_to_propose(by, [occurrence], met)
    return_on = return_on if post.mode == Post.Mode.LEND else None
    _can_be(day, return_on)
    exchange = _ask(by, post, occurrence, quantity=quantity, note=note, return_on=return_on, met=met)
    if day:
        propose_handover(by=by, exchange=exchange, day=day, from_time=from_time)
    notices.about_exchange(post.person, "exchange_propose", exchange)
    return exchange


@transaction.atomic
def propose_dates(
    *,
    by: Person,
    occurrences: Sequence[Occurrence],
    quantity: int = 1,
    note: str = "",
    return_on: date | None = None,
    met: Occurrence | None = None,
) -> list[Exchange]:
    """“Count me in” on several dates of one post: a proposal for each, all of them or none.

    It counts as one, and its author is told once. Raises as `propose` does.
    """
    post = _lock_to_propose(by, occurrences, met)
    if met and len(occurrences) > 1:
        raise NotNow(_("With a post of yours, one date at a time."))
    return_on = return_on if post.mode == Post.Mode.LEND else None
    _can_be(None, return_on)
    found = [
        _ask(by, post, occurrence, quantity=quantity, note=note, return_on=return_on, met=met)
        for occurrence in occurrences
    ]
    if len(found) == 1:
        notices.about_exchange(post.person, "exchange_propose", found[0])
    else:
        notices.about_post(post, "exchange_propose")
    return found


@transaction.atomic
def accept(*, by: Person, exchange: Exchange, word: str = "") -> Exchange:
    """The author says yes, perhaps with a word: the quantity is promised, the two may write to each other.

    Raises `NotNow` when too little is left.
    """
    exchange = lock_exchange(exchange)
    if not permissions.can_decide(by, exchange):
        raise NotAllowed
    take(exchange, "accept")
    for occurrence in exchange.times:
        _is_there_enough(occurrence, exchange.quantity)
    if not _still_meet(exchange):
        raise NotNow(_("This is no longer open."))
    exchange.accepted_at = timezone.now()
    exchange.save(update_fields=["status", "accepted_at"])
    _count(exchange, promised=exchange.quantity)
    if word:
        write(exchange.thread, exchange.author, word, Message.Kind.ANSWER)
    return log(exchange, "accept", by, tell=exchange.proposer)


@transaction.atomic
def decline(*, by: Person, exchange: Exchange, word: str = "") -> Exchange:
    """The author says: not this time, perhaps with a word that the proposer reads."""
    exchange = lock_exchange(exchange)
    if not permissions.can_decide(by, exchange):
        raise NotAllowed
    close_exchange(exchange, "decline")
    if word:
        write(exchange.thread, exchange.author, word, Message.Kind.ANSWER)
    return log(exchange, "decline", by, tell=exchange.proposer)


@transaction.atomic
def withdraw(*, by: Person, exchange: Exchange) -> Exchange:
    """Whoever proposed takes it back before there is an answer."""
    exchange = lock_exchange(exchange)
    if not permissions.can_take_back(by, exchange):
        raise NotAllowed
    return log(close_exchange(exchange, "withdraw"), "withdraw", by, tell=exchange.author)


@transaction.atomic
def done(*, by: Person, exchange: Exchange) -> Exchange:
    """Either of the two says that it happened, or that what was lent came back.

    When nothing is left, the post is settled too; what was lent can be lent again.
    """
    exchange = lock_as_party(by, exchange)
    exchange.confirmed_by = by
    close_exchange(exchange, "done")
    _count(exchange, promised=-exchange.quantity, done=exchange.quantity)
    _settle(exchange, by)
    return log(exchange, "done", by, tell=permissions.other(by, exchange))


@transaction.atomic
def did_not_happen(*, by: Person, exchange: Exchange, reason: str = "") -> Exchange:
    """Either of the two says that it did not come about: what was promised is free again.

    The other one reads the `reason` and may answer once, nobody else ever does. What was lent out and does
    not come back is not free again: it is gone.
    """
    exchange = lock_as_party(by, exchange)
    _come_to_nothing(exchange, by)
    if reason:
        write(exchange.thread, permissions.side(by, exchange), reason, Message.Kind.REASON)
    tell_the_others(exchange)
    return log(exchange, "did_not_happen", by, tell=permissions.other(by, exchange))


@transaction.atomic
def answer_reason(*, by: Person, exchange: Exchange, text: str) -> Message:
    """The other one's side of why it did not happen, once."""
    exchange = lock_as_party(by, exchange)
    if not permissions.can_answer_reason(by, exchange):
        raise NotNow(_("There is nothing to answer here, or you have answered already."))
    message = write(exchange.thread, permissions.side(by, exchange), text, Message.Kind.REASON)
    log(exchange, "answer", by, tell=permissions.other(by, exchange))
    return message


@transaction.atomic
def part(blocker: Person, blocked: Person) -> None:
    """One blocked the other: what waits or was agreed between the two is over, and nobody is told."""
    between = Q(giver=blocker, receiver=blocked) | Q(giver=blocked, receiver=blocker)
    found = list(Exchange.objects.going_on().filter(between).select_related("occurrence", "met"))
    lock_posts({held.post_id for one in found for held in (one.occurrence, one.met) if held})
    for exchange in map(lock_exchange, found):
        if exchange.status in Exchange.HELD:
            _come_to_nothing(exchange, None)
        elif exchange.status == Exchange.Status.PROPOSED:
            close_exchange(exchange, "withdraw")
        audit.record("exchange.part", exchange)


@transaction.atomic
def end_swaps(person: Person) -> None:
    """Somebody leaves: what waits or was agreed is over, and the other one hears that something changed."""
    mine = Q(giver=person) | Q(receiver=person)
    for exchange in map(lock_exchange, Exchange.objects.going_on().filter(mine).order_by("pk")):
        if exchange.status in Exchange.HELD:
            _come_to_nothing(exchange, None)
            tell_the_others(exchange)
            log(exchange, "did_not_happen", None, tell=exchange.other(person))
        elif exchange.status == Exchange.Status.PROPOSED:
            verb = "withdraw" if exchange.proposer_id == person.pk else "decline"
            log(close_exchange(exchange, verb), verb, None, tell=exchange.other(person))


def _lock_to_propose(by: Person, occurrences: Sequence[Occurrence], met: Occurrence | None) -> Post:
    """The one post of these, locked with that of `met`, once it is sure that they may propose."""
    [post_id] = {occurrence.post_id for occurrence in occurrences}
    posts = {post.pk: post for post in lock_posts({post_id} | ({met.post_id} if met else set()))}
    _may_propose(by, posts[post_id], posts[met.post_id] if met else None)
    if not can_start_thread(by):
        raise NotNow(_("Organizers decided that you cannot answer posts for a while. Your settings say why."))
    limits.spend("thread", by.pk, new=by.is_new)
    return posts[post_id]


def _ask(
    by: Person,
    post: Post,
    occurrence: Occurrence,
    *,
    quantity: int,
    note: str,
    return_on: date | None,
    met: Occurrence | None,
) -> Exchange:
    """A proposal with its first word. The author is still to be told."""
    occurrence = Occurrence.objects.get(pk=occurrence.pk)
    if occurrence.is_past(local_today()):
        raise NotNow(_("That day is over. Choose another one."))
    _is_there_enough(occurrence, quantity)
    if Exchange.objects.filter(occurrence=occurrence, proposer=by, status=Exchange.Status.PROPOSED).exists():
        raise NotNow(_("You have said so already. The answer comes here and by mail."))
    giver, receiver = (by, post.person) if post.is_request else (post.person, by)
    exchange = open_exchange(
        occurrence=occurrence,
        met=met,
        giver=giver,
        receiver=receiver,
        proposer=by,
        quantity=quantity,
        mode=post.mode,
        return_on=return_on,
    )
    if note:
        write(exchange.thread, by, note, Message.Kind.NOTE)
    return record(exchange, "propose", by)


def _may_propose(by: Person, post: Post, mine: Post | None) -> None:
    if not permissions.can_answer_post(by, post):
        raise NotAllowed
    if not Post.objects.visible_to(viewer_of(by.user)).filter(pk=post.pk).exists():
        raise NotAllowed
    if mine and (mine.person_id != by.pk or mine.kind == post.kind or mine.is_anonymous or mine.is_gathering):
        raise NotAllowed
    if not post.is_open or (mine and not mine.is_open):
        raise NotNow(_("This is no longer open."))


def _can_be(day: date | None, return_on: date | None) -> None:
    """Is the day of the handover to come, and that of the return after it?"""
    if day and day < local_today():
        raise NotNow(_("That day is over. Choose another one."))
    if return_on and return_on < (day or local_today()):
        raise NotNow(_("It cannot come back before it was handed over. Choose a later day."))


def _still_meet(exchange: Exchange) -> bool:
    """Nobody blocked, suspended or hid anything since it was proposed."""
    if exchange.post.hidden_at or not permissions.is_active(exchange.proposer):
        return False
    return not exchange.is_apart


def _is_there_enough(occurrence: Occurrence, quantity: int) -> None:
    if not occurrence.has(quantity):
        raise NotNow(_("Sorry, there is not that much left."))


def _count(exchange: Exchange, *, promised: int = 0, done: int = 0, is_back: bool = True) -> None:
    """Change what is promised and done of each occurrence that it takes from.

    What was lent and `is_back` is not used up.
    """
    for item in exchange.times:
        is_free = is_back and exchange.mode == Post.Mode.LEND and not item.post.is_request
        used = 0 if is_free else done
        Occurrence.objects.filter(pk=item.pk).update(promised=F("promised") + promised, done=F("done") + used)
        item.promised, item.done = item.promised + promised, item.done + used
    project({item.post_id for item in exchange.times})


def _come_to_nothing(exchange: Exchange, by: Person | None) -> None:
    """What was promised is free again; what is lent out, and does not come back, is gone."""
    gone = exchange.quantity if exchange.status == Exchange.Status.LENT else 0
    close_exchange(exchange, "did_not_happen")
    _count(exchange, promised=-exchange.quantity, done=gone, is_back=False)
    _settle(exchange, by)


def _settle(exchange: Exchange, by: Person | None) -> None:
    """Close each post whose last one was handed over. A recurring one has other days: who waits for this one
    hears that it is taken."""
    for item in exchange.times:
        if item.left != 0 or item.promised:
            continue
        if item.post.is_recurring:
            decline_waiting(Q(occurrence=item), by)
        elif not item.post.is_over:
            move_post(item.post, "close", by)
