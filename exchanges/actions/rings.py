"""What happens to a ring: proposed to all at once, formed when all say yes; or ended, keeping what fits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Block, Person
from members.viewers import viewer_of
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import notices, permissions, ring_edges, rings
from ..models import Exchange, Occurrence, Post, Ring, RingPart
from ..models.moves import take
from .exchanges import accept
from .locks import lock_posts
from .steps import log, open_exchange, tell_ring

# Whoever has not answered by then had other things to do; the others are not kept waiting.
ANSWER_WITHIN = timedelta(days=7)

# Whose offer goes to whose request.
Pair = tuple[Occurrence, Occurrence]


@transaction.atomic
def propose_ring(*, pairs: Sequence[Pair], by: Person | None = None) -> Ring:
    """Ask all of them at the same time. `pairs`: offer and request, each receiver the next one's giver.

    `by`: an organizer, or None for the job that looks for rings. Raises `NotNow` where it does not close,
    where somebody is asked about another ring already, or where two of them cannot meet.
    """
    if by is not None and not permissions.is_organizer(by):
        raise NotAllowed
    lock_posts({time.post_id for pair in pairs for time in pair})
    fresh = [_fresh(*pair) for pair in pairs]
    people = [offer.post.person for offer, _request in fresh]
    _closes(fresh)
    _can_meet(people)
    ring = Ring.objects.create(proposed_by=by)
    RingPart.objects.bulk_create(
        RingPart(
            ring=ring,
            position=position,
            giver=offer.post.person,
            receiver=request.post.person,
            offer=offer,
            request=request,
            quantity=_quantity(offer, request),
        )
        for position, (offer, request) in enumerate(fresh)
    )
    audit.record("ring.propose", ring, by=by)
    tell_ring(ring, people, "ring_propose")
    return ring


def propose_found_rings(*, now: datetime | None = None) -> int:
    """Look for rings on the whole board and propose them, each in a transaction of its own. How many were."""
    circles = rings.find(ring_edges.edges(now), apart=ring_edges.apart())
    return sum(_propose_found(circle) for circle in circles)


def _propose_found(circle: rings.Circle) -> bool:
    posts = Post.objects.prefetch_related("occurrences").in_bulk(
        [post for edge in circle.edges for post in (edge.offer, edge.request)]
    )
    pairs = [(posts[edge.offer].occurrence, posts[edge.request].occurrence) for edge in circle.edges]
    try:
        propose_ring(pairs=pairs)
    except NotNow:  # something changed since it was found
        return False
    return True


def expire_rings(*, now: datetime | None = None) -> int:
    """End the rings that waited long enough, or that no longer fit. Returns how many."""
    waiting = list(Ring.objects.proposed().order_by("pk"))
    ended = [expire_ring(ring=ring, now=now) for ring in waiting]
    return sum(ring.status == Ring.Status.ENDED for ring in ended)


@transaction.atomic
def answer_ring(*, by: Person, ring: Ring, person: Person, yes: bool) -> Ring:
    """One of them is in, or cannot. The last yes forms it; a no ends it for all, and what still fits stays.

    `person`: the one of the ring for whom `by` answers, usually themself.
    """
    ring, parts = _lock(ring)
    own = next((part for part in parts if part.giver_id == person.pk), None)
    if own is None or not permissions.acts_for(by, own.giver):
        raise NotAllowed
    if ring.status != Ring.Status.PROPOSED:
        raise NotNow(_("This is decided already."))
    own.answer = RingPart.Answer.YES if yes else RingPart.Answer.NO
    own.answered_at = timezone.now()
    own.save(update_fields=["answer", "answered_at"])
    audit.record("ring.yes" if yes else "ring.no", ring, by=by)
    if not yes:
        _end(ring, parts, without=own.giver)
    elif all(part.answer == RingPart.Answer.YES for part in parts):
        _form(ring, parts)
    return ring


@transaction.atomic
def expire_ring(*, ring: Ring, now: datetime | None = None) -> Ring:
    """Not all of them answered in time, or something changed meanwhile. Called by a job."""
    ring, parts = _lock(ring)
    late = ring.created_at + ANSWER_WITHIN <= (now or timezone.now())
    if ring.status == Ring.Status.PROPOSED and (late or not _still_fits(parts)):
        _end(ring, parts)
    return ring


@transaction.atomic
def end_rings(person: Person) -> None:
    """Somebody leaves: rings that wait for them are over, and what fits without them stays."""
    for found in Ring.objects.proposed().filter(parts__giver=person):
        ring, parts = _lock(found)
        if ring.status == Ring.Status.PROPOSED:
            _end(ring, parts, without=person)


@transaction.atomic
def part_rings(blocker: Person, blocked: Person) -> None:
    """One blocked the other: a ring that would bring them together is over, and nobody is told why."""
    both = Ring.objects.proposed().filter(parts__giver=blocker).filter(parts__giver=blocked)
    for found in both:
        ring, parts = _lock(found)
        if ring.status == Ring.Status.PROPOSED:
            _end(ring, parts)


def _fresh(offer: Occurrence, request: Occurrence) -> Pair:
    times = Occurrence.objects.select_related("post__person__user").in_bulk([offer.pk, request.pk])
    return times[offer.pk], times[request.pk]


def _closes(pairs: Sequence[Pair]) -> None:
    """Two to four different people, each of whom gives to the next; nothing that is nameless or over."""
    givers = [offer.post.person_id for offer, _request in pairs]
    receivers = [request.post.person_id for _offer, request in pairs]
    if not 2 <= len(pairs) <= rings.LONGEST or len(set(givers)) < len(pairs):
        raise NotNow(_("A ring is made of two to four different neighbours."))
    if receivers != [*givers[1:], givers[0]]:
        raise NotNow(_("It does not close: each of them has to give to the next one."))
    if not all(_fits(*pair) for pair in pairs):
        raise NotNow(_("One of these posts is no longer open for this."))
    if RingPart.objects.filter(giver__in=givers, is_live=True).exists():
        raise NotNow(_("One of them is being asked about another ring. Wait for their answer."))


def _can_meet(people: Sequence[Person]) -> None:
    between = Q(blocker__in=people, blocked__in=people)
    if Block.objects.filter(between).exists() or not all(map(permissions.is_active, people)):
        raise NotNow(_("These neighbours cannot be brought together."))


def _fits(offer: Occurrence, request: Occurrence) -> bool:
    """Are the two posts open, of the right kinds, with a name, for each other's eyes, and not used up?"""
    posts = (offer.post, request.post)
    if offer.post.is_request or not request.post.is_request:
        return False
    if any(not post.is_open or post.is_anonymous or post.is_gathering for post in posts):
        return False
    if not (_may_see(offer.post.person, request.post) and _may_see(request.post.person, offer.post)):
        return False
    return offer.has(1) and request.has(1)


def _may_see(person: Person, post: Post) -> bool:
    """As whoever acts for them does: for a neighbour by phone the organizer who entered them."""
    reached = notices.reach(person)
    if reached is None:
        return False
    return Post.objects.visible_to(viewer_of(reached.user)).filter(pk=post.pk).exists()


def _still_fits(parts: Sequence[RingPart]) -> bool:
    try:
        _can_meet([part.giver for part in parts])
    except NotNow:
        return False
    return all(
        _fits(part.offer, part.request) and part.offer.has(part.quantity) and part.request.has(part.quantity)
        for part in parts
    )


def _quantity(offer: Occurrence, request: Occurrence) -> int:
    """As many as both have left; one where neither counts."""
    return min((time.left for time in (offer, request) if time.left is not None), default=1)


def _lock(ring: Ring) -> tuple[Ring, list[RingPart]]:
    """The ring as it is now with its parts: posts first, in key order, as everywhere."""
    times = RingPart.objects.filter(ring=ring).values_list("offer__post_id", "request__post_id")
    lock_posts({post for pair in times for post in pair})
    ring = Ring.objects.select_for_update().get(pk=ring.pk)
    related = ("giver__user", "receiver__user", "offer__post__person", "request__post__person")
    return ring, list(ring.parts.select_related(*related).order_by("position"))


def _form(ring: Ring, parts: Sequence[RingPart]) -> None:
    """A swap for each part, agreed at once; where one cannot be made any more, none is."""
    try:
        with transaction.atomic():
            if not _still_fits(parts):
                raise NotNow(_("Something changed while you were reading. Look again before you go on."))
            for part in parts:
                part.exchange = accept(by=_actor(part.receiver), exchange=_swap(part))
                part.save(update_fields=["exchange"])
    except NotNow:
        _end(ring, parts)
        return
    _close(ring, "form")
    tell_ring(ring, [part.giver for part in parts], "ring_form")


def _end(ring: Ring, parts: Sequence[RingPart], *, without: Person | None = None) -> None:
    """It is over. Where a giver said yes and neither dropped out, they propose it to the other one alone."""
    _close(ring, "end")
    tell_ring(ring, [part.giver for part in parts if part.giver != without], "ring_end")
    for part in parts:
        if part.answer == RingPart.Answer.YES and without not in (part.giver, part.receiver):
            _keep(part)


def _keep(part: RingPart) -> None:
    asked = Exchange.objects.going_on().filter(occurrence=part.request, proposer=part.giver)
    if asked.exists() or permissions.are_blocked(part.giver, part.receiver):
        return
    if _fits(part.offer, part.request):
        log(_swap(part), "propose", part.giver, tell=part.receiver)


def _swap(part: RingPart) -> Exchange:
    """A proposal of the giver to the request, from their offer."""
    return open_exchange(
        occurrence=part.request,
        met=part.offer,
        giver=part.giver,
        receiver=part.receiver,
        proposer=part.giver,
        quantity=min(part.quantity, _quantity(part.offer, part.request)),
        mode=part.request.post.mode,
    )


def _close(ring: Ring, name: str) -> None:
    take(ring, name)
    ring.closed_at = timezone.now()
    ring.save(update_fields=["status", "closed_at"])
    ring.parts.update(is_live=False)
    audit.record(f"ring.{name}", ring)


def _actor(person: Person) -> Person:
    """Who acts: the person, or for a neighbour by phone the organizer who entered them."""
    return notices.reach(person) or person
