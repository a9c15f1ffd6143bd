"""Rings found on a real board: from posts over matches to proposals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.models import Need
from exchanges import actions, ring_edges, tasks
from exchanges.matching import rematch
from exchanges.models import Exchange, Match, Occurrence, Post, Ring, RingPart, project
from members import actions as members
from members.models import Person
from tests.exchanges.test_ring_actions import answer, pairs_among
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def match(offer, request, score=80):
    return Match.objects.create(offer=offer, request=request, score=score)


def matched(*people, score=80, **fields):
    """A circle among these people as matches of their posts; the pairs."""
    pairs = pairs_among(*people, **fields)
    for offer, request in pairs:
        match(offer.post, request.post, score)
    return pairs


def steps():
    return {(edge.giver, edge.receiver) for edge in ring_edges.edges()}


def test_pairs_that_fit_well_are_edges():
    ana, ben = PersonFactory(), PersonFactory()
    match(PostFactory(person=ana), RequestFactory(person=ben), score=ring_edges.FITS)
    match(PostFactory(person=ben), RequestFactory(person=ana), score=ring_edges.FITS - 1)
    assert steps() == {(ana.pk, ben.pk)}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "paused"},
        {"is_anonymous": True},
        {"hidden_at": timezone.now(), "hidden_reason": "other"},
        {"quantity": 1, "promised": 1},
        {"mode": "together", "form": "service", "is_gathering": True},
    ],
)
def test_what_cannot_be_swapped_is_no_edge(fields):
    match(PostFactory(**fields), RequestFactory())
    match(PostFactory(), RequestFactory(**fields))
    assert steps() == set()


def test_what_was_put_aside_or_is_going_on_is_no_edge():
    aside = match(PostFactory(), RequestFactory())
    Match.objects.filter(pk=aside.pk).update(put_aside_by_request=True)
    offer, request = PostFactory(), RequestFactory()
    match(offer, request)
    actions.propose(by=offer.person, occurrence=request.occurrence, met=offer.occurrence)
    assert steps() == set()


def test_found_rings_are_proposed_once_and_nobody_is_asked_twice():
    people = [PersonFactory() for _ in range(3)]
    matched(*people)
    assert (actions.propose_found_rings(), actions.propose_found_rings()) == (1, 0)
    assert Ring.objects.get().parts.count() == 3


def test_who_did_not_say_yes_is_not_asked_about_the_same_again_for_two_months():
    people = [PersonFactory() for _ in range(3)]
    matched(*people)
    actions.propose_found_rings()
    answer(Ring.objects.get(), people[0], yes=False)
    assert actions.propose_found_rings() == 0
    Exchange.objects.all().delete()
    assert actions.propose_found_rings(now=timezone.now() + ring_edges.RESTS + timedelta(days=1)) == 1


def test_the_others_of_a_ring_that_ended_can_be_in_another_one():
    ana, ben, chi, dee = (PersonFactory() for _ in range(4))
    pairs = matched(ana, ben, chi)
    actions.propose_found_rings()
    answer(Ring.objects.get(), ana, ben)
    answer(Ring.objects.get(), chi, yes=False)
    Exchange.objects.all().delete()
    # Dee takes the place of Chidi.
    match(pairs[1][0].post, RequestFactory(person=dee, form="resource"))
    match(PostFactory(person=dee), pairs[2][1].post)
    assert actions.propose_found_rings() == 1
    assert set(Ring.objects.proposed().get().parts.values_list("giver", flat=True)) == {
        ana.pk,
        ben.pk,
        dee.pk,
    }


def test_blocked_neighbours_are_in_no_ring_not_even_across():
    people = [PersonFactory() for _ in range(4)]
    matched(*people)
    members.block(by=people[0], person=people[2])
    assert actions.propose_found_rings() == 0


def test_the_nightly_job_lets_go_of_what_waits_in_vain():
    matched(PersonFactory(), PersonFactory())
    actions.propose_found_rings()
    Ring.objects.update(created_at=timezone.now() - timedelta(days=8))
    tasks.rings(timestamp=0)
    assert list(Ring.objects.values_list("status", flat=True)) == ["ended"]


def test_edges_are_one_statement(django_assert_num_queries):
    matched(PersonFactory(), PersonFactory())
    with django_assert_num_queries(2):
        assert len(ring_edges.edges()) == 2
        assert ring_edges.apart() == {}


# --- A planted board of two thousand posts --------------------------------------------------------------

SIZES = [2, 3, 4] * 30


def board(sizes, others):
    """Rings planted each in a square of its own, far from the next, and people whose posts lead nowhere."""
    slugs = list(Need.objects.filter(children=None, is_sensitive=False).order_by("pk")[:8])
    people, posts, about, planted = [], [], [], []
    for number, size in enumerate([*sizes, *[0] * others]):
        cell = {"cell_m": 1000, "cell_x": 12 * number, "cell_y": 0}
        mine = [Person(name=f"P{number}", languages=["en"], **cell) for _ in range(size or 1)]
        people += mine
        planted.append(mine)
        for place, person in enumerate(mine):
            for kind, step in (("offer", place), ("request", place - 1)):
                words = f"{kind} {step % max(size, 2)}"
                posts.append(
                    Post(
                        person=person,
                        kind=kind,
                        form="service",
                        title=words,
                        languages=["en"],
                        audience="members",
                        goes="same",
                        **cell,
                    )
                )
                # Whoever is alone offers and asks for things that do not go together.
                about.append(slugs[step % size] if size else slugs[0 if kind == "offer" else 5])
    return people, posts, about, [mine for mine in planted if len(mine) > 1]


def test_every_planted_ring_is_proposed_on_a_board_of_two_thousand_posts():
    rings = sum(SIZES)
    people, posts, about, planted = board(SIZES, others=1000 - rings)
    Person.objects.bulk_create(people)
    organizer = PersonFactory(user__is_staff=True)
    Person.objects.filter(user=None).update(entered_by=organizer, consent_at=timezone.now())
    Post.objects.bulk_create(posts, batch_size=500)
    Occurrence.objects.bulk_create(Occurrence(post=post) for post in posts)
    through = Post.needs.through
    through.objects.bulk_create(
        through(post=post, need=need) for post, need in zip(posts, about, strict=True)
    )
    assert Post.objects.count() == 2000
    project()
    rematch()
    assert actions.propose_found_rings() == len(planted)
    found = {}
    for part in RingPart.objects.all():
        found.setdefault(part.ring_id, set()).add(part.giver_id)
    assert {frozenset(ring) for ring in found.values()} == {
        frozenset(person.pk for person in mine) for mine in planted
    }
