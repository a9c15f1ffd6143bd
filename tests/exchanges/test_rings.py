"""Circles among people, found as brute force finds them."""

import random
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.rings import Circle, Edge, find, ranked


def edges_of(*steps, score=50):
    """Edges between the people named, each with an offer and a request of its own."""
    return [
        Edge(a, b, offer=100 + number, request=200 + number, score=score)
        for number, (a, b) in enumerate(steps)
    ]


def circle(*people):
    return list(pairwise((*people, people[0])))


def brute_force(edges, apart=()):
    """All rings of all people, sorted, then picked one after the other."""
    order = ranked(edges)
    rank = {(edge.giver, edge.receiver): number for number, edge in enumerate(order)}
    people = sorted({person for step in rank for person in step})
    rings = []
    for size in (2, 3, 4):
        for chosen in permutations(people, size):
            steps = circle(*chosen)
            if chosen[0] != min(chosen) or not all(step in rank for step in steps):
                continue
            if any({a, b} in apart for a in chosen for b in chosen if a != b):
                continue
            ranks = sorted((rank[step] for step in steps), reverse=True)
            rings.append((ranks[0], size, ranks[1:], Circle(tuple(order[rank[step]] for step in steps))))
    taken, found = set(), []
    for *_quality, ring in sorted(rings, key=lambda ring: ring[:3]):
        if not taken & set(ring.people):
            found.append(ring)
            taken |= set(ring.people)
    return found


@pytest.mark.parametrize("people", [(1, 2), (1, 2, 3), (1, 3, 2), (1, 2, 3, 4), (1, 4, 2, 3)])
def test_a_circle_is_found(people):
    assert [ring.people for ring in find(edges_of(*circle(*people)))] == [people]


@pytest.mark.parametrize("steps", [[(1, 2), (2, 3)], [(1, 2), (1, 3), (2, 3)], circle(1, 2, 3, 4, 5), []])
def test_what_does_not_close_or_is_too_long_is_no_ring(steps):
    assert find(edges_of(*steps)) == []


def test_nobody_gives_to_themself():
    assert find(edges_of((1, 1))) == []


def test_a_ring_is_as_good_as_its_weakest_edge_and_nobody_is_in_two():
    weak = [*edges_of((1, 2), (2, 3), score=90), Edge(3, 1, 300, 301, score=10)]
    strong = edges_of(*circle(3, 4, 5), score=40)
    assert [ring.people for ring in find(weak + strong)] == [(3, 4, 5)]
    assert [(ring.people, ring.score) for ring in find(weak)] == [((1, 2, 3), 10)]


def test_the_better_of_two_offers_to_the_same_neighbour_is_taken():
    edges = [Edge(1, 2, 10, 20, 30), Edge(1, 2, 11, 20, 60), Edge(2, 1, 12, 21, 50)]
    [ring] = find(edges)
    assert [edge.offer for edge in ring.edges] == [11, 12]


def test_those_who_are_apart_never_meet_not_even_across():
    edges = edges_of(*circle(1, 2, 3, 4))
    for one, other in [(1, 2), (1, 3), (4, 2)]:
        assert find(edges, apart={one: {other}}) == []
        assert find(edges, apart={other: {one}}) == []


def test_at_most_as_many_as_are_wanted():
    edges = edges_of(*circle(1, 2), *circle(3, 4), *circle(5, 6))
    assert len(find(edges, most=2)) == 2


@st.composite
def boards(draw):
    size = draw(st.integers(2, 7))
    person = st.integers(1, size)
    steps = draw(st.lists(st.tuples(person, person), max_size=24))
    return [
        Edge(a, b, offer=number, request=1000 + number, score=draw(st.integers(0, 5)))
        for number, (a, b) in enumerate(steps)
    ]


@settings(max_examples=400, deadline=None)
@given(boards(), st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=3))
def test_on_small_boards_it_finds_what_brute_force_finds(edges, blocks):
    apart: dict[int, set[int]] = {}
    for one, other in blocks:
        apart.setdefault(one, set()).add(other)
    assert find(edges, apart=apart) == brute_force(edges, [{a, b} for a, b in blocks if a != b])


def test_every_planted_ring_is_found_on_a_board_of_two_thousand_posts():
    """A thousand people with an offer and a request each; noise leads on only, so that it closes no ring."""
    source = random.Random(7)
    people = list(range(1, 1001))
    source.shuffle(people)
    sizes, planted, at = [2, 3, 4] * 60, [], 0
    for size in sizes:
        planted.append(tuple(people[at : at + size]))
        at += size
    steps = [step for ring in planted for step in circle(*ring)]
    place = {person: number for number, ring in enumerate(planted) for person in ring}
    place |= {person: number for number, person in enumerate(people[at:], len(planted))}
    noise = [tuple(source.sample(people, 2)) for _ in range(20_000)]
    noise = [(a, b) for a, b in noise if place[a] < place[b]]
    edges = [
        Edge(a, b, offer=a, request=b, score=source.randrange(1, 100))
        for a, b in source.sample(steps + noise, len(steps + noise))
    ]
    found = {frozenset(ring.people) for ring in find(edges)}
    assert found == {frozenset(ring) for ring in planted}
    assert len(found) == 180
