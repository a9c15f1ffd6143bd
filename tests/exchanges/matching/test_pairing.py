"""One post and its best counterparts; the whole board at once; who never meets."""

import random
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from directory.models import Need
from exchanges import actions, matching
from exchanges.matching import fitting, rematch
from exchanges.matching.rematch import BESIDE, CHOSEN
from exchanges.models import Asked, Match, Post, project
from members.models import Block, Person, Pod, PodMembership
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
RIDE = {"needs": ["lifts"], "form": "service"}


def found_for(post):
    return [one.post_id for one in fitting(post)]


def both_ways(request, offer):
    """Is the offer found for the request, the request for the offer, and the pair by the rematch?"""
    rematch()
    return (
        offer.pk in found_for(request),
        request.pk in found_for(offer),
        Match.objects.filter(request=request, offer=offer, score__gt=0).exists(),
    )


YES, NO = (True, True, True), (False, False, False)


def pair(**offer):
    return RequestFactory(**RIDE), PostFactory(**{**RIDE, **offer})


def test_request_and_offer_of_the_same_need_meet():
    assert both_ways(*pair()) == YES


def test_two_requests_do_not_meet_nor_two_offers():
    one, other = RequestFactory(**RIDE), RequestFactory(**RIDE)
    assert found_for(one) == found_for(other) == []
    assert rematch() == 0


def test_best_first(titles_for):
    request = RequestFactory(**RIDE, title="Thursday")
    PostFactory(**RIDE, title="far", cell_x=4)
    PostFactory(needs=["rides"], form="service", title="wider")
    PostFactory(**RIDE, title="near")
    PostFactory(needs=["tutoring"], title="something else")
    assert titles_for(request) == ["near", "wider", "far"]


def test_what_needs_no_place_meets_whoever_is_anywhere():
    nowhere = {"cell_m": None, "cell_x": None, "cell_y": None}
    assert both_ways(*pair(**nowhere)) == YES
    assert both_ways(RequestFactory(**RIDE, **nowhere), PostFactory(**RIDE, cell_x=20)) == YES


def test_nobody_is_a_neighbour_from_the_other_end_of_the_country():
    assert both_ways(*pair(cell_x=40, languages=["en"])) == NO


# --- Never ------------------------------------------------------------------------------------------------


def test_never_ones_own_posts():
    request = RequestFactory(**RIDE)
    assert both_ways(request, PostFactory(**RIDE, person=request.person)) == NO


def test_never_a_neighbour_by_phone_and_whoever_acts_for_them():
    organizer = OrganizerFactory()
    caller = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    request, offer = RequestFactory(**RIDE, person=caller), PostFactory(**RIDE, person=organizer)
    assert both_ways(request, offer) == NO
    assert both_ways(request, PostFactory(**RIDE)) == YES


@pytest.mark.parametrize("who", ["request", "offer"])
def test_never_whom_somebody_blocked_either_way(who):
    request, offer = pair()
    blocker, blocked = (request, offer) if who == "request" else (offer, request)
    Block.objects.create(blocker=blocker.person, blocked=blocked.person)
    assert both_ways(request, offer) == NO


@pytest.mark.parametrize("status", ["pending", "suspended", "left"])
def test_never_somebody_who_is_not_active(status):
    assert both_ways(*pair(person__status=status)) == NO


@pytest.mark.parametrize(
    "gone",
    [
        {"status": "paused"},
        {"status": "closed"},
        {"hidden_at": "2026-01-01T00:00Z", "hidden_reason": "other"},
        {"quantity": 1, "promised": 1},
        {"until_day": "2020-01-01"},
    ],
)
def test_never_what_is_no_longer_open(gone):
    assert both_ways(*pair(**gone)) == NO


@pytest.mark.parametrize("kind", Post.Kind.values)
def test_what_only_organizers_see_meets_only_their_own(kind):
    hidden = PostFactory(**RIDE, kind=kind, audience="organizers")
    other = next(value for value in Post.Kind.values if value != kind)
    seen = [PostFactory(**RIDE, kind=other, person=make()) for make in (PersonFactory, OrganizerFactory)]
    pairs = [(hidden, post) if kind == "request" else (post, hidden) for post in seen]
    assert [both_ways(*one) for one in pairs] == [NO, YES]


@pytest.mark.parametrize("kind", Post.Kind.values)
def test_what_is_for_a_pod_meets_those_in_it_only(kind):
    pod = Pod.objects.create(name="Alder Street")
    hidden = PostFactory(**RIDE, kind=kind, audience="pod", pod=pod)
    other = next(value for value in Post.Kind.values if value != kind)
    inside, outside = (PostFactory(**RIDE, kind=other) for _ in range(2))
    PodMembership.objects.create(pod=pod, person=inside.person)
    pairs = [(hidden, post) if kind == "request" else (post, hidden) for post in (inside, outside)]
    assert [both_ways(*one) for one in pairs] == [YES, NO]


def test_what_is_sensitive_meets_nobody_as_long_as_only_organizers_see_it():
    need = {"needs": ["medical-rides"], "form": "service"}
    offer = PostFactory(**need)
    assert both_ways(RequestFactory(**need, audience="organizers"), offer) == NO
    assert both_ways(RequestFactory(**need, audience="members"), offer) == YES


@pytest.mark.parametrize("form", ["service", "resource"])
def test_gathering_meets_hands_not_things(form):
    together = {"needs": ["more-hands"], "mode": "together", "is_gathering": True, "form": "service"}
    gathering = RequestFactory(**together, quantity=6)
    offer = PostFactory(needs=["more-hands"], form=form)
    assert both_ways(gathering, offer) == (YES if form == "service" else NO)


# --- Full ---------------------------------------------------------------------------------------------------


def test_whoever_gave_as_much_as_they_can_is_not_suggested_until_the_month_is_over(time_machine):
    giver = PersonFactory(monthly_limit=2)
    request, offer = RequestFactory(**RIDE), PostFactory(**RIDE, person=giver, quantity=None)
    for status in ("done", "accepted"):
        assert both_ways(request, offer) == YES
        ExchangeFactory(post=PostFactory(person=giver), status=status)
    assert both_ways(request, offer) == NO
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert both_ways(request, offer) == YES


def test_only_what_was_given_and_agreed_counts():
    giver = PersonFactory(monthly_limit=1)
    request, offer = RequestFactory(**RIDE), PostFactory(**RIDE, person=giver, quantity=None)
    ExchangeFactory(post=PostFactory(person=giver), status="proposed")
    ExchangeFactory(post=PostFactory(person=giver), status="not_done")
    ExchangeFactory(proposer=giver, status="done")  # received
    assert both_ways(request, offer) == YES


def test_whoever_is_full_may_still_ask():
    asker = PersonFactory(monthly_limit=0)
    assert both_ways(RequestFactory(**RIDE, person=asker), PostFactory(**RIDE)) == YES
    assert both_ways(RequestFactory(**RIDE), PostFactory(**RIDE, person=asker)) == NO


@pytest.mark.parametrize(("limit", "asks"), [(None, 12), (2, 6)])
def test_whoever_was_asked_too_often_is_left_in_peace(limit, asks):
    request, offer = pair(person__monthly_limit=limit)
    today = timezone.now().date()
    Asked.objects.create(person=offer.person, day=today - timedelta(days=40), count=100)
    Asked.objects.create(person=offer.person, day=today, count=asks - 1)
    assert both_ways(request, offer) == YES
    matching.record_asked([offer.person_id])
    assert both_ways(request, offer) == NO


# --- The whole board ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_rematch_finds_for_each_post_what_it_finds_alone(seed, pairs):
    chance = random.Random(seed)
    people = [
        PersonFactory(cell_x=chance.randrange(6), monthly_limit=chance.choice([None, None, 0]))
        for _ in range(12)
    ]
    Block.objects.create(blocker=people[0], blocked=people[1])
    slugs = list(Need.objects.filter(bit__lt=30).values_list("slug", flat=True))
    for number in range(30):
        m = chance.choice([500, 1000, 2000, None])
        PostFactory(
            kind=Post.Kind.values[number % 2],
            person=chance.choice(people),
            needs=chance.sample(slugs, 2),
            audience=chance.choice(["members", "members", "everybody", "organizers"]),
            cell_m=m,
            cell_x=m and chance.randrange(6),
            cell_y=m and 0,
            is_gathering=(gathering := chance.random() < 0.1),
            mode="together" if gathering else "give",
            form=chance.choice(Post.Form.values),
        )
    expected = {}
    for post in Post.objects.all():
        for one in fitting(post)[: matching.MOST]:
            key = (post.pk, one.post_id) if post.is_request else (one.post_id, post.pk)
            expected[key] = one.score.points
    assert rematch() == len(expected)
    assert pairs() == expected
    assert len(expected) > 10


def test_only_the_best_twenty_of_a_post_are_kept_and_again_changes_nothing(pairs):
    request = RequestFactory(**RIDE)
    for number in range(25):
        PostFactory(**RIDE, cell_x=number % 3)
    assert rematch() == 25
    before = _versions()
    assert len(pairs()) == 25  # each offer has the request among its best
    assert rematch() == 25
    assert _versions() == before
    matching.store(request.pk, fitting(request))
    Match.objects.all().delete()
    matching.store(request.pk, fitting(request))
    assert len(pairs()) == 20


def test_in_a_crowd_an_offer_looks_around_too(pairs):
    request = RequestFactory(**RIDE)
    for _ in range(CHOSEN + 1):
        PostFactory(**RIDE)
    far = PostFactory(**RIDE, cell_x=4)
    assert rematch() == CHOSEN + 2
    assert (request.pk, far.pk) in pairs()


def test_whoever_offers_a_whole_kind_meets_a_request_that_has_others_beside_it(pairs):
    request = RequestFactory(**RIDE)
    for number in range(BESIDE + 1):
        PostFactory(needs=["medical-rides"], form="service", title=f"Dialysis {number}")
    whole = PostFactory(needs=["rides"], form="service", cell_x=2)
    rematch()
    assert set(pairs()) == {(request.pk, whole.pk)}


def test_what_was_found_when_it_was_new_stays_as_long_as_it_fits(pairs):
    request = RequestFactory(**RIDE, title="Thursdays from the old mill")
    for number in range(BESIDE + 1):
        PostFactory(needs=["medical-rides"], form="service", title=f"Dialysis {number}")
    far = PostFactory(
        needs=["medical-rides"], form="service", title="From the old mill on Thursdays", cell_x=2
    )
    assert rematch() == 0  # too many are nearer
    matching.store(request.pk, fitting(request))
    for _ in range(2):
        assert set(pairs()) == {(request.pk, far.pk)}
        assert rematch() == 1
    Post.objects.filter(pk=far.pk).update(status="paused")
    project()
    assert rematch() == 0
    assert pairs() == {}


def test_rematch_goes_through_what_stands_once_and_not_for_each_pair_that_fits():
    """Last counted when it was empty, so that the planner would read it again for each new pair."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE exchanges_match")
        cursor.execute("UPDATE pg_class SET reltuples = 0 WHERE relname = 'exchanges_match'")
    RequestFactory(**RIDE)
    for _ in range(3):
        PostFactory(**RIDE)
    plans = []

    def explain(execute, sql, params, many, context):
        if "exchanges_match" in sql:
            execute(f"EXPLAIN (FORMAT JSON) {sql}", params, many, context)
            plans.append(context["cursor"].fetchone()[0][0]["Plan"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        assert rematch() == 3
    assert len(plans) == 5
    joins = set().union(*map(_joins_of_matches, plans))
    assert joins
    assert joins <= {"Hash Join", "Merge Join"}


def _joins_of_matches(plan, join=None):
    """How the table of matches is joined in a plan: the kind of join that is nearest above it."""
    if plan.get("Relation Name") == "exchanges_match" and join:
        return {join}
    if plan["Node Type"].endswith(("Join", "Loop")):
        join = plan["Node Type"]
    return set().union(*(_joins_of_matches(child, join) for child in plan.get("Plans", [])))


def _versions():
    """Each pair, with the version of its row and who locked it last: where nothing is written, both stay."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, xmax::text, * FROM exchanges_match ORDER BY id")
        return cursor.fetchall()


def test_command_pairs_the_board(capsys):
    request, offer = pair()
    call_command("rematch")
    assert capsys.readouterr().out == "0 rows changed, 1 pairs.\n"
    assert Match.objects.filter(request=request, offer=offer).exists()


def test_rematch_forgets_what_no_longer_fits_but_not_what_was_told_or_put_aside(pairs):
    request = RequestFactory(**RIDE)
    offers = [PostFactory(**RIDE) for _ in range(3)]
    rematch()
    actions.put_aside(by=request.person, post=request, other=offers[0])
    Match.objects.filter(offer=offers[1]).update(told_at=timezone.now())
    Post.objects.filter(pk__in=[offer.pk for offer in offers]).update(status="paused")
    project()
    assert rematch() == 0
    assert pairs() == {}
    assert set(Match.objects.values_list("offer", flat=True)) == {offers[0].pk, offers[1].pk}


# --- One post -----------------------------------------------------------------------------------------------


def test_one_post_is_matched_in_two_statements(django_assert_num_queries):
    request = RequestFactory(**RIDE)
    for _ in range(30):
        PostFactory(**RIDE)
    with django_assert_num_queries(2):
        matching.store(request.pk, fitting(request))
    assert Match.objects.count() == 20


def test_storing_twice_is_storing_once(pairs):
    request, _offer = pair()
    for _ in range(2):
        matching.store(request.pk, fitting(request))
        assert len(pairs()) == Match.objects.count() == 1


def test_post_that_is_gone_has_no_pairs():
    request, offer = pair()
    matching.store(request.pk, fitting(request))
    Person.objects.filter(pk=request.person_id).update(status="suspended")
    project()
    matching.store(offer.pk, fitting(offer))
    assert not Match.objects.exists()
