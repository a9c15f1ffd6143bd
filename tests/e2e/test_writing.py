"""A post that is begun on one device and goes up from another, with the house's number taken out of it."""

import pytest
from playwright.sync_api import expect

from exchanges.models import Draft, Post
from tests.factories.members import PersonFactory

from .conftest import assert_accessible, assert_fits
from .test_swap import _a_network, enter  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/exchanges/new/?kind=request"


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


def begin(page):
    """What somebody types before the telephone rings."""
    page.goto(NEW)
    page.get_by_label("In one line").fill("Somebody to carry a bed at 14 Elm Street")
    page.locator("#id_needs").select_option(label="Heavy lifting")
    page.get_by_label("Something to do").check()
    page.get_by_label("More about it").fill("Third floor. Call 555 0100.")


def finish(page, look):
    """On another device: go on, take out what is private, put it up."""
    page.goto(NEW)
    expect(page.get_by_text("You began this today. Go on, or start afresh.")).to_be_visible()
    look(page)
    assert page.get_by_label("In one line").input_value() == "Somebody to carry a bed at 14 Elm Street"
    assert page.get_by_label("More about it").input_value() == "Third floor. Call 555 0100."
    page.get_by_label("More about it").fill("Third floor, no lift. Call 555 0100.")
    page.get_by_role("button", name="Put it on the board").click()
    page.get_by_role("heading", name="Is this meant for everybody").wait_for()
    assert page.locator("mark").all_text_contents() == [
        "14 (a house number or exact place)",
        "555 0100 (a phone number)",
    ]
    look(page)
    page.get_by_role("button", name="Take it out and post").click()
    page.get_by_role("heading", name="Somebody to carry a bed at Elm Street").wait_for()
    expect(page.get_by_text("Third floor, no lift. Call ….")).to_be_visible()
    post = Post.objects.get()
    assert (post.title, post.status) == ("Somebody to carry a bed at Elm Street", "open")
    page.goto(NEW)
    expect(page.get_by_text("You began this")).to_have_count(0)
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (360, "dark")])
def test_page_that_is_lost_comes_back_on_another_device(new_context, sign_in, ana, width, scheme):
    phone, library = new_context().new_page(), new_context().new_page()
    sign_in(phone, ana)
    begin(phone)
    # No pause, no button: the page is gone at once.
    phone.goto("about:blank")
    for _try in range(500):
        if Draft.objects.exists():
            break
        phone.wait_for_timeout(20)
    sign_in(library, ana)
    finish(library, lambda page: (assert_accessible(page), assert_fits(page)))


def test_pause_in_typing_is_enough(page, sign_in, ana):
    sign_in(page, ana)
    begin(page)
    page.get_by_text("Kept at").wait_for()
    assert Draft.objects.count() == 1
    page.get_by_label("In one line").fill("")
    page.get_by_label("More about it").fill("Only on Thursday")
    page.get_by_role("button", name="Put it on the board").click()
    page.get_by_text("Please look at this again").wait_for()
    page.get_by_role("link", name="In one line").click()
    page.get_by_label("In one line").fill("Somebody to carry a bed")
    page.get_by_role("button", name="Put it on the board").click()
    page.get_by_role("heading", name="Somebody to carry a bed").wait_for()
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("javascript", [False])
def test_without_a_script_a_button_keeps_it(new_context, sign_in, ana, javascript):
    phone, library = new_context().new_page(), new_context().new_page()
    sign_in(phone, ana)
    begin(phone)
    phone.get_by_role("button", name="Keep it for later").click()
    phone.wait_for_url("**/exchanges/mine/")
    expect(phone.get_by_text("Begun, not on the board yet")).to_be_visible()
    assert_fits(phone)
    sign_in(library, ana)
    finish(library, assert_fits)


def test_where_a_ride_goes_is_asked_of_rides_only(page, sign_in, ana):
    sign_in(page, ana)
    page.goto(NEW)
    page.get_by_text("your square, pick up, languages").click()
    to = page.get_by_label("Or to a place or postcode")
    expect(to).not_to_be_visible()
    page.locator("#id_needs").select_option(label="A ride")
    expect(to).to_be_visible()
    page.get_by_text("members, everybody, without my name").click()
    expect(page.get_by_text("They decide, I pass it on")).not_to_be_visible()
    page.get_by_label("It is for someone else").check()
    expect(page.get_by_text("They decide, I pass it on")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
