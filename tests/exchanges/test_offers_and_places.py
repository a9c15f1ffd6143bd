"""One search over listings and neighbours: what neighbours offer, on the page of a listing; and places that
could meet a request tonight, on its page. Neither says more than the board does.
"""

import datetime as dt
import re

import pytest
import time_machine

from directory import projection
from exchanges.models import Post
from members.models import Block
from mutualaid.base import network
from mutualaid.base.grid import Cell
from mutualaid.base.network import current_grid
from tests.factories.directory import (
    LocationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
# A Wednesday, 20:30 in Brussels.
EVENING = dt.datetime(2026, 11, 25, 19, 30, tzinfo=dt.UTC)
OFFERS = "/exchanges/offers/groceries/"
EVERYBODY, MEMBERS = Post.Audience.EVERYBODY, Post.Audience.MEMBERS


@pytest.fixture(autouse=True)
def _evening():
    with time_machine.travel(EVENING, tick=False):
        yield


def text(client, address=OFFERS):
    """What a page or a piece of one says, in plain words."""
    page = re.sub("<svg.*?</svg>", "", client.get(address).content.decode(), flags=re.S)
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def titles(client, address=OFFERS):
    return re.findall(r'note-title"><a[^>]*>(.*?)</a>', client.get(address).content.decode())


# --- Offers on the page of a listing --------------------------------------------------------------------


def test_newcomer_is_told_how_many_and_nothing_else(client):
    PostFactory(title="Jars of soup", audience=EVERYBODY)
    PostFactory(title="Rice", audience=EVERYBODY)
    assert text(client) == "2 offers on the board"


def test_newcomer_counts_only_what_the_public_board_shows(client, alder):
    pod = PodFactory()
    PostFactory(audience=MEMBERS)
    PostFactory(audience=Post.Audience.POD, pod=pod)
    PostFactory(audience=EVERYBODY, status="withdrawn")
    RequestFactory(audience=EVERYBODY)
    PostFactory(audience=EVERYBODY, needs=["pets"])
    assert text(client) == "Nobody offers this on the board right now. Ask for it"
    PostFactory(audience=EVERYBODY)
    assert text(client) == "1 offer on the board"
    type(alder).objects.update(board_is_public=False)

    network.forget()
    assert text(client) == "Nobody offers this on the board right now. Ask for it"


def test_member_sees_the_nearest_three_and_how_many_there_are(client_of):
    ana = PersonFactory()
    PostFactory(title="Far", cell_x=9)
    PostFactory(title="Here")
    PostFactory.create_batch(3, title="Next", cell_x=1)
    assert titles(client_of(ana)) == ["Here", "Next", "Next"]
    assert text(client_of(ana)).startswith("5 offers on the board")


def test_root_counts_what_is_under_it(client):
    PostFactory(audience=EVERYBODY, needs=["hot-meals"])
    assert text(client, "/exchanges/offers/food/") == "1 offer on the board"


def test_blocked_pair_never_meets(client_of):
    ana, ben = PersonFactory(), PersonFactory()
    PostFactory(title="Soup of Benno", person=ben)
    PostFactory(title="Soup of Anabel", person=ana)
    Block.objects.create(blocker=ben, blocked=ana)
    assert titles(client_of(ana)) == ["Soup of Anabel"]
    assert text(client_of(ana)).startswith("1 offer")
    assert titles(client_of(ben)) == ["Soup of Benno"]


@pytest.mark.parametrize("slug", ["nothing", "x" * 60])
def test_need_that_is_none_is_not_found(client, slug):
    assert client.get(f"/exchanges/offers/{slug}/").status_code == 404


def test_wrong_verb_is_refused(client):
    assert client.post(OFFERS).status_code == 405


def test_as_many_statements_for_one_offer_as_for_thirty(client_of, django_assert_num_queries):
    ana = client_of(PersonFactory())
    PostFactory()
    ana.get(OFFERS)
    with django_assert_num_queries(2):
        ana.get(OFFERS)
    PostFactory.create_batch(29)
    with django_assert_num_queries(2):
        ana.get(OFFERS)


def test_page_of_a_listing_asks_for_it_and_has_a_link_without_javascript(client):
    listing("Alder pantry", slug="alder-pantry", needs=["food", "groceries"])
    page = client.get("/directory/alder-pantry/").content.decode()
    assert f'hx-get="{OFFERS}"' in page
    assert 'href="/exchanges/?kind=offer&amp;need=groceries"' in page


# --- Places on the page of a request --------------------------------------------------------------------


def listing(name, *, at=(51.003, 4.005), days="WE", opens=9, closes=22, **kwargs):
    """A listing that was checked lately; `at`: latitude and longitude."""
    kwargs.setdefault("needs", ["groceries"])
    service = ServiceFactory(name=name, last_verified_on="2026-11-20", verified_how="phone", **kwargs)
    location = LocationFactory(latitude=at[0], longitude=at[1])
    ServiceAtLocationFactory(service=service, location=location)
    ScheduleFactory(service=service, byday=days, opens_at=dt.time(opens), closes_at=dt.time(closes))
    projection.project([service.pk])
    return service


def near(cell, kilometres=0.0):
    """A place so far east of the middle of a square."""
    latitude, longitude = current_grid().centre(Cell(*cell))
    return latitude, longitude + kilometres / 70


def places(client, post):
    page = client.get(post.get_absolute_url()).content.decode()
    found = re.search(r'id="tonight">(.*?)</section>', page, re.S)
    return re.findall(r'note-title"><a[^>]*>(.*?)</a>', found[1]) if found else []


def test_request_shows_what_is_open_now_and_then_what_opens_tonight(client_of):
    ana = PersonFactory()
    post = RequestFactory(person=ana, needs=["groceries"])
    listing("Early tomorrow", days="TH", opens=6)
    listing("Open now")
    listing("Next week", days="TU")
    listing("Tomorrow noon", days="TH", opens=12)
    listing("Another need", needs=["pets"])
    assert places(client_of(ana), post) == ["Open now", "Early tomorrow"]


def test_at_most_three_and_the_nearest_to_the_authors_own_square_first(client_of):
    ana = PersonFactory()
    post = RequestFactory(person=ana, needs=["groceries"], cell_x=7, cell_y=3)
    for kilometres in (3, 1, 2, 0.2, 30):
        listing(f"{kilometres} km", at=near((1000, 7, 3), kilometres))
    assert places(client_of(ana), post) == ["0.2 km", "1 km", "2 km"]


def test_others_see_the_same_from_every_square_of_the_widest_one_and_no_distance(client_of, client):
    listing("West", at=near((1000, 4, 4)))
    listing("East", at=near((1000, 7, 7)))
    posts = [
        RequestFactory(needs=["groceries"], cell_x=x, cell_y=y, audience=EVERYBODY)
        for x, y in ((4, 4), (7, 7), (4, 7))
    ]
    for visitor in (client, client_of(PersonFactory()), client_of(OrganizerFactory())):
        seen = [places(visitor, post) for post in posts]
        assert seen[0] == seen[1] == seen[2]
        assert sorted(seen[0]) == ["East", "West"]
    # Its author, from their own square, sees another order in each.
    assert places(client_of(posts[0].person), posts[0]) == ["West", "East"]
    assert places(client_of(posts[1].person), posts[1]) == ["East", "West"]
    page = client_of(posts[0].person).get(posts[0].get_absolute_url()).content.decode()
    assert not re.search(r"\d (m|km) ·", page)


@pytest.mark.parametrize(
    "kind", [{"needs": ["violence-at-home"]}, {"needs": ["groceries"], "is_anonymous": True}]
)
def test_what_is_sensitive_or_has_no_name_shows_others_places_from_anywhere(client_of, kind):
    post = RequestFactory(cell_x=4, cell_y=4, **kind)
    listing("Near", at=near((1000, 4, 4)), needs=kind["needs"])
    listing("Far", at=near((1000, 4, 4), 500), needs=kind["needs"])
    assert places(client_of(PersonFactory()), post) == ["Far", "Near"]
    assert places(client_of(post.person), post) == ["Near"]


def test_offer_closed_request_and_gathering_show_none(client_of):
    ana = PersonFactory()
    listing("Open now")
    client = client_of(ana)
    assert places(client, RequestFactory(person=ana, needs=["groceries"])) == ["Open now"]
    for post in (
        PostFactory(person=ana, needs=["groceries"]),
        RequestFactory(person=ana, needs=["groceries"], status="withdrawn"),
        RequestFactory(person=ana, needs=["groceries"], is_gathering=True, mode="together"),
    ):
        assert places(client, post) == []


def test_post_without_a_square_shows_places_from_anywhere(client_of):
    post = RequestFactory(needs=["groceries"], cell_m=None, cell_x=None, cell_y=None)
    listing("Far", at=(60.0, 20.0))
    assert places(client_of(PersonFactory()), post) == ["Far"]


def test_hidden_listing_is_not_shown(client_of):
    post = RequestFactory(needs=["groceries"])
    service = listing("Open now", publication="hidden", hidden_reason="closed")
    assert service
    assert places(client_of(post.person), post) == []
