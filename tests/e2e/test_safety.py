"""Blocking and reporting, as both people see it, each in a browser of their own."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from members.models import Report
from mutualaid.base.models import Network
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(transactional_db):
    """Anabel, and Benno who wrote her something. They have a swap; Benno has a post."""
    Network.objects.update_or_create(pk=1, defaults={"name": "Alder Mutual Aid", "set_up_at": timezone.now()})
    ana = PersonFactory(name="Anabel", created_at=timezone.now() - timedelta(days=30))
    ben = PersonFactory(name="Benno")
    swap = ExchangeFactory(post=PostFactory(person=ben, title="A ladder"), proposer=ana, status="accepted")
    MessageFactory(exchange=swap, author=ben, text="I know where you live")
    return ana, ben, swap.get_absolute_url()


def test_report_as_both_see_it(both, signed_in):
    ana, ben, swap = both
    hers, his = signed_in(ana), signed_in(ben)
    hers.goto(swap)
    hers.get_by_role("link", name=re.compile("Report what Benno wrote")).click()
    hers.get_by_label(re.compile("Somebody is not safe")).check()
    hers.get_by_label("In your words").fill("He waits at my door.")
    assert_accessible(hers)
    assert_fits(hers)
    hers.get_by_role("button", name="Tell them").click()
    expect(hers.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    hers.goto(swap)
    expect(hers.get_by_text("This message is out of sight")).to_be_visible()
    expect(hers.get_by_text("I know where you live")).to_have_count(0)
    his.goto(swap)
    expect(his.get_by_text("The others do not see this: somebody reported it.")).to_be_visible()
    expect(his.get_by_text("He waits at my door.")).to_have_count(0)
    assert Report.objects.get().reporter == ana


def test_block_as_both_see_it(both, signed_in, problems):
    ana, ben, swap = both
    hers, his = signed_in(ana), signed_in(ben)
    his.goto(ana.get_absolute_url())
    expect(his.get_by_role("heading", name="Anabel")).to_be_visible()
    hers.goto(ben.get_absolute_url())
    hers.get_by_role("link", name="Block").click()
    assert_accessible(hers)
    hers.get_by_role("button", name="Block").click()
    expect(hers.get_by_text("From now on you do not see each other")).to_be_visible()
    expect(hers.get_by_role("link", name="Report")).to_be_visible()
    hers.goto("/exchanges/")
    expect(hers.get_by_text("A ladder")).to_have_count(0)
    said = []
    for page in (ana.get_absolute_url(), swap, "/members/zzzzzzzzzzzz/"):
        assert his.goto(page).status == 404
        said.append(his.locator("main").inner_text())
    assert len(set(said)) == 1
    his.goto("/members/notices/")
    expect(his.get_by_text("Anabel")).to_have_count(0)
    problems.clear()  # each 404 is one


def test_a_decision_is_read_and_appealed(both, signed_in):
    from members import actions

    ana, _ben, _swap = both
    OrganizerFactory()
    decided = actions.decide(by=OrganizerFactory(), subject=ana, kind="no_posts", reason="agreement")
    page = signed_in(ana)
    page.goto(decided.get_absolute_url())
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Your side of it").fill("It was my sister's.")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("It waits for an answer.")).to_be_visible()
    expect(page.get_by_text("It was my sister's.")).to_be_visible()
