"""Six hands on Saturday: three say so, it is full, a fourth waits, moves up and reads what was written."""

import pytest
from playwright.sync_api import expect

from exchanges.models import Coming, Post
from mutualaid.base.models import Network
from mutualaid.base.network import local_today
from tests.factories.exchanges import ComingFactory, GatheringFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Alder Mutual Aid",
            "area_name": "Alder",
            "languages": ["en"],
            "grid_latitude": 51.0,
            "grid_longitude": 4.0,
            "set_up_at": "2026-01-01T00:00Z",
        },
    )


def fits(page):
    page.wait_for_load_state()
    assert_fits(page)


def look_twice(page):
    fits(page)
    assert_accessible(page)


def count_me_in(page, post, people=1, brings=""):
    page.goto(post.get_absolute_url())
    page.get_by_label("How many of you come?").fill(str(people))
    page.get_by_label("What do you bring?").fill(brings)
    page.locator("#gathering form .button").last.click()
    page.wait_for_url("**/gathering/**")


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_six_hands_on_saturday(signed_in, width, javascript):
    # Without JavaScript axe cannot run either.
    look = look_twice if javascript else fits
    hanna, *guests = [PersonFactory(name=name) for name in ("Hanna", "Anabel", "Benno", "Cleo", "Dora")]
    host, ana, ben, cleo, dora = map(signed_in, (hanna, *guests))
    post = ask_for_hands(host)

    count_me_in(ana, post, people=2, brings="A ladder")
    expect(ana.get_by_text("You come").first).to_be_visible()
    count_me_in(ben, post)
    count_me_in(cleo, post)
    ana.reload()
    expect(ana.get_by_role("heading", name="4 of 4 come: full")).to_be_visible()
    assert [
        name for name in ("Benno", "Cleo") if not ana.get_by_role("link", name=name, exact=True).is_visible()
    ] == []
    ana.get_by_label("Write to them").fill("I bring the long ladder")
    ana.get_by_role("button", name="Send", exact=True).click()
    ana.locator("article.message", has_text="long ladder").wait_for()
    look(ana)

    count_me_in(dora, post)
    expect(dora.get_by_text("You are number 1 on the waiting list")).to_be_visible()
    expect(dora.get_by_text("long ladder")).to_have_count(0)
    expect(dora.get_by_text("Benno")).to_have_count(0)
    look(dora)
    host.goto(post.get_absolute_url())
    expect(host.get_by_role("heading", name="On the waiting list")).to_be_visible()
    look(host)

    ben.locator("#gathering summary", has_text="Change it").click()
    look(ben)
    ben.get_by_role("button", name="Cannot come").click()
    expect(ben.get_by_role("heading", name="4 of 4 come: full")).to_be_visible()
    expect(ben.get_by_text("A ladder")).to_have_count(0)

    dora.goto("/members/notices/")
    dora.get_by_role("button", name="There is a place for you").first.click()
    expect(dora.get_by_text("I bring the long ladder")).to_be_visible()
    look(dora)
    assert list(Coming.objects.order_by("pk").values_list("status", flat=True)) == [
        *("coming", "cancelled", "coming", "coming"),
    ]


def ask_for_hands(page):
    page.goto("/exchanges/new/?kind=request")
    page.get_by_label("In one line").fill("Six hands for a wall")
    page.locator("#id_needs").select_option(label="Repairs")
    page.get_by_label("Something to do").check()
    page.locator("summary", has_text="How many, and when").click()
    page.get_by_label("How many", exact=True).fill("4")
    page.get_by_label("From (day)").fill("2031-03-15")
    page.locator("summary", has_text="A gathering").click()
    page.get_by_label("Several people at once").check()
    page.get_by_label("What to bring").fill("Gloves")
    page.get_by_role("button", name="Put it on the board").click()
    page.get_by_role("heading", name="room for 4").wait_for()
    return Post.objects.get()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_every_state_of_a_gathering(signed_in, width, scheme):
    """For its author, for an organizer who phones for a neighbour, and for who was told no."""
    olu = OrganizerFactory(name="Oluwa")
    dot = PersonFactory(name="Dorothy", user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    PersonFactory(name="Stan", user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    post = GatheringFactory(day=local_today(), quantity=3, bring="Gloves\nA spade", person__name="Hanna")
    ComingFactory(post=post, people=2, person__name="N" * 60, brings="x" * 140)
    ComingFactory(post=post, person=dot)
    ComingFactory(post=post, status="waiting", person__name="Willa")
    declined = ComingFactory(post=post, status="declined")
    for person in (post.person, olu, declined.person, PersonFactory()):
        page = signed_in(person)
        for path in (post.get_absolute_url(), post.occurrence.get_absolute_url(), "/exchanges/"):
            page.goto(path)
            if page.locator("#gathering summary").count():
                page.locator("#gathering summary").first.click()
            look_twice(page)
    page = signed_in(post.person)
    page.goto(post.get_absolute_url())
    page.get_by_role("button", name="Yes, it did").click()
    expect(page.get_by_role("heading", name="3 people came")).to_be_visible()
    look_twice(page)
