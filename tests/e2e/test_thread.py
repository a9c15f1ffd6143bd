"""A conversation as both see it: what one tells the other and takes back; all of it without JavaScript."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from exchanges.models import Handover, Message, Reading, Reveal
from mutualaid.base.models import Network
from mutualaid.base.network import local_today
from tests.exchanges.test_photos import picture
from tests.factories.directory import (
    AddressFactory,
    LocationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory
from tests.factories.members import PersonFactory

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "+32 470 55 01 42"


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Alder Mutual Aid",
            "area_name": "Alder",
            "languages": ["en", "es"],
            "zone": "Europe/Brussels",
            "set_up_at": "2026-01-01T00:00Z",
        },
    )


@pytest.fixture
def swap():
    post = PostFactory(title="Eight jars of soup", person=PersonFactory(name="Anabel"))
    return ExchangeFactory(post=post, proposer=PersonFactory(name="Benno"), status="accepted")


@pytest.fixture
def pages(signed_in, swap):
    """The swap's page in Anabel's browser and in Benno's."""
    found = []
    for person in (swap.giver, swap.receiver):
        page = signed_in(person)
        page.goto(swap.get_absolute_url())
        found.append(page)
    return found


def look(page, javascript=True):
    (assert_accessible if javascript else assert_fits)(page)
    assert_fits(page)


def send(page, words):
    page.get_by_label("Write to them").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator(".mine .message", has_text=words).wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_a_reveal_and_its_revocation_as_both_see_it(pages, width, scheme):
    ana, ben = pages
    ana.locator("summary", has_text="Tell Benno how to reach you").click()
    look(ana)
    ana.get_by_role("button", name="Show it to Benno").click()
    ana.get_by_text("Nothing you wrote is lost").first.wait_for()
    look(ana)
    ana.get_by_label("My phone number").check()
    ana.get_by_label("In your words").fill(PHONE)
    ana.get_by_role("button", name="Show it to Benno").click()
    ana.get_by_text("You told Benno your phone number").wait_for()
    look(ana)

    ben.reload()
    expect(ben.get_by_text("Anabel told you their phone number")).to_be_visible()
    assert ben.get_by_role("link", name=PHONE).get_attribute("href") == "tel:+32470550142"
    look(ben)
    ben.goto("/members/notices/")
    expect(ben.get_by_role("button", name="Somebody wrote to you").first).to_be_visible()
    assert "phone" not in ben.locator("main").inner_text()

    ana.locator("summary", has_text="Tell Benno how to reach you").click()
    ana.get_by_role("link", name="What I told whom").click()
    ana.wait_for_url("**/exchanges/reveals/")
    expect(ana.get_by_text(PHONE)).to_be_visible()
    look(ana)
    ana.go_back()
    ana.get_by_role("button", name="Take it back").click()
    ana.get_by_text("You told Benno your phone number. It is no longer shown.").wait_for()
    assert PHONE not in ana.content()

    ben.go_back()
    ben.reload()
    expect(ben.get_by_text("Anabel told you their phone number. It is no longer shown.")).to_be_visible()
    assert PHONE not in ben.content()
    look(ben)
    assert Reveal.objects.get().value == ""


@pytest.mark.parametrize("javascript", [True, False])
def test_write_send_a_picture_and_settle_a_time(pages, swap, javascript):
    hall = LocationFactory(name="Alder Hall")
    AddressFactory(location=hall, address_1="12 Alder Street")
    ServiceAtLocationFactory(location=hall, service=ServiceFactory(needs=["space-to-meet"]))
    ana, ben = pages
    send(ana, "See https://example.org/map, is that near you?")
    link = ana.get_by_role("link", name="https://example.org/map")
    assert link.get_attribute("rel") == "noreferrer nofollow noopener"

    ben.reload()
    ben.locator("summary", has_text="Add a picture").click()
    ben.get_by_label("A picture").set_input_files(
        {"name": "gate.png", "mimeType": "image/png", "buffer": picture(file_format="PNG")}
    )
    ben.get_by_label("What it shows").fill("A green gate")
    send(ben, "That is my gate")

    ana.reload()
    shown = ana.get_by_alt_text("A green gate")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    look(ana, javascript)
    ana.locator("summary", has_text="Propose a time and a place").click()
    ana.get_by_label("Day").fill(local_today().isoformat())
    ana.get_by_label("From").fill("00:00")
    ana.get_by_role("button", name="Propose it").click()
    ana.get_by_text("This time is over").first.wait_for()
    look(ana, javascript)
    ana.get_by_label("Day").fill((local_today() + timedelta(days=2)).isoformat())
    ana.get_by_label("From").fill("18:30")
    ana.get_by_label("A public place").select_option(label="Alder Hall, 12 Alder Street")
    ana.get_by_role("button", name="Propose it").click()
    ana.get_by_text("You propose, and wait for their answer").wait_for()

    ben.reload()
    expect(ben.locator(".time").get_by_text("Alder Hall, 12 Alder Street")).to_be_visible()
    look(ben, javascript)
    ben.get_by_role("button", name="Yes, that suits me").click()
    ben.get_by_text(re.compile("^You agreed to")).wait_for()
    look(ben, javascript)
    with ben.expect_download() as loading:
        ben.get_by_role("link", name="Into my calendar").click()
    assert loading.value.suggested_filename == "time.ics"
    assert Handover.objects.get().status == "agreed"
    assert Message.objects.count() == 2


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_new_is_marked_as_read(pages, swap, javascript):
    """With JavaScript by itself, after the page was shown; without, by a button."""
    ana, _ben = pages
    MessageFactory(exchange=swap, author=swap.receiver, text="Still there?")
    if javascript:
        with ana.expect_response("**/read/"):
            ana.reload()
    else:
        ana.reload()
        assert not Reading.objects.exists()
        ana.get_by_role("button", name="Mark as read").click()
        ana.wait_for_url("**#last")
    assert Reading.objects.get().person == swap.giver
    ana.reload()
    expect(ana.get_by_role("button", name="Mark as read")).to_have_count(0)


def test_sending_keeps_the_place_and_the_cursor(pages, swap):
    ana, _ben = pages
    for number in range(12):
        MessageFactory(exchange=swap, text=f"Line {number}")
    ana.reload()
    ana.evaluate("window.stayed = true")
    ana.evaluate("window.scrollTo(0, 500)")
    send(ana, "One more")
    assert ana.evaluate("window.stayed")
    assert abs(ana.evaluate("window.scrollY") - 500) < 60
    assert ana.evaluate("document.activeElement.id") == "id_say_text"
    assert ana.get_by_label("Write to them").input_value() == ""
