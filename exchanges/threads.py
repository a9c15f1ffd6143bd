"""Whose a conversation is: the two of a swap, or whoever holds a gathering and all who come to it."""

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Block, Person
from members.speaking import spoken_for
from members.viewers import Viewer

from . import names, permissions
from .models import Coming, Exchange, Message, Post, Reading, Thread

# How long after the end the two may still write to each other: as long as their words are kept.
AFTER = timedelta(days=90)


def participants(thread: Thread) -> list[Person]:
    """Who takes part: nobody else ever reads it."""
    if thread.exchange is not None:
        return [thread.exchange.giver, thread.exchange.receiver]
    assert thread.occurrence is not None
    come = Person.objects.filter(
        comings__occurrence=thread.occurrence, comings__status=Coming.Status.COMING
    ).select_related("user", "entered_by__user")
    return [thread.occurrence.post.person, *come.order_by("comings__created_at", "comings__pk")]


def side(by: Person | None, thread: Thread) -> Person | None:
    """As whom they take part: themselves, or a neighbour by phone for whom they act; None for a stranger."""
    return next((person for person in participants(thread) if permissions.acts_for(by, person)), None)


def may_read(by: Person | None, thread: Thread) -> bool:
    """Those who take part. That somebody who was blocked no longer finds it is asked by `visible_to`."""
    return side(by, thread) is not None


def may_write(by: Person | None, thread: Thread) -> bool:
    """Those who take part, as long as it is open."""
    return may_read(by, thread) and not why_closed(thread)


def why_closed(thread: Thread) -> str:
    """Why nobody can write in it now, in plain words; "" where they can."""
    if thread.exchange is not None:
        return _why_swap_is_closed(thread.exchange)
    assert thread.occurrence is not None
    post = thread.occurrence.post
    return _closed() if post.hidden_at or post.status == Post.Status.WITHDRAWN else ""


def others(thread: Thread, person: Person) -> list[Person]:
    """Who else takes part and hears of what this person wrote: nobody whom a block keeps apart from them.

    Of a gathering, nobody who would rather read it when they like.
    """
    rest = [one for one in participants(thread) if one.pk != person.pk]
    apart = _apart(person) | _muted(thread)
    return [one for one in rest if one.pk not in apart]


def name_of(thread: Thread, person: Person, viewer: Person) -> str:
    """What somebody is called in it: a post without a name stays so."""
    if thread.exchange is not None:
        return names.name_in(thread.exchange, person, viewer)
    assert thread.occurrence is not None
    post = thread.occurrence.post
    if person.pk == post.person_id and not names.is_told(post, viewer):
        return _("A neighbour")
    return person.called


def messages(thread: Thread, viewer: Viewer) -> QuerySet[Message]:
    """What this viewer reads in it, oldest first; nothing of somebody who left.

    Among many, it leaves out what somebody wrote whom a block keeps apart from them.
    """
    found = thread.messages.exclude(author__status=Person.Status.LEFT)
    found = found.select_related("author", "image").defer("image__content")
    return found if thread.exchange_id else found.exclude(author__in=viewer.blocked)


def owes_answer(by: Person, swap: Exchange) -> bool:
    """Is it agreed, and did the other one write last? Also where they act for a neighbour by phone."""
    mine, last_by = _mine(by, swap), swap.thread.last_by_id
    if not mine or last_by is None or last_by in mine:
        return False
    return swap.status in Exchange.HELD and not swap.is_apart


def has_news(by: Person, swap: Exchange) -> bool:
    """Did the other one say something since this person last read it? Never across a block."""
    thread = swap.thread
    if thread.last_at is None or thread.last_by_id in _mine(by, swap) or swap.is_apart:
        return False
    return not any(one.person_id == by.pk and one.read_at >= thread.last_at for one in thread.readings.all())


def waiting_for_an_answer() -> QuerySet[Thread]:
    """Conversations of agreed swaps in which somebody owes an answer: whoever did not write last."""
    return Thread.objects.filter(
        ~Exists(_across_the_swap()), exchange__status__in=Exchange.HELD, last_by__isnull=False
    ).order_by("last_at", "pk")


def with_news(viewer: Viewer) -> QuerySet[Thread]:
    """Conversations of gatherings in which somebody else said something since this viewer last read them.

    Nothing that was said by somebody whom a block keeps apart from them.
    """
    me = viewer.person
    if me is None:
        return Thread.objects.none()
    has_read = Reading.objects.filter(
        person=me, thread=OuterRef("thread"), read_at__gte=OuterRef("created_at")
    )
    news = Message.objects.filter(~Exists(has_read), thread=OuterRef("pk")).exclude(spoken_for(me, "author"))
    return Thread.objects.of_gatherings(viewer).filter(Exists(news.exclude(author__in=viewer.blocked)))


def newest(thread: Thread, person: Person) -> datetime | None:
    """When something was last said in it that this person can read."""
    if thread.exchange_id:
        return thread.last_at
    found = thread.messages.exclude(author__in=_apart(person))
    return found.aggregate(last=Max("created_at"))["last"]


def _across_the_swap() -> QuerySet[Block]:
    """Blocks between the two of a thread's swap."""
    return Block.objects.between(OuterRef("exchange__giver"), OuterRef("exchange__receiver"))


def _mine(by: Person, swap: Exchange) -> set[int]:
    """Those of the two who are this person, or a neighbour by phone for whom they act."""
    both = (swap.giver, swap.receiver)
    return {one.pk for one in both if one.pk == by.pk or permissions.acts_for(by, one)}


def _why_swap_is_closed(exchange: Exchange) -> str:
    if exchange.status == Exchange.Status.PROPOSED:
        return _("You can write to each other once you have agreed.")
    ended = exchange.closed_at and exchange.closed_at < timezone.now() - AFTER
    if exchange.status not in Exchange.TALKING or ended:
        return _closed()
    return _closed() if exchange.is_apart else ""


def _closed() -> str:
    return _("This conversation is closed.")


def _muted(thread: Thread) -> set[int]:
    if thread.occurrence is None:
        return set()
    return set(thread.occurrence.comings.filter(is_muted=True).values_list("person", flat=True))


def _apart(person: Person) -> set[int]:
    pairs = Block.objects.filter(Q(blocker=person) | Q(blocked=person)).values_list("blocker", "blocked")
    return {pk for pair in pairs for pk in pair} - {person.pk}
