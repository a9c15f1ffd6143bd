"""Two neighbours, from joining to thank you, as their browsers show it: with JavaScript and without."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from exchanges.models import Exchange, Post
from mutualaid.base.models import Mail, Network
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import PersonFactory
from tests.outbox import hand_over

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
LIFT = "A lift to my sister on Thursday"


@pytest.fixture(autouse=True)
def _a_network(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    Network.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Alder Mutual Aid",
            "area_name": "Alder",
            "languages": ["en", "es"],
            "grid_latitude": 51.0,
            "grid_longitude": 4.0,
            "area_south": 51.001,
            "area_west": 4.001,
            "area_north": 51.053,
            "area_east": 4.085,
            "set_up_at": "2026-01-01T00:00Z",
        },
    )


def newest_code():
    return re.search(r"\b\d{6}\b", Mail.objects.latest("pk").text)[0]


def enter(page, email):
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The six digits from the mail").fill(newest_code())
    page.get_by_role("button", name="Go on").click()


def join(page, name, square):
    """All the way to the two questions."""
    enter(page, f"{name.lower()}@example.org")
    page.wait_for_url("**/members/welcome/")
    page.get_by_label("What shall we call you?").fill(name)
    page.get_by_role("button", name="Show these squares").click()
    # A square moves until the styles are there.
    page.wait_for_load_state()
    page.get_by_label(square, exact=True).check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Skip this").click()
    page.wait_for_url("**/exchanges/welcome/")


def open_newest_notice(page, title):
    page.goto("/members/notices/")
    page.get_by_role("button", name=title).first.click()


def write(page, words):
    """A message, and wait until it stands there."""
    page.get_by_label("Write to them").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator(".mine .message", has_text=words).wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_two_neighbours_from_joining_to_thank_you(new_context, javascript):
    look = assert_accessible if javascript else assert_fits
    ana, ben = new_context().new_page(), new_context().new_page()

    join(ana, "Anabel", "Row 1, column 1")
    look(ana)
    asks = ana.get_by_role("group", name="What could you use a hand with?")
    asks.get_by_label("In one line").first.fill(LIFT)
    ana.get_by_role("button", name="Put it on the board").click()
    expect(ana.get_by_text("Choose what it is about").first).to_be_visible()
    assert asks.get_by_label("In one line").first.input_value() == LIFT
    asks.get_by_label("It is about", exact=True).first.select_option(label="A ride")
    ana.get_by_role("button", name="Put it on the board").click()
    ana.wait_for_url("**/me/")
    look(ana)
    expect(ana.get_by_role("link", name=LIFT)).to_be_visible()

    join(ben, "Benno", "Row 1, column 2")
    ben.get_by_role("link", name="Not now").click()
    ben.goto("/exchanges/")
    look(ben)
    ben.get_by_role("link", name=LIFT).click()
    look(ben)
    ben.get_by_label("A word to them").fill("I drive past there at nine.")
    ben.get_by_role("button", name="Count me in").click()
    ben.wait_for_url("**/exchanges/swaps/**")
    expect(ben.get_by_text("They choose, and you hear from them")).to_be_visible()

    open_newest_notice(ana, "Somebody answered you")
    look(ana)
    expect(ana.get_by_text("I drive past there at nine.")).to_be_visible()
    ana.get_by_role("button", name="Yes, gladly").click()
    expect(ana.get_by_text("Meet first in a place with people")).to_be_visible()
    look(ana)
    write(ana, "Nine is perfect. At the library steps?")

    open_newest_notice(ben, "Somebody wrote to you")
    expect(ben.get_by_text("Nine is perfect. At the library steps?")).to_be_visible()
    write(ben, "See you there.")

    open_newest_notice(ana, "Somebody wrote to you")
    expect(ana.get_by_text("See you there.")).to_be_visible()
    ana.get_by_role("button", name="Yes, done").click()
    ana.get_by_role("heading", name="Say thank you").wait_for()
    look(ana)
    ana.get_by_label("A word to them").fill("You made my week.")
    ana.get_by_role("button", name="Send thanks").click()
    ana.locator(".mine .message", has_text="You made my week.").wait_for()
    expect(ana.get_by_role("link", name="Share something")).to_be_visible()

    # What was seen on the site is not mailed: only what Benno has not come to yet.
    [mail] = [mail for mail in hand_over() if mail.subject != "Your code"]
    assert (mail.to, mail.subject) == ("benno@example.org", "News for you")
    assert [said for said in ("You have an answer", "Somebody wrote to you") if said in mail.text] == []
    assert [said for said in ("Something is done", "Somebody thanked you") if said not in mail.text] == []
    assert [said for said in ("sister", "library", "week", "nine") if said in mail.text] == []

    open_newest_notice(ben, "Somebody thanked you")
    look(ben)
    expect(ben.get_by_text("You made my week.")).to_be_visible()
    assert (Exchange.objects.get().status, Post.objects.get().status) == ("done", "closed")


@pytest.mark.parametrize("javascript", [True, False])
def test_sharing_with_a_photo_and_a_mistake(page, sign_in, javascript):
    photo = Path(__file__).parents[2] / "static" / "img"
    sign_in(page, PersonFactory(name="Anabel"))
    page.goto("/me/")
    page.get_by_role("link", name="Share").first.click()
    (assert_accessible if javascript else assert_fits)(page)
    page.get_by_label("A thing", exact=True).check()
    page.get_by_label("What is it about?").select_option(label="Groceries")
    page.locator("summary", has_text="Photos").click()
    page.locator("#photo_1").set_input_files(
        {"name": "soup.png", "mimeType": "image/png", "buffer": a_photo()}
    )
    page.locator("#alt_1").fill("A pot of soup")
    page.locator("#photo_2").set_input_files(photo / "icon.svg")
    page.get_by_role("button", name="Put it on the board").click()
    expect(page.get_by_text("This is not a photo that we can read").first).to_be_visible()
    assert page.locator("#id_needs option:checked").inner_text() == "Groceries"
    expect(page.get_by_alt_text("A pot of soup")).to_be_visible()
    (assert_accessible if javascript else assert_fits)(page)
    page.get_by_label("In one line").fill("Soup for four")
    page.get_by_role("button", name="Put it on the board").click()
    expect(page.get_by_role("heading", name="Soup for four")).to_be_visible()
    decoded = "image => image.decode().then(() => image.naturalWidth)"
    assert page.get_by_alt_text("A pot of soup").evaluate(decoded) == 40


def a_photo():
    from tests.exchanges.test_photos import picture

    return picture(file_format="PNG")


def test_board_answers_in_place(page, sign_in):
    """With JavaScript a tick changes the list, the counts and the address, and nothing else."""
    PostFactory(title="Eight jars of soup")
    RequestFactory(title="Somebody to carry a bed", form="service")
    sign_in(page, PersonFactory())
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/exchanges/")
    page.evaluate("window.stayed = true")
    page.get_by_label("Requests").check()
    page.get_by_role("link", name="Eight jars of soup").wait_for(state="detached")
    expect(page.get_by_role("link", name="Somebody to carry a bed")).to_be_visible()
    assert page.evaluate("window.stayed")
    assert "kind=request" in page.url
    page.reload()
    expect(page.get_by_label("Requests")).to_be_checked()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_of_posts_and_swaps(page, sign_in, scheme, width):
    me = PersonFactory(name="Anabel")
    mine = RequestFactory(person=me, quantity=3, title="Hands for a move, a long line that surely wraps")
    open_ones = [status for status in Exchange.Status.values if status != "done"]
    swaps = [ExchangeFactory(post=mine, status=status) for status in open_ones]
    swaps.append(ExchangeFactory(proposer=me, status="done"))
    other = PostFactory(quantity=8, unit="jars", mode="lend", is_anonymous=True, urgency=2)
    sign_in(page, me)
    paths = [
        "/me/",
        "/exchanges/",
        "/exchanges/?q=nothing-like-it",
        "/exchanges/new/?kind=request&need=groceries",
    ]
    paths += ["/exchanges/mine/", "/exchanges/swaps/", "/exchanges/welcome/"]
    paths += [mine.get_absolute_url(), f"{mine.get_absolute_url()}edit/", other.get_absolute_url()]
    paths += [f"{other.get_absolute_url()}block/", *(swap.get_absolute_url() for swap in swaps)]
    for path in paths:
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("width", [360])
def test_board_and_post_of_a_newcomer(page, width):
    post = PostFactory(audience="everybody", title="Eight jars of soup")
    for path in ("/exchanges/", post.get_absolute_url()):
        page.goto(path)
        expect(page.get_by_text("Eight jars of soup").first).to_be_visible()
        assert_accessible(page)
        assert_fits(page)
