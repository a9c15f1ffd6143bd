"""Suggestions under a search field, by keys and by touch; and a plain form without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from directory import projection
from tests.e2e.conftest import assert_accessible, assert_fits
from tests.factories.directory import LocationFactory, ServiceAtLocationFactory, ServiceFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bakery(transactional_db):
    service = ServiceFactory(name="Breadline Bakery", slug="breadline-bakery", needs=["groceries"])
    ServiceAtLocationFactory(service=service, location=LocationFactory())
    projection.project([service.pk])


def typed(page: Page, words: str) -> None:
    field = page.locator("[data-suggest]")
    field.click()
    field.press_sequentially(words)


@pytest.mark.parametrize("path", ["/", "/directory/?near=51.0,4.0"])
def test_arrows_choose_and_enter_opens(bakery, live_server, page, path):
    page.goto(path)
    if path != "/":
        page.locator("details.filters > summary").click()
    typed(page, "bread")
    box = page.locator("[data-suggest]")
    expect(box).to_have_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options).to_have_text([re.compile("Groceries"), re.compile("Breadline Bakery")])
    assert_accessible(page)
    assert_fits(page)
    box.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggested-2")
    expect(options.nth(0)).to_have_attribute("aria-selected", "false")
    box.press("Enter")
    page.wait_for_url("**/directory/breadline-bakery/")


def test_tap_opens(bakery, live_server, page):
    page.goto("/")
    typed(page, "groc")
    page.get_by_role("option", name="Groceries").click()
    page.wait_for_url("**/directory/?need=groceries")


def test_place_that_was_asked_for_stays(bakery, live_server, page):
    page.goto("/directory/?near=51.0,4.0")
    page.locator("details.filters > summary").click()
    typed(page, "groc")
    page.get_by_role("option", name="Groceries").click()
    page.wait_for_url("**/directory/?need=groceries&near=51.0%2C4.0")


def test_escape_closes_and_enter_then_searches(bakery, live_server, page):
    page.goto("/")
    typed(page, "bread")
    expect(page.get_by_role("listbox")).to_be_visible()
    box = page.locator("[data-suggest]")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("bread")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Enter")
    page.wait_for_url("**/search/?q=bread")


def test_list_goes_when_nothing_fits_or_somebody_goes_on(bakery, live_server, page):
    page.goto("/")
    typed(page, "bread")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.locator("[data-suggest]").press_sequentially("zzzz")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.locator("[data-suggest]").fill("bread")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("javascript", [False])
def test_without_javascript_it_is_a_form(bakery, live_server, page):
    page.goto("/")
    page.get_by_role("searchbox").fill("bread")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search/?q=bread")
    expect(page.get_by_role("link", name="Breadline Bakery")).to_be_visible()
