"""What may fit one's own post: shown with why, to its author only, and never what they may not see."""

import pytest
from django.utils import timezone, translation

from exchanges import pages
from exchanges.matching.scoring import Reason
from exchanges.matching.why import WORDS, why
from exchanges.models import Exchange, Match, Post
from members import actions as members
from members.viewers import viewer_of
from mutualaid.base import hanging, masks
from mutualaid.base.together import together
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


@pytest.fixture
def post(ana):
    return RequestFactory(person=ana, title="A lift to the clinic")


def match(request, offer, score=80, **fields):
    return Match.objects.create(
        request=request, offer=offer, score=score, reasons=["same", "here", "language"], **fields
    )


def of_post(post, viewer):
    [known] = hanging.together(pages.suggestions.known(post, viewer))
    return together(pages.suggestions.of_post(post, viewer, known))[0]


def shown(post, person):
    return [item.title for item in of_post(post, viewer_of(person.user))]


def test_every_reason_has_words():
    assert set(WORDS) == set(Reason)
    for language in ("en", "es"):
        with translation.override(language):
            assert len({why([reason], masks.languages(["es"])) for reason in Reason} - {""}) == len(Reason)


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([], ""),
        (["of another release"], ""),
        (["same"], "About the same need."),
        (["next", "beside"], "About a need close to it, and in the next area."),
        (
            ["same", "words", "here", "times", "language", "enough"],
            "About the same need, near you, at times that suit you both, and you both speak Spanish.",
        ),
    ],
)
def test_why_is_a_sentence(reasons, said):
    assert why(reasons, masks.languages(["en", "es"])) == said


def test_the_author_sees_what_fits_best_first_and_why(client_of, post, ana):
    match(post, PostFactory(title="Rides, mostly"), score=60)
    match(post, PostFactory(title="Rides, always"), score=90)
    assert shown(post, ana) == ["Rides, always", "Rides, mostly"]
    page = client_of(ana).get(post.get_absolute_url()).content.decode()
    assert "About the same need, near you, and you both speak English." in page


@pytest.mark.parametrize("make", [PersonFactory, OrganizerFactory])
def test_nobody_else_sees_what_fits_a_post(client_of, post, make):
    match(post, PostFactory(title="Rides, always"))
    somebody = make()
    assert shown(post, somebody) == []
    assert "Rides, always" not in client_of(somebody).get(post.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "paused"},
        {"audience": "organizers"},
        {"hidden_at": timezone.now(), "hidden_reason": "other"},
        {"quantity": 1, "promised": 1},
    ],
)
def test_what_changed_since_it_was_found_is_not_shown(post, ana, fields):
    match(post, PostFactory(**fields))
    assert shown(post, ana) == []


def test_a_block_hides_it_at_once_for_both(post, ana):
    offer = PostFactory()
    match(post, offer)
    members.block(by=offer.person, person=ana)
    assert shown(post, ana) == []
    assert shown(offer, offer.person) == []


def test_a_nameless_counterpart_stays_nameless(client_of, post, ana):
    match(post, PostFactory(person=PersonFactory(name="Hidden Person"), is_anonymous=True, title="Rides"))
    page = client_of(ana).get(post.get_absolute_url()).content.decode()
    assert "Rides" in page
    assert "Hidden Person" not in page


def test_one_tap_proposes_from_ones_own_post(client_of, post, ana):
    offer = PostFactory(title="Rides")
    match(post, offer)
    [item] = of_post(post, viewer_of(ana.user))
    client_of(ana).post(item.more["propose_url"], {"quantity": 1, "met": item.more["met"]})
    made = Exchange.objects.get()
    assert (made.occurrence.post, made.met.post, made.proposer) == (offer, post, ana)


@pytest.mark.parametrize("fields", [{"mode": "lend"}, {"rule": "FREQ=WEEKLY"}])
def test_what_needs_more_to_be_said_leads_to_its_page(post, ana, fields):
    match(post, PostFactory(**fields))
    [item] = of_post(post, viewer_of(ana.user))
    assert not item.more["can_propose"]


def test_not_this_one_is_for_oneself_and_for_good(client_of, post, ana):
    offer = PostFactory(title="Rides")
    match(post, offer)
    [item] = of_post(post, viewer_of(ana.user))
    assert client_of(PersonFactory()).post(item.more["aside_url"]).status_code == 404
    assert client_of(ana).post(item.more["aside_url"]).status_code == 302
    assert shown(post, ana) == []
    assert shown(offer, offer.person) == ["A lift to the clinic"]


def test_of_all_my_posts_each_counterpart_stands_once(client_of, post, ana):
    offer = PostFactory(title="Rides")
    match(post, offer)
    match(RequestFactory(person=ana), offer, score=70)
    found = pages.suggestions.of_person(viewer_of(ana.user), Post.objects.filter(person=ana), [])
    assert [item.title for item in found] == ["Rides"]
    assert 'id="fits"' in client_of(ana).get("/me/").content.decode()


def test_one_and_three_take_the_same_queries(post, ana, django_assert_num_queries):
    viewer = viewer_of(ana.user)
    match(RequestFactory(person=ana), PostFactory())
    pages.suggestions.of_person(viewer, Post.objects.filter(person=ana), [])
    for count in (1, 2, 3):
        match(post, PostFactory())
        if count != 2:
            fresh = Post.objects.prefetch_related("occurrences").select_related("person").get(pk=post.pk)
            with django_assert_num_queries(1):
                assert len(of_post(fresh, viewer)) == count


def test_list_greets_the_author_right_after_posting(client_of, ana):
    offer = PostFactory(title="Rides, always", needs=["lifts"], form="service")
    values = {"kind": "request", "title": "Lift on Friday", "form": "service", "mode": "give"}
    need = offer.needs.get().pk
    page = client_of(ana).post("/exchanges/new/", {**values, "needs": need}, follow=True).content.decode()
    assert "It is on the board." in page
    assert "Rides, always" in page
    assert not Match.objects.exists()  # a page that is only looked at writes nothing


@pytest.mark.parametrize("known", [True, False])
def test_offer_of_somebody_who_is_full_is_not_shown(post, ana, known):
    offer = PostFactory(person__monthly_limit=0)
    if known:
        match(post, offer)
    assert shown(post, ana) == []


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("busy", [0, 1])
def test_of_equals_whoever_gives_less_comes_first_and_nothing_says_so(post, ana, known, busy):
    offers = [PostFactory(title=f"Lifts {number}", quantity=None, random=number) for number in range(2)]
    for status in ("accepted", "lent", "done"):
        ExchangeFactory(post=PostFactory(person=offers[busy].person), status=status)
    if known:
        for offer in offers:
            match(post, offer)
    assert shown(post, ana) == [f"Lifts {1 - busy}", f"Lifts {busy}"]
    reasons = {item.more["why"] for item in of_post(post, viewer_of(ana.user))}
    assert len(reasons) == 1


def test_what_the_two_talk_about_already_is_not_shown(post, ana):
    offer = PostFactory(quantity=None)
    match(post, offer)
    ExchangeFactory(post=offer, proposer=ana, status="accepted")
    assert shown(post, ana) == []
    assert shown(offer, offer.person) != []  # they may not know that it was about this one


def test_one_tap_asks_for_as_much_as_both_have(ana):
    request = RequestFactory(person=ana, quantity=12)
    match(request, PostFactory(quantity=8, done=3))
    [item] = of_post(request, viewer_of(ana.user))
    assert item.more["quantity"] == 5


def test_post_without_a_name_is_not_proposed_with_one_tap(client_of, post, ana):
    Post.objects.filter(pk=post.pk).update(is_anonymous=True)
    match(post, PostFactory())
    post.refresh_from_db()
    [item] = of_post(post, viewer_of(ana.user))
    assert not item.more["can_propose"]
    assert "Whoever you answer is told yours." in client_of(ana).get(post.get_absolute_url()).content.decode()


def test_organizer_sees_what_fits_for_a_neighbour_by_phone_but_nobody_who_blocked_them():
    organizer = OrganizerFactory()
    caller = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    request, offers = RequestFactory(person=caller), [PostFactory(), PostFactory()]
    for offer in offers:
        match(request, offer)
    members.block(by=offers[0].person, person=organizer)
    assert shown(request, organizer) == [offers[1].title]
    [item] = of_post(request, viewer_of(organizer.user))
    assert not item.more["can_propose"]
