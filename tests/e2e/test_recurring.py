"""An offer that comes round, in browsers: said in plain words, one date left out, another one taken."""

import re

import pytest
from playwright.sync_api import expect

from exchanges.models import Exchange, Post
from exchanges.wording import short_day
from mutualaid.base.models import Network
from tests.factories.members import PersonFactory

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.update_or_create(
        pk=1, defaults={"name": "Alder Mutual Aid", "languages": ["en"], "set_up_at": "2026-01-01T00:00Z"}
    )


def share_every_tuesday(page, look=assert_fits):
    page.goto("/exchanges/new/?kind=offer&need=groceries")
    page.get_by_label("In one line").fill("Tea and company")
    page.get_by_label("Something to do").check()
    page.locator("summary", has_text="How many, and when").click()
    page.get_by_label("From (time)").fill("09:00")
    page.get_by_label("Until (time)").fill("12:00")
    page.locator("summary", has_text="How often").click()
    page.get_by_label("Every week", exact=True).check()
    expect(page.get_by_label("The last", exact=True)).not_to_be_visible()
    page.get_by_role("button", name="Put it on the board").click()
    # Without JavaScript as with it: what is not clear is asked, and nothing typed is lost.
    expect(page.get_by_text("On which days? Tick one or more.").first).to_be_visible()
    look(page)
    page.get_by_label("Tuesday").check()
    page.get_by_role("button", name="Put it on the board").click()
    page.wait_for_url(re.compile(r"/exchanges/\w{12}/$"))


def look(page):
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_an_offer_of_every_tuesday(signed_in, width):
    people = [PersonFactory(name=name, cell_m=None, cell_x=None, cell_y=None) for name in ("Anabel", "Benno")]
    ana, ben = (signed_in(person) for person in people)

    share_every_tuesday(ana, look)
    first, second, third, *_later = [time.from_day for time in Post.objects.get().occurrences.all()]
    said = f"The next dates: {short_day(first)}, {short_day(second)} and {short_day(third)}."
    expect(ana.get_by_text(said)).to_be_visible()
    expect(ana.get_by_text(f"every Tuesday, 09:00 to 12:00, next: {short_day(first)}")).to_be_visible()
    look(ana)

    ana.get_by_role("link", name=short_day(second)).click()
    look(ana)
    ana.get_by_role("button", name="Leave this date out").click()
    expect(ana.get_by_text("left out", exact=True)).to_be_visible()
    look(ana)

    ben.goto("/exchanges/")
    look(ben)
    ben.get_by_role("link", name="Tea and company").click()
    expect(ben.get_by_text(f"It does not take place on {short_day(second)}.")).to_be_visible()
    expect(ben.get_by_label(short_day(second))).not_to_be_visible()
    expect(ben.get_by_label(short_day(first))).to_be_checked()
    look(ben)
    ben.get_by_label(short_day(first)).uncheck()
    ben.get_by_label(short_day(third)).check()
    ben.get_by_label("A word to them").fill("Gladly")
    ben.get_by_role("button", name="Count me in").click()
    ben.wait_for_url("**/exchanges/swaps/**")
    expect(ben.get_by_text(short_day(third)).first).to_be_visible()
    look(ben)

    ana.reload()
    look(ana)
    ana.get_by_role("button", name="Yes, gladly").click()
    ana.wait_for_url("**/exchanges/swaps/**")
    states = list(Post.objects.get().occurrences.values_list("is_skipped", "promised"))[:4]
    assert states == [(False, 0), (True, 0), (False, 1), (False, 0)]
    assert Exchange.objects.get().status == "accepted"

    ben.goto(Post.objects.get().get_absolute_url())
    expect(ben.get_by_label(short_day(first))).to_be_visible()
    expect(ben.get_by_label(short_day(third))).not_to_be_visible()


@pytest.mark.parametrize("javascript", [False])
def test_every_tuesday_is_said_without_javascript(page, sign_in, javascript):
    sign_in(page, PersonFactory())
    share_every_tuesday(page)
    assert Post.objects.get().rule == "FREQ=WEEKLY;BYDAY=TU"
    page.goto(f"{page.url}edit/")
    expect(page.get_by_text("every Tuesday", exact=True)).to_be_visible()
    expect(page.get_by_label("Tuesday")).to_be_checked()
