"""Neighbours who offer the same, on the page of a listing: loaded by itself, or a link without JavaScript."""

import pytest
from playwright.sync_api import expect

from directory import projection
from tests.e2e.conftest import assert_accessible, assert_fits
from tests.factories.directory import LocationFactory, ServiceAtLocationFactory, ServiceFactory
from tests.factories.exchanges import PostFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pantry(transactional_db):
    service = ServiceFactory(name="Alder pantry", slug="alder-pantry", needs=["groceries"])
    ServiceAtLocationFactory(service=service, location=LocationFactory())
    projection.project([service.pk])
    PostFactory(title="Jars of soup", audience="everybody")


@pytest.mark.parametrize("width", [360])
def test_newcomer_is_told_how_many_and_member_sees_them(pantry, live_server, page, signed_in):
    page.goto("/directory/alder-pantry/")
    expect(page.get_by_role("link", name="1 offer on the board")).to_be_visible()
    expect(page.get_by_text("Jars of soup")).to_have_count(0)
    assert_accessible(page)
    mine = signed_in(PersonFactory())
    mine.goto("/directory/alder-pantry/")
    expect(mine.get_by_role("link", name="Jars of soup")).to_be_visible()
    assert_accessible(mine)
    assert_fits(mine)


@pytest.mark.parametrize("javascript", [False])
def test_without_javascript_a_link_leads_to_them(pantry, live_server, page):
    page.goto("/directory/alder-pantry/")
    page.get_by_role("link", name="What neighbours offer: Groceries").click()
    page.wait_for_url("**/exchanges/?kind=offer&need=groceries")
    expect(page.get_by_role("link", name="Jars of soup")).to_be_visible()
