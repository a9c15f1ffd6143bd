"""A newcomer without an account and the directory, on the real data of one city."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from directory import projection
from directory.importing import import_table
from directory.importing.store import Choices
from directory.models import Community
from tests.e2e.conftest import assert_accessible, assert_fits
from tests.factories.directory import ServiceFactory
from tests.shared_data import folder

pytestmark = pytest.mark.django_db(transaction=True)
MAPPING = Path(__file__).parents[2] / "directory" / "mappings" / "la_pantries.yaml"
# A Wednesday, 10:30 in Los Angeles, days after their volunteers had rung: then it was true that somebody had
# checked. Years later the same files say "may be open: call first".
THEN = dt.datetime(2020, 6, 3, 17, 30, tzinfo=dt.UTC)
# The day of the export. Whoever imports a file may vouch that all of it was right on a day; the cards say so.
EXPORTED = dt.date(2020, 5, 30)


@pytest.fixture
def then() -> Iterator[None]:
    with time_machine.travel(THEN, tick=True):
        yield


def import_pantries(verified_on: dt.date | None = None) -> None:
    choices = Choices(zone="America/Los_Angeles", verified_on=verified_on)
    import_table(folder("la-pantries"), mapping=MAPPING, choices=choices)


def kilometres(page: Page) -> list[float]:
    """The distances on the cards under "Open now"."""
    texts = page.locator("section[aria-labelledby=open] .facts").all_inner_texts()
    found = [re.search(r"([\d.]+) (k?m)\b", text) for text in texts]
    return [float(one[1]) / (1 if one[2] == "km" else 1000) for one in found if one]


def choose(page: Page, label: str, address: str, javascript: bool) -> None:
    """Tick a filter and wait for the list that follows; without JavaScript, by the button."""
    filters = page.locator("details.filters")
    if filters.get_attribute("open") is None:
        filters.locator("> summary").click()
    page.locator("label.option", has=page.get_by_text(label, exact=True)).locator("input").check()
    if not javascript:
        page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url(f"**{address}**")


@pytest.mark.parametrize(("javascript", "width"), [(True, 390), (False, 1280)])
def test_newcomer_finds_a_pantry_open_now_within_5_km(then, live_server, page, javascript, width):
    import_pantries(verified_on=EXPORTED)
    page.goto("/directory/")
    if javascript:
        page.locator("details.filters > summary").click()
    near = page.get_by_label("Near", exact=True)
    near.fill("90011")
    near.press("Enter")
    page.wait_for_url("**near=90011**")
    choose(page, "Within 5 km", "within=5", javascript)
    choose(page, "Open now", "open=now", javascript)
    choose(page, "Food", "need=food", javascript)
    expect(page.get_by_role("heading", name="Open now")).to_be_visible()
    expect(page.get_by_role("heading", name="Later")).to_have_count(0)
    found = kilometres(page)
    assert len(found) > 1
    assert found == sorted(found)
    assert found[-1] <= 5
    assert page.context.cookies() == []
    assert_fits(page)
    page.locator(".note-title a").first.click()
    expect(page.get_by_text(re.compile("^Open now · ")).first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [1280])
def test_long_group_is_unfolded_by_the_keyboard_and_nothing_typed_is_lost(
    live_server, page, javascript, width, problems
):
    listed = [ServiceFactory(name=name) for name in ("Kitchen", "Kitchen of women")]
    listed[1].by_communities.set(Community.objects.filter(slug="women"))
    projection.project([one.pk for one in listed])
    page.goto("/directory/")
    group = page.locator("#more-by")
    boxes = [page.locator(one).bounding_box() for one in (".filters", "#results")]
    assert boxes[0]["x"] < boxes[1]["x"]
    words, women = page.get_by_label("Words", exact=True), group.get_by_label("Women", exact=False).first
    words.fill("kitchen")
    summary = group.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    if not javascript:
        group.get_by_role("button", name="Show the choices").press("Enter")
    expect(women).to_be_visible()
    assert words.input_value() == "kitchen"
    if javascript:
        expect(summary).to_be_focused()
        assert_accessible(page)
    assert_fits(page)
    women.check()
    if not javascript:
        page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**by=women**")
    expect(page.locator(".note-title")).to_have_text(["Kitchen of women"])
    # Nothing of it is chosen any more, and it stays where the hand is.
    women.uncheck()
    if javascript:
        expect(page.locator(".note-title")).to_have_count(2)
        expect(women).to_be_visible()
        # Folded again, it is asked for no more, even before the browser has told that it was folded.
        summary.evaluate("fold => { fold.click(); fold.closest('form').requestSubmit(); }")
        page.wait_for_url(lambda address: "more=" not in address)
    assert problems == []


def test_newcomer_finds_what_the_volunteers_themselves_had_checked(then, live_server, page):
    import_pantries()
    page.goto("/directory/?need=food&near=90013&within=5&open=now")
    expect(page.get_by_text("Checked 4 days ago by the directory it comes from")).to_have_count(1)
    expect(page.get_by_text(re.compile("^Open now · until"))).to_have_count(1)


def test_newcomer_sees_the_same_on_the_map(then, live_server, page):
    import_pantries(verified_on=EXPORTED)
    page.goto("/directory/?need=food&near=90011&within=5&open=now")
    names = page.locator(".note-title").all_inner_texts()
    page.get_by_role("button", name="Show the map").click()
    marks = page.locator(".map-pin-mark")
    expect(marks.first).to_be_visible()
    told = " ".join(marks.evaluate_all("marks => marks.map(mark => mark.ariaLabel)"))
    singles = [name for name in names if name in told]
    assert singles
    count = sum(int(text or 1) for text in marks.all_inner_texts())
    assert count == len(names)
    marks.first.press("Enter")
    expect(page.locator(".map-links a, .map-pin-mark").first).to_be_visible()
    assert page.context.cookies() == []


def test_years_later_the_same_data_promise_nothing(live_server, page):
    import_pantries(verified_on=EXPORTED)
    page.goto("/directory/?need=food&near=90011&within=5")
    expect(page.get_by_role("heading", name="Later")).to_be_visible()
    expect(page.get_by_role("heading", name="Open now")).to_have_count(0)
    expect(page.get_by_text("May be open: call first").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_pages_are_accessible(then, live_server, page, scheme, width):
    import_pantries(verified_on=EXPORTED)
    page.goto("/directory/?need=food&near=90011&within=5")
    assert_accessible(page)
    assert_fits(page)
    page.locator(".note-title a").first.click()
    page.wait_for_url(re.compile(r"/directory/[\w-]+/$"))
    assert_accessible(page)
    assert_fits(page)
    page.goto("/directory/guides/")
    assert_accessible(page)
