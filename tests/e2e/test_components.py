"""The components' behaviour, on the gallery page."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from members.accounts.sessions import SessionStore
from members.models import User

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gallery(page, live_server, client):
    """The gallery, opened by an organizer."""
    organizer = User.objects.create_user("olu@demo.example", is_staff=True)
    client.force_login(organizer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert SessionStore(cookie).exists(cookie)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto("/gallery/")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_gallery_is_accessible_and_fits(gallery, width, scheme):
    assert_accessible(gallery)
    assert_fits(gallery)


def test_filters_start_folded_on_a_phone(gallery):
    assert gallery.locator("details.filters").get_attribute("open") is None
    gallery.locator(".filters > summary").click()
    expect(gallery.get_by_label("Requests")).to_be_visible()


@pytest.mark.parametrize("javascript", [False])
def test_filters_start_open_without_javascript(gallery, javascript):
    gallery.get_by_label("Requests").check()
    gallery.locator(".filters").get_by_role("button", name="Show").click()
    gallery.wait_for_url("**/gallery/?*kind=request*")
    assert gallery.locator("#found").inner_text() == "request"


def test_filter_changes_list_in_place_and_keeps_empty_fields_out_of_address(gallery):
    gallery.evaluate("window.stayed = true")
    gallery.locator(".filters > summary").click()
    gallery.get_by_label("Requests").check()
    gallery.wait_for_url("**/gallery/?kind=request")
    gallery.locator("#found", has_text="request").wait_for()
    assert gallery.evaluate("window.stayed") is True
    assert gallery.locator(".option .of").first.inner_text() == "42"
    # The filters stay unfolded and filled in, and the next change starts from there.
    gallery.get_by_label("Offers").check()
    gallery.wait_for_url("**/gallery/?kind=request&kind=offer")
    gallery.locator("#found", has_text="request, offer").wait_for()
    gallery.get_by_label("Requests").uncheck()
    gallery.wait_for_url("**/gallery/?kind=offer")
    gallery.locator("#found", has_text="offer").wait_for()
    assert gallery.get_by_label("Requests").is_checked() is False


def test_back_undoes_a_filter(gallery):
    gallery.locator(".filters > summary").click()
    gallery.get_by_label("Requests").check()
    gallery.locator("#found", has_text="request").wait_for()
    gallery.go_back()
    gallery.locator("#found", has_text="all").wait_for()
    assert gallery.locator("input[value=request]").is_checked() is False


def test_map_opens_with_marks_that_the_keyboard_reaches(gallery):
    assert gallery.evaluate("typeof L") == "undefined"
    gallery.get_by_role("button", name="Show the map").click()
    gallery.locator(".map-pin-mark").first.wait_for()
    assert gallery.locator(".map-pin-mark[tabindex='0']").count() == gallery.locator(".map-pin-mark").count()
    gallery.locator(".map-pin-mark:not(.many)").first.focus()
    gallery.keyboard.press("Enter")
    assert gallery.locator(".map-links a").first.get_attribute("href") == "/directory/"
    assert_accessible(gallery)


def test_note_lights_its_point_on_the_map(gallery):
    gallery.get_by_role("button", name="Show the map").click()
    gallery.locator(".map-pin-mark").first.wait_for()
    gallery.get_by_role("link", name="Alder Community Fridge").focus()
    assert gallery.locator(".map-pin-mark.lit").get_attribute("aria-label") == "Alder Community Fridge"


def test_arrows_move_over_squares_as_they_lie(gallery):
    gallery.locator(".squares :checked").focus()
    for key in ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"]:
        gallery.keyboard.press(key)
    assert gallery.locator(".squares :checked").get_attribute("value") == "1000:4:0"
    gallery.keyboard.press("ArrowUp")
    assert gallery.locator(".squares :checked").get_attribute("value") == "1000:4:0"


def test_near_me_is_rounded_before_it_enters_the_address(gallery):
    gallery.context.grant_permissions(["geolocation"])
    gallery.context.set_geolocation({"latitude": 51.50123, "longitude": -0.12489})
    gallery.locator(".filters > summary").click()
    gallery.get_by_role("button", name="Near me").click()
    gallery.wait_for_url("**/gallery/?near=51.500%2C-0.125")
