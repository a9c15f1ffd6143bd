"""The directory's map in a browser: by keyboard, in step with the list, and asking nobody else."""

import datetime as dt
import io
import re

import pytest
import time_machine
from PIL import Image
from playwright.sync_api import Page, expect

from directory import projection
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.e2e.conftest import assert_accessible, assert_fits
from tests.factories.directory import (
    AddressFactory,
    LocationFactory,
    PhoneFactory,
    PlaceFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.map_file import write_map

pytestmark = pytest.mark.django_db(transaction=True)
# A Monday, half past ten in Brussels.
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
POINTS = {
    "Alder Kitchen": (51.05, 3.70),
    "Brook Pantry": (51.0501, 3.7001),
    "Canal Fridge": (51.03, 3.75),
    "Dyke Soup": (51.01, 3.68),
}


@pytest.fixture(autouse=True)
def street():
    with time_machine.travel(NOW, tick=True):
        for name, (latitude, longitude) in POINTS.items():
            service = ServiceFactory(
                name=name, needs=["groceries"], last_verified_on=NOW.date(), verified_how="phone"
            )
            location = LocationFactory(latitude=latitude, longitude=longitude)
            ServiceAtLocationFactory(service=service, location=AddressFactory(location=location).location)
            ScheduleFactory(service=service, byday="MO")
            PhoneFactory(service=service, number="555-0163")
        PlaceFactory(name="Alderton", key="alderton", latitude=51.04, longitude=3.72)
        projection.project()
        yield


def mark(page: Page, name: str):
    return page.locator(f".map-pin-mark[aria-label^='{name}']")


def draw_area():
    edges = {"area_south": 51.0, "area_west": 3.65, "area_north": 51.08, "area_east": 3.8}
    Network.objects.update_or_create(pk=1, defaults=edges)
    network.forget()


def opened(page: Page, address: str = "/directory/") -> Page:
    page.goto(address)
    page.get_by_role("button", name="Show the map").click()
    expect(page.locator(".map-pin-mark").first).to_be_visible()
    return page


def test_nothing_of_the_map_is_asked_for_until_it_is_opened(live_server, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/directory/")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "leaflet" in url or "geojson" in url or "/map/" in url] == []
    page.get_by_role("button", name="Show the map").click()
    expect(page.locator(".map-pin-mark").first).to_be_visible()
    assert [url for url in asked if "geojson" in url]


def test_keyboard_reads_marks_from_north_to_south_looks_closer_and_comes_back(live_server, page):
    opened(page)
    names = page.locator(".map-pin-mark").evaluate_all("marks => marks.map(mark => mark.ariaLabel)")
    assert names == ["2 places", "Canal Fridge, Open now · until 17:00", "Dyke Soup, Open now · until 17:00"]
    # A number opens into its places, the first of which has the focus.
    mark(page, "2 places").focus()
    page.keyboard.press("Enter")
    expect(mark(page, "Brook Pantry")).to_be_focused()
    # A place opens into what its card says; Escape closes it, and one is where one was.
    page.keyboard.press("Enter")
    link = page.locator(".map-links a").first
    expect(link).to_be_focused()
    expect(page.locator(".map-links")).to_contain_text("Open now · until 17:00")
    expect(page.locator(".map-links a[href='tel:5550163']")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator(".map-links")).to_have_count(0)
    expect(mark(page, "Brook Pantry")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/directory/free-pantry-"))


def test_list_and_map_are_in_step(live_server, page):
    opened(page)
    page.mouse.move(0, 0)
    page.get_by_role("link", name="Canal Fridge").focus()
    expect(page.locator(".map-pin-mark.lit")).to_have_attribute("aria-label", re.compile("^Canal Fridge"))
    mark(page, "2 places").focus()
    expect(page.locator("li.lit .note-title")).to_have_text(["Alder Kitchen", "Brook Pantry"])
    mark(page, "Dyke Soup").focus()
    expect(page.locator("li.lit .note-title")).to_have_text(["Dyke Soup"])


def test_list_follows_to_what_is_in_sight(live_server, page):
    opened(page)
    canvas = page.locator("[data-map-canvas]")
    for name in ("Canal Fridge", "Dyke Soup"):
        expect(mark(page, name)).to_be_visible()
    mark(page, "2 places").press("Enter")
    expect(mark(page, "Alder Kitchen")).to_be_visible()
    expect(mark(page, "Dyke Soup")).to_have_count(0)
    page.get_by_role("link", name="List what is in this part of the map").click()
    page.wait_for_url(re.compile(r"near=51\.050%2C3\.700%2Cmap&within=1$"))
    expect(page.locator("h1")).to_have_text("Near the middle of the map")
    expect(page.locator(".note-title")).to_have_text(["Alder Kitchen", "Brook Pantry"])
    expect(canvas).to_be_hidden()


def test_map_can_be_hidden_again(live_server, page):
    opened(page)
    button = page.get_by_role("button", name="Hide the map")
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    expect(page.locator("[data-map-canvas]")).to_be_hidden()
    expect(page.get_by_role("button", name="Show the map")).to_be_focused()


def test_without_pictures_it_draws_the_area_its_towns_and_where_one_is(live_server, page):
    draw_area()
    opened(page, "/directory/?near=51.040,3.720")
    expect(page.locator(".map .area-edge")).to_have_count(1)
    expect(page.locator(".map .town")).to_have_text(["Alderton"])
    expect(page.locator(".map-here")).to_have_text("where you are")
    expect(page.locator(".leaflet-control-scale-line")).to_be_visible()
    assert page.locator(".map img").count() == 0


def test_own_map_is_drawn_when_it_is_opened_and_only_where_it_has_pictures(
    live_server, page, settings, tmp_path
):
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), "#cfe3d6").save(picture, "PNG")
    # Its closest pictures are those of zoom 10: closer, they are made larger.
    tiles = {(10, 522, y): picture.getvalue() for y in (342, 343)}
    settings.TILE_FILE = write_map(tmp_path / "map.pmtiles", tiles, box=(51.0, 3.6, 51.1, 3.8))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/directory/")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/map/tile/" in url] == []
    page.get_by_role("button", name="Show the map").click()
    expect(page.locator(".map img.leaflet-tile-loaded").first).to_be_visible()
    drawn = {url.split("?")[1] for url in asked if "/map/tile/" in url}
    assert drawn <= {"z=10&x=522&y=342", "z=10&x=522&y=343"}
    expect(page.locator(".map .net")).to_have_count(0)


def test_another_server_is_named_before_it_is_asked(live_server, page, settings):
    settings.TILE_URL = "https://tiles.example/{z}/{x}/{y}.png"
    page.goto("/directory/")
    expect(page.locator("[data-map-warning]")).to_contain_text("tiles.example")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_map_is_accessible_and_fits(live_server, page, width, scheme):
    opened(page)
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("javascript", [False])
def test_without_javascript_the_list_says_everything(live_server, page):
    page.goto("/directory/")
    expect(page.locator(".note-title")).to_have_count(4)
    expect(page.get_by_role("button", name="Show the map")).to_be_hidden()
    expect(page.locator("[data-map-canvas]")).to_be_hidden()


@pytest.mark.parametrize("width", [1280])
def test_names_of_places_are_suggested_while_somebody_types(live_server, page):
    page.goto("/directory/")
    near = page.get_by_label("Near", exact=True)
    near.press_sequentially("alde")
    expect(page.locator("#place-names option")).to_have_attribute("value", "Alderton")
    near.fill("Alderton")
    near.press("Enter")
    page.wait_for_url("**near=Alderton**")
    expect(page.locator("h1")).to_have_text("Near Alderton")
