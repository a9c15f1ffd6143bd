"""“Still so?” from the mail, in a browser where nobody is signed in; and the pages around it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from exchanges import turning
from exchanges.models import Post
from mutualaid.base.models import Network
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Somebody to read me letters from the clinic"


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.create(pk=1, name="Alder Mutual Aid", languages=["en", "es"], set_up_at=timezone.now())


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def links_of_the_mail(hours=0):
    """What somebody finds in the newest mail, so many hours from now: each address by its words; the text."""
    text = hand_over(timezone.now() + timedelta(hours=hours))[-1].text
    found = dict(re.findall(r"(?m)^([^:\n]+): https?://[^/]+(/exchanges/still/\S+)", text))
    return found, text


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_one_click_and_it_is_still_so(page, width, javascript):
    RequestFactory(title=TITLE, confirmed_at=days_ago(30), created_at=days_ago(30))
    turning.ask()
    links, text = links_of_the_mail()
    assert TITLE not in text

    page.goto(links["Yes, still so"])
    look(page, javascript)
    assert page.title() == "Still so? · Alder Mutual Aid"
    expect(page.get_by_text("You posted something on")).to_be_visible()
    buttons = page.get_by_role("main").get_by_role("button")
    assert buttons.all_inner_texts() == ["Yes, still so"]
    assert Post.objects.get().asked_at is not None
    buttons.click()
    page.get_by_role("heading", name="Thank you, this is answered").wait_for()
    look(page, javascript)
    expect(page.get_by_text("stays. In 30 days we ask again.")).to_be_visible()
    assert Post.objects.get().asked_at is None

    page.goto(links["Yes, still so"])
    expect(page.get_by_role("heading", name="Thank you, this is answered")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    page.goto(links["No, take it down"])
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    assert TITLE not in page.content()
    assert Post.objects.get().status == "open"


def look(page, javascript):
    assert_fits(page)
    if javascript:
        assert_accessible(page)


def test_no_takes_it_down_and_silence_can_be_undone(page, problems):
    RequestFactory(title=TITLE, confirmed_at=days_ago(30))
    turning.ask()
    links, _text = links_of_the_mail()
    page.goto(links["No, take it down"])
    page.get_by_role("button", name="No, take it down").click()
    page.get_by_text("was taken down").wait_for()
    assert Post.objects.get().status == "withdrawn"

    Post.objects.update(status="open", closed_at=None, confirmed_at=days_ago(60), asked_at=days_ago(7))
    turning.ask()
    links, _text = links_of_the_mail(hours=2)
    page.goto(links["Open it again"])
    page.get_by_role("button", name="Open it again").click()
    page.get_by_text("stays. In 30 days we ask again.").wait_for()
    assert Post.objects.get().status == "open"

    page.goto(links["Open it again"].replace("/still/", "/still/x"))
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    assert_accessible(page)
    # The browser says that the page was a 404.
    problems.clear()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_around_it(signed_in, width, scheme):
    me = OrganizerFactory(name="Oluwa")
    neighbour = PersonFactory(name="Mrs Ferro", user=None, entered_by=me, consent_at=timezone.now())
    asked = {"confirmed_at": days_ago(30), "asked_at": days_ago(1)}
    mine = PostFactory(person=me, title="Jam jars, a long line that surely wraps on any phone", **asked)
    RequestFactory(person=neighbour, title="Coal carried up", until_day=days_ago(2).date(), **asked)
    PostFactory(audience="everybody", title="Eight jars of soup for whoever is hungry")
    page = signed_in(me)
    paths = ["/me/", mine.get_absolute_url(), "/exchanges/"]
    for path in [*paths, "/exchanges/as-text/", "/exchanges/calendar/"]:
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
    page.goto("/exchanges/calendar/")
    page.get_by_role("button", name="Make an address").click()
    assert page.get_by_label("Copy it now").input_value().endswith(".ics")
    assert_accessible(page)
    assert_fits(page)
    page.goto("/me/")
    page.get_by_role("listitem").filter(has_text="Coal").get_by_role("button", name="Yes, still so").click()
    page.get_by_text("Thank you. It stays").wait_for()
    expect(page.get_by_role("button", name="Yes, still so")).to_have_count(1)
