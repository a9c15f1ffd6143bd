"""What a post says beside its line: how far, how to get there, who decides, where a ride goes."""

import re

import pytest
from django.db import IntegrityError, transaction

from exchanges.models import Post
from tests.factories.directory import PlaceFactory
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_post_views import NEW, errors, filled, need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


@pytest.fixture
def client(client_of, ana):
    return client_of(ana)


def page_of(client, post):
    return client.get(post.get_absolute_url()).content.decode()


# --- How far, how to get there ------------------------------------------------------------------------


def test_how_far_somebody_would_go_and_how_one_gets_there(client, client_of):
    client.post(NEW, filled(goes="near", access_note="Third floor, no lift"))
    post = Post.objects.get()
    assert (post.goes, post.access_note) == ("near", "Third floor, no lift")
    page = page_of(client_of(PersonFactory()), post)
    assert ("would go about 2 km" in page, "Third floor, no lift" in page) == (True, True)
    edit = client.get(f"{post.get_absolute_url()}edit/").content.decode()
    assert 'value="Third floor, no lift"' in edit
    assert 'value="near" selected' in edit


@pytest.mark.parametrize("change", [{"goes": "round the world"}, {"access_note": "x" * 141}])
def test_what_is_no_answer_is_said_at_its_field(client, change):
    page = client.post(NEW, filled(**change)).content.decode()
    assert (errors(page), Post.objects.count()) == (list(change), 0)


def test_newcomer_is_told_neither_how_far_nor_how_one_gets_there(client_of):
    post = PostFactory(
        audience="everybody", title="Soup", access_note="Third floor, no lift", goes="near", to_cell_m=1000,
        to_cell_x=3, to_cell_y=3, needs=["lifts"],
    )  # fmt: skip
    page = page_of(client_of(), post)
    assert "Soup" in page
    assert [said for said in ("floor", "would go", "to around", "about 5") if said in page] == []
    found = client_of().get("/exchanges/?q=floor").content.decode()
    assert "Soup" not in found


def test_words_on_getting_there_are_no_search_words(client):
    PostFactory(title="Soup", access_note="Third floor, no lift")
    assert "Soup" not in client.get("/exchanges/?q=floor").content.decode()


# --- For somebody else --------------------------------------------------------------------------------

SAID = {
    "author": "Anabel writes for somebody else, who said yes to it. "
    "Anabel reads what you write and decides for them.",
    "them": "Anabel writes for somebody else, who said yes to it. "
    "Anabel reads what you write and passes it on; they decide.",
}


@pytest.mark.parametrize("decides", ["author", "them"])
def test_other_side_is_told_who_reads_and_who_decides(client, client_of, ana, decides):
    client.post(NEW, filled(for_someone="on", consent="on", decides=decides))
    post = Post.objects.get()
    assert (post.for_someone, post.decides, post.consent_at is None) == (True, decides, False)
    swap = ExchangeFactory(post=post, status="accepted")
    other = client_of(swap.receiver)
    assert SAID[decides] in page_of(other, post)
    assert SAID[decides] in other.get(swap.get_absolute_url()).content.decode()
    assert "You write for somebody else" in page_of(client, post)
    assert "You write for somebody else" in client.get(swap.get_absolute_url()).content.decode()


def test_who_decides_of_a_post_without_a_name_does_not_tell_it(client_of):
    post = PostFactory(
        person__name="Carmen Secret",
        is_anonymous=True,
        for_someone=True,
        consent_at="2026-01-01T00:00Z",
        decides="them",
    )
    swap = ExchangeFactory(post=post, status="accepted")
    client = client_of(swap.receiver)
    for path in (post.get_absolute_url(), swap.get_absolute_url()):
        page = client.get(path).content.decode()
        assert "A neighbour reads what you write and passes it on" in page
        assert "Carmen" not in page


def test_post_for_oneself_says_nothing_of_it(client, client_of, ana):
    post = PostFactory(person=ana)
    assert 'class="passed-on"' not in page_of(client_of(PersonFactory()), post) + page_of(client, post)


def test_other_side_is_told_that_an_organizer_reads_for_a_neighbour_by_phone(client_of):
    caller = PersonFactory(
        name="Frank", user=None, entered_by=OrganizerFactory(), consent_at="2026-01-01T00:00Z"
    )
    page = page_of(client_of(PersonFactory()), RequestFactory(person=caller))
    said = "Frank has no account: an organizer reads what you write and passes it on."
    assert (said in page, "It is for somebody else" in page) == (True, False)
    for_his_sister = RequestFactory(person=caller, for_someone=True, consent_at="2026-01-01T00:00Z")
    page = page_of(client_of(PersonFactory()), for_his_sister)
    assert f"{said} It is for somebody else, who said yes to it." in page


# --- Rides --------------------------------------------------------------------------------------------


@pytest.fixture
def harbour(alder):
    """Three kilometres north and east of Anabel's square."""
    return PlaceFactory(name="Harbour", key="harbour", latitude=51.03, longitude=4.05)


def ride(**changes):
    return filled(needs=[need("lifts")], form="service", **changes)


def test_ride_goes_to_the_square_around_a_place(client, client_of, harbour):
    client.post(NEW, ride(to_place="harbour"))
    post = Post.objects.get()
    assert post.to_cell == (1000, 3, 3)
    page = page_of(client_of(PersonFactory()), post)
    assert re.search(r"to around Harbour, about 5 km", page)
    edit = client.get(f"{post.get_absolute_url()}edit/").content.decode()
    assert 'value="1000:3:3"' in edit
    client.post(f"{post.get_absolute_url()}edit/", ride(audience="members", to_area="1000:3:3"))
    post.refresh_from_db()
    assert post.to_cell == (1000, 3, 3)


def test_square_of_a_ride_is_as_wide_as_its_authors_own(client_of, harbour):
    client_of(PersonFactory(cell_m=4000)).post(NEW, ride(to_place="Harbour", area="4000:0:0"))
    assert Post.objects.get().to_cell == (4000, 0, 0)


def test_square_of_a_ride_is_never_finer_than_organizers_set(client_of, harbour, alder):
    from mutualaid.base import network

    alder.finest_cell_m = 2000
    alder.save()
    network.forget()
    client = client_of(PersonFactory(cell_m=1000))
    assert errors(client.post(NEW, ride(to_area="1000:3:3")).content.decode()) == ["to_area"]
    client.post(NEW, ride(to_place="Harbour"))
    assert Post.objects.get().to_cell == (2000, 1, 1)


def test_ride_home_goes_to_ones_own_square(client):
    client.post(NEW, ride(to_area="1000:0:0"))
    assert Post.objects.get().to_cell == (1000, 0, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to_place": "Nowhere at all"}, "to_place"),
        ({"to_area": "here"}, "to_area"),
        ({"to_area": "100:0:0"}, "to_area"),
    ],
)
def test_place_that_is_not_known_is_said_at_its_field(client, harbour, change, field):
    page = client.post(NEW, ride(**change)).content.decode()
    assert (errors(page), Post.objects.count()) == ([field], 0)


def test_only_rides_go_somewhere(client, harbour):
    client.post(NEW, filled(to_place="Harbour"))
    assert Post.objects.get().to_cell is None


@pytest.mark.parametrize(
    "square",
    [
        {"to_cell_m": 1000},
        {"cell_m": None},
        {"cell_m": 100},
        {"to_cell_m": 1000, "to_cell_x": 1},
        {"to_cell_x": 1, "to_cell_y": 1},
        {"to_cell_m": 100, "to_cell_x": 1, "to_cell_y": 1},
    ],
)
def test_database_holds_whole_squares_only(square):
    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory(**square)


def test_place_of_a_ride_costs_its_page_one_question(client, client_of, harbour, django_assert_num_queries):
    post = PostFactory(needs=["lifts"], to_cell_m=1000, to_cell_x=3, to_cell_y=3)
    client.get(post.get_absolute_url())
    with django_assert_num_queries(1 + 3 + 1):
        assert "Harbour" in page_of(client, post)
