"""From the front page to a pantry that is open now, near, with its number: four taps and 100 kB at most.

Counted is all that goes over the air on the way, headers too: every answer to the browser by its own count
(`encodedDataLength`), pages each time. What is served as a file counts once, as often as a browser that keeps
what never changes asks for it, and by the size that WhiteNoise serves it in: fonts as they are, the rest
compressed by Brotli. The test's own server does neither.
"""

import datetime as dt
import re
from collections import Counter
from itertools import pairwise

import brotli
import pytest
import time_machine
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from directory import projection
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
from tests.factories.exchanges import PostFactory, RequestFactory

pytestmark = pytest.mark.django_db(transaction=True)
# A Wednesday, 11:30 in Brussels.
NOW = dt.datetime(2026, 11, 25, 10, 30, tzinfo=dt.UTC)
HERE = {"latitude": 51.003, "longitude": 4.001}
MOST_TAPS, MOST_BYTES = 4, 100_000
NEEDS = ["groceries", "hot-meals", "bed-tonight", "clothes", "doctor", "childcare", "lifts", "legal-advice"]


@pytest.fixture
def town(transactional_db):
    """Forty listings, some of them open now, as a network of some months has, and six posts on the board."""
    with time_machine.travel(NOW, tick=True):
        made = [listing(number) for number in range(40)]
        projection.project([one.pk for one in made])
        PlaceFactory(name="Alderton")
        for number in range(3):
            PostFactory(title=f"Jars of bean soup {number}", audience="everybody")
            RequestFactory(title=f"A lift on Thursday {number}", audience="everybody")
        yield


def listing(number):
    need = NEEDS[number % len(NEEDS)]
    service = ServiceFactory(
        name=f"Quince Lane door {number}",
        needs=[need],
        last_verified_on="2026-11-20",
        verified_how="phone",
        description="Take what you need. " * 8,
    )
    location = LocationFactory(latitude=51.0 + number / 500, longitude=4.0, name="")
    address = AddressFactory(location=location, address_1=f"{number} Quince Lane")
    ServiceAtLocationFactory(service=service, location=address.location)
    # Every other pantry is closed on a Wednesday.
    ScheduleFactory(service=service, byday="MO,WE" if number // len(NEEDS) % 2 == 0 else "SA")
    PhoneFactory(service=service, number=f"555-01{number:02}")
    return service


@pytest.fixture
def traffic(page: Page) -> dict[str, float]:
    """Bytes by address of all that the browser is sent; pages as often as they are asked for."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    bytes_by = Counter[str]()

    def answered(event):
        address = event["response"]["url"].split("?")[0]
        addresses[event["requestId"]] = address

    def ended(event):
        address = addresses.get(event["requestId"], "?")
        name = address.partition("/static/")[2]
        if not name:
            bytes_by[address] += event["encodedDataLength"]
        elif name not in bytes_by:
            bytes_by[name] = as_served(name) + HEADERS

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", ended)
    return bytes_by


# Of a file's answer in production: measured 600 to 700 bytes.
HEADERS = 700


def as_served(name: str) -> int:
    with open(finders.find(name), "rb") as file:
        body = file.read()
    return len(body) if name.endswith(".woff2") else len(brotli.compress(body))


def kinds(traffic: dict[str, float]) -> dict[str, int]:
    found = Counter[str]()
    for name, size in traffic.items():
        found[name.rpartition(".")[2] if "/static/" not in name and "://" not in name else "pages"] += int(
            size
        )
    return dict(found)


def tap(page: Page, name: str | re.Pattern[str], role: str = "link") -> None:
    page.get_by_role(role, name=name).first.click()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [360])
def test_pantry_open_now_near_me_in_four_taps_and_100_kb(town, traffic, live_server, page):
    page.context.grant_permissions(["geolocation"], origin=live_server.url)
    page.context.set_geolocation(HERE)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    taps = [
        ("Find a place that helps", "link"),
        (re.compile("^Food"), "link"),
        (re.compile("^Groceries"), "link"),
        ("Near me", "button"),
    ]
    for name, role in taps:
        tap(page, name, role)
    page.wait_for_url("**need=groceries&near=51.005%2C4.000")
    nearest = page.locator("section[aria-labelledby=open] .note").first
    expect(nearest).to_contain_text("Quince Lane door 0")
    expect(nearest).to_contain_text("Open now")
    expect(nearest).to_contain_text(re.compile(r"\d+ m\b"))
    expect(nearest.get_by_role("link", name="555-0100")).to_have_attribute("href", "tel:5550100")
    names = page.locator(".note-title").all_inner_texts()
    assert all(int(a.split()[-1]) < int(b.split()[-1]) for a, b in pairwise(names[:2]))
    assert page.context.cookies() == []
    print(f"\n{len(taps)} taps, {sum(traffic.values()):,.0f} bytes: {kinds(traffic)}")  # noqa: T201
    for name, size in sorted(traffic.items(), key=lambda pair: -pair[1]):
        print(f"  {size:8,.0f} {name}")  # noqa: T201
    assert len(taps) <= MOST_TAPS
    assert sum(traffic.values()) <= MOST_BYTES, kinds(traffic)


@pytest.mark.parametrize("javascript", [False])
def test_without_javascript_a_town_stands_for_near_me(town, live_server, page):
    page.goto("/")
    tap(page, "Find a place that helps")
    tap(page, re.compile("^Food"))
    tap(page, re.compile("^Groceries"))
    expect(page.get_by_role("button", name="Near me")).to_be_hidden()
    page.get_by_label("Near", exact=True).fill("Alderton")
    tap(page, "Show", "button")
    expect(page.get_by_role("heading", name="Groceries near Alderton")).to_be_visible()
    expect(page.locator("section[aria-labelledby=open] .note").first).to_contain_text("555-0100")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_guided_search_is_accessible(town, live_server, page, width, scheme):
    for address in ("/", "/directory/help/", "/directory/help/?need=food", "/directory/help/?need=groceries"):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)
    for way in page.goto("/directory/help/") and page.locator(".ways a").all():
        assert way.bounding_box()["height"] >= 64


@pytest.mark.parametrize("width", [360])
def test_filter_chosen_before_its_script_has_come_is_asked_all_the_same(town, live_server, page):
    asked = []
    page.route("**/htmx-4.min.js", lambda route: asked.append(route))
    page.goto("/directory/?near=Alderton")
    assert asked == []
    with page.expect_request("**/htmx-4.min.js"):
        page.locator("details.filters > summary").click()
    page.locator("label.option", has_text="Food").locator("input").check()
    assert "need=food" not in page.url
    asked[0].continue_()
    page.wait_for_url("**need=food**")
    expect(page.locator("label.option", has_text="Food").locator("input")).to_be_checked()
