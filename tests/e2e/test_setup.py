"""A new network's area is chosen on a map, by pointer or by keys; and without JavaScript by name."""

import os
import re

import pytest
from playwright.sync_api import expect

from directory import gazetteer
from directory.models import Place
from mutualaid.site import setup

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form(page, live_server):
    Place.objects.create(
        name="Alderton", key=gazetteer.key("Alderton"), kind="town", latitude=52.5, longitude=13.4, weight=9
    )
    link = setup.link()
    assert link
    page.goto(live_server.url + link[link.index("/setup/") :])
    return page


def point(page):
    return [
        float(page.locator(f"[name={name}]").input_value() or "nan") for name in ("latitude", "longitude")
    ]


def test_area_is_moved_by_keys_and_pointer(form):
    form.get_by_label("Look up a place").fill("alderton")
    form.get_by_role("button", name="Look it up").click()
    expect(form.locator(".area-shape")).to_be_visible()
    expect(form.locator(".map .town")).to_have_text("Alderton")
    assert point(form) == [52.5, 13.4]

    pin = form.locator(".map-pin-mark")
    pin.focus()
    form.keyboard.press("ArrowUp")
    assert point(form) == [52.509, 13.4]
    form.keyboard.press("ArrowRight")
    assert point(form)[1] > 13.41
    form.keyboard.press("+")
    expect(form.locator("[name=reach_km]")).to_have_value("10")
    expect(form.locator("[data-area-said]")).to_have_text(re.compile("52.509.*10 km"))

    form.locator(".map.area").click(position={"x": 60, "y": 300})
    assert point(form)[0] < 52.509
    assert point(form)[1] < 13.4


def test_map_follows_the_fields(form):
    form.locator("[name=latitude]").fill("10")
    form.locator("[name=longitude]").fill("20")
    expect(form.locator(".area-shape")).to_be_visible()


@pytest.mark.parametrize("javascript", [False])
def test_without_javascript_the_name_fills_the_fields(form):
    expect(form.locator("[data-area]")).to_be_hidden()
    form.get_by_label("Look up a place").fill("alderton")
    form.get_by_role("button", name="Look it up").click()
    expect(form.get_by_role("status").filter(has_text="Alderton")).to_be_visible()
    assert point(form) == [52.5, 13.4]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_form_is_accessible_and_fits(form):
    form.get_by_label("Look up a place").fill("52.5, 13.4")
    form.get_by_role("button", name="Look it up").click()
    expect(form.locator(".area-shape")).to_be_visible()
    assert_accessible(form)
    assert_fits(form)
    if os.environ.get("SHOTS"):
        form.screenshot(path=f"{os.environ['SHOTS']}/setup-{form.viewport_size['width']}.png", full_page=True)
