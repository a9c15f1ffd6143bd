"""Ten meals from three neighbours: what is left is right at each step, on a phone and on a wide screen."""

import pytest
from playwright.sync_api import expect

from exchanges.models import Exchange, Occurrence, Post
from tests.factories.exchanges import RequestFactory
from tests.factories.members import PersonFactory

from .conftest import assert_accessible, assert_fits
from .test_swap import _a_network  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
BRING = {"Benno": 2, "Cai": 3, "Dee": 5}


@pytest.mark.parametrize("width", [360, 1280])
def test_ten_meals_from_three_neighbours(signed_in, width):
    ana = PersonFactory(name="Anabel")
    post = RequestFactory(person=ana, quantity=10, unit="meals", title="Ten meals for the night shift")
    pages = {}
    for name, count in BRING.items():
        page = pages[name] = signed_in(PersonFactory(name=name))
        page.goto(post.get_absolute_url())
        page.get_by_label("How many").fill(str(count))
        page.get_by_label("A word to them").fill(f"{name} cooks on Friday.")
        page.get_by_label("A day that would suit you").fill("2031-03-14")
        page.get_by_role("button", name="Count me in").click()
        page.wait_for_url("**/exchanges/swaps/**")

    mine = signed_in(ana)
    mine.goto(post.get_absolute_url())
    expect(mine.get_by_text("3 neighbours say: count me in")).to_be_visible()
    expect(mine.get_by_text("Fri 14 Mar")).to_have_count(3)
    assert_accessible(mine)
    assert_fits(mine)

    left = 10
    # The author chooses, and not whoever came first.
    for name in ("Dee", "Benno", "Cai"):
        mine.goto(post.get_absolute_url())
        card = mine.locator("#proposals li", has_text=f"{name} cooks on Friday.")
        card.get_by_role("button", name="Yes, gladly").click()
        mine.wait_for_url("**/exchanges/swaps/**")
        left -= BRING[name]
        mine.goto(post.get_absolute_url())
        expect(mine.get_by_text(f"{left} of 10 meals left")).to_be_visible()
    expect(mine.locator("#proposals")).to_have_count(0)
    assert Occurrence.objects.values_list("promised", "done").get() == (10, 0)

    for name, page in pages.items():
        page.reload()
        page.get_by_role("button", name="Yes, done").click()
        page.get_by_role("heading", name="Say thank you").wait_for()
        assert_fits(page)
        mine.goto(post.get_absolute_url())
        assert mine.get_by_text("This post is settled.").is_visible() == (name == "Dee")
    assert Occurrence.objects.values_list("promised", "done").get() == (0, 10)
    assert (Post.objects.get().status, set(Exchange.objects.values_list("status", flat=True))) == (
        "closed",
        {"done"},
    )
