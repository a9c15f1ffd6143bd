"""A ring of three, as the three of them see it: asked, in, and three swaps."""

import pytest
from playwright.sync_api import expect

from exchanges import actions
from exchanges.models import Exchange
from mutualaid.base.models import Network
from tests.exchanges.test_ring_actions import pairs_among
from tests.factories.members import PersonFactory

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.update_or_create(
        pk=1, defaults={"name": "Alder Mutual Aid", "grid_latitude": 51.0, "grid_longitude": 4.0}
    )


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_three_neighbours_say_yes_and_each_has_two_swaps(signed_in):
    people = [PersonFactory(name=name) for name in ("Anabel", "Benno", "Chidi")]
    actions.propose_ring(pairs=pairs_among(*people))
    pages = [signed_in(person) for person in people]
    for number, page in enumerate(pages):
        page.goto("/me/")
        page.get_by_role("link", name="A three-way swap").click()
        page.get_by_role("heading", name="A three-way swap").wait_for()
        assert page.locator("svg.ring .ring-name").all_text_contents() == ["Anabel", "Benno", "Chidi"]
        if number == 0:
            assert_fits(page)
            assert_accessible(page)
        page.get_by_role("button", name="Count me in").click()
        page.get_by_text("You are in.").wait_for()
    ana = pages[0]
    ana.reload()
    ana.get_by_text("All of you said yes").wait_for()
    expect(ana.get_by_role("link", name="To this swap")).to_have_count(2)
    ana.get_by_role("link", name="To this swap").first.click()
    ana.get_by_role("button", name="Send").wait_for()
    assert Exchange.objects.filter(status="accepted").count() == 3
