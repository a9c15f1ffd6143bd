"""The pages that belong to no app, as a browser shows them."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)

PATHS = ["/", "/about/", "/danger/"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_page_is_accessible_and_fits(page, width, scheme):
    for path in PATHS:
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_that_is_not_there_is_accessible(page, problems, scheme):
    page.goto("/nowhere/")
    assert_accessible(page)
    assert_fits(page)
    assert [text for text in problems if "(Not Found)" not in text] == []
    problems.clear()


@pytest.mark.parametrize("width", [320, 640])
def test_page_fits_at_twice_the_size(page, width):
    """200 % zoom makes a screen half as wide: 1280 px is 640, a tablet's 640 is 320."""
    for path in PATHS:
        page.goto(path)
        assert_fits(page)


def test_page_fits_from_right_to_left(page):
    for path in PATHS:
        page.goto(path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert_fits(page)


def test_text_is_large_and_controls_fit_a_finger(page):
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    small = page.evaluate(
        """[...document.querySelectorAll("header a, .exit a, .foot a, button, .button, input")]
        .filter((e) => e.offsetHeight && e.offsetHeight < 44).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_keyboard_walk_starts_with_the_skip_link(page):
    page.goto("/about/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the page"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


STOP = """(() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const ring = [e, e.parentElement].map((x) => getComputedStyle(x));
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const seen = ring.some((s) => s.outlineStyle !== "none" || s.boxShadow !== "none");
  return [e.outerHTML.slice(0, 60), seen, over === e || e.contains(over)];
})()"""


def test_every_stop_of_the_keyboard_can_be_seen(page):
    page.goto("/")
    hidden = []
    for _ in range(page.locator("a, button, input:not([type=hidden])").count()):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if not all(stop[1:]):
            hidden.append(stop)
    assert hidden == []


@pytest.mark.parametrize("javascript", [True, False])
def test_way_out_leads_away(page, problems, live_server, javascript):
    page.goto("/about/")
    with page.expect_request(lambda request: "wikipedia.org" in request.url) as asked:
        page.get_by_role("link", name=re.compile("Leave")).click()
    assert "referer" not in asked.value.headers
    problems.clear()


@pytest.mark.parametrize("javascript", [True, False])
def test_language_switch_stays_on_the_page(page, javascript):
    page.goto("/about/?x=1")
    page.get_by_role("button", name="Español").click()
    page.wait_for_url("**/about/?x=1")
    assert page.locator("html").get_attribute("lang") == "es"


def test_print_leaves_out_what_paper_does_not_need(page):
    page.emulate_media(media="print")
    page.goto("/about/")
    assert page.locator(".exit").is_hidden()
    assert page.locator("nav").first.is_hidden()
    expect(page.locator("h1")).to_be_visible()
