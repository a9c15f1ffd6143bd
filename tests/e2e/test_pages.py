"""Every type of page with something on it: axe finds nothing, nothing sticks out, nothing is logged."""

import pytest

from directory import projection
from exchanges.models import Post
from members.models import Notice
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])


@pytest.fixture
def street(transactional_db):
    """A network with a square each, two posts, a swap with its thread, a listing and a guide."""
    GuideFactory(slug="start-a-pod", text__body="## Draw it\n\n1. Take paper\n\n## Before\n\n- [ ] Pens")
    Network.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Alder Street Mutual Aid",
            "phone": "555-0142",
            "languages": ["en", "es"],
            "grid_latitude": 51.0,
            "grid_longitude": 4.0,
            "area_south": 51.001,
            "area_west": 4.001,
            "area_north": 51.06,
            "area_east": 4.12,
            "set_up_at": "2026-01-01T00:00Z",
        },
    )
    network.forget()
    ana, ben = PersonFactory(name="Anabel"), PersonFactory(name="Benno")
    soup = PostFactory(
        title="Eight jars of bean soup", person=ana, quantity=8, audience=Post.Audience.EVERYBODY
    )
    lift = RequestFactory(title="A lift on Thursday", person=ben, text="To the market and back.")
    asked = ExchangeFactory(post=lift, proposer=ana, status="proposed")
    agreed = ExchangeFactory(post=soup, proposer=ben, status="accepted", quantity=2)
    MessageFactory(exchange=agreed)
    Notice.objects.create(person=ana, kind="exchange_proposed", url="/")
    pantry = ServiceFactory(name="Alder pantry", slug="alder-pantry", needs=["groceries"])
    AddressFactory(location=ServiceAtLocationFactory(service=pantry).location)
    PhoneFactory(service=pantry)
    ScheduleFactory(service=pantry)
    projection.project([pantry.pk])
    return {"ana": ana, "ben": ben, "soup": soup, "lift": lift, "asked": asked, "agreed": agreed}


def look_at(page, paths):
    for path in paths:
        answer = page.goto(path)
        assert (path, answer.status) == (path, 200)
        assert_accessible(page)
        assert_fits(page)


@LOOKS
def test_pages_of_a_newcomer(page, street, width, scheme):
    look_at(
        page,
        [
            *("/", "/search/?q=soup", "/search/?q=zeppelin", "/privacy/"),
            *("/exchanges/", "/exchanges/?q=zeppelin", f"/exchanges/{street['soup'].public_id}/"),
            *("/directory/", "/directory/?q=zeppelin", "/directory/print/", "/directory/alder-pantry/"),
            *("/directory/guides/", "/directory/guides/start-a-pod/"),
            *("/accounts/login/", "/accounts/signup/", "/accounts/login/password/"),
        ],
    )


@LOOKS
def test_pages_of_a_member(page, sign_in, street, width, scheme):
    sign_in(page, street["ana"])
    look_at(
        page,
        [
            *("/", "/me/", "/exchanges/", "/exchanges/new/?kind=request", "/exchanges/mine/"),
            *(f"/exchanges/{street[name].public_id}/" for name in ("soup", "lift")),
            f"/exchanges/{street['soup'].public_id}/edit/",
            "/exchanges/swaps/",
            *(f"/exchanges/swaps/{street[name].public_id}/" for name in ("asked", "agreed")),
            *("/exchanges/welcome/", "/members/notices/", "/members/settings/", "/members/blocks/"),
            f"/members/{street['ben'].public_id}/",
            f"/members/report/post/{street['lift'].public_id}/",
            *("/accounts/logout/", "/accounts/2fa/"),
        ],
    )


@LOOKS
def test_pages_of_an_organizer(page, sign_in, street, width, scheme):
    sign_in(page, OrganizerFactory(name="Oluwa"))
    look_at(page, ["/members/enter/", f"/exchanges/{street['lift'].public_id}/"])


def test_map_of_the_directory_leads_to_a_place(page, street):
    page.goto("/directory/")
    page.get_by_role("button", name="Show the map").click()
    page.locator(".map-pin-mark").first.click()
    page.locator(".map-links a").first.click()
    page.wait_for_url("**/directory/alder-pantry/")


def test_board_filters_in_place(page, street):
    page.goto("/exchanges/")
    page.evaluate("window.stayed = true")
    page.locator(".filters > summary").click()
    page.get_by_label("Requests").check()
    page.wait_for_url("**/exchanges/?kind=request")
    page.get_by_role("link", name="Eight jars of bean soup").wait_for(state="detached")
    assert page.evaluate("window.stayed") is True
