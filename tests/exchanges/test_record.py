"""One's own record, and the one number that the network sees. No score, no count, no debt."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges.record import share_of_both
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_admin import client, olu  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
RECORD = "/exchanges/record/"
NOW = timezone.now()


def swap(author, proposer, **fields):
    """Done, about an offer of the author's or about `post`."""
    post = fields.pop("post", None) or PostFactory(person=author)
    fields = {"status": "done", **fields}
    return ExchangeFactory(post=post, proposer=proposer, **fields)


def lines(page):
    """Each month's entries as plain text."""
    texts = re.findall(r"<h2>(.*?)</h2>|<li>(.*?)</li>", page.split("<h1>")[1], re.DOTALL)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", month or entry).split()) for month, entry in texts]
    return plain


# --- Mine ------------------------------------------------------------------------------------------


def test_record_says_what_i_gave_and_received_by_month(client_of):
    ana, ben = PersonFactory(), PersonFactory()
    at = [datetime(2026, month, 10, 12, tzinfo=UTC) for month in (11, 11, 9)]
    swap(ana, ben, post=PostFactory(person=ana, quantity=9, unit="jars"), quantity=3, closed_at=at[0])
    swap(ben, ana, mode="lend", closed_at=at[1] - timedelta(days=1))
    swap(ana, ben, post=RequestFactory(person=ana, form="service", needs=["rides"]), closed_at=at[2])
    page = client_of(ana).get(RECORD).content.decode()
    assert lines(page)[:5] == [
        "November 2026",
        "Gave: Groceries A thing · 3 jars",
        "Borrowed: Groceries A thing",
        "September 2026",
        "Received: Getting around Something to do",
    ]


def test_record_holds_nothing_of_others_and_nothing_that_was_not_done(client_of):
    ana, ben, cai = PersonFactory(), PersonFactory(), PersonFactory()
    swap(ben, cai)
    for status in ("proposed", "accepted", "declined", "withdrawn", "not_done"):
        swap(ana, ben, status=status)
    page = client_of(ana).get(RECORD).content.decode()
    assert "Nothing yet" in page
    assert "Gave" not in page


def test_record_has_the_month_of_the_networks_clock(client_of):
    Network.objects.update(zone="Pacific/Auckland")
    network.forget()
    ana = PersonFactory()
    swap(ana, PersonFactory(), closed_at=datetime(2026, 10, 31, 20, tzinfo=UTC))
    assert lines(client_of(ana).get(RECORD).content.decode())[0] == "November 2026"


def test_record_has_no_sums_and_no_words_of_debt(client_of):
    ana = PersonFactory()
    for _ in range(7):
        swap(ana, PersonFactory(), closed_at=NOW)
    page = client_of(ana).get(RECORD).content.decode().split("<h1>")[1].split("</main>")[0]
    words = re.sub(r"<[^>]+>", " ", page)
    assert re.findall(r"(?<!\d)7(?!\d)", words) == []
    assert re.findall(r"(?i)\b(total|balance|credit|points|score|debt|owe you|you owe)\b", words) == []


def test_record_comes_in_pages_and_costs_the_same_for_one_and_for_three(client_of):
    def count(number):
        person = PersonFactory()
        for _ in range(number):
            swap(person, PersonFactory(), closed_at=NOW)
        browser = client_of(person)
        browser.get(RECORD)
        with CaptureQueriesContext(connection) as queries:
            browser.get(RECORD)
        return len(queries)

    assert count(1) == count(3)
    ana, ben = PersonFactory(), PersonFactory()
    post = PostFactory(person=ana, quantity=100)
    for _ in range(51):
        swap(ana, ben, post=post, closed_at=NOW)
    pages = [client_of(ana).get(f"{RECORD}?page={number}").content.decode() for number in (1, 2)]
    assert [page.count("Gave") for page in pages] == [50, 1]


# --- Nobody else's -------------------------------------------------------------------------------------


def test_no_page_tells_others_how_much_a_member_swapped(client_of):
    """Before and after fourteen swaps, a member and what they posted look the same to everybody else."""
    ana, ben = PersonFactory(), PersonFactory()
    post = PostFactory(person=ana, quantity=None, audience="everybody")
    addresses = [ana.get_absolute_url(), post.get_absolute_url(), "/exchanges/", "/search/?q=soup", "/"]
    browsers = [client_of(), client_of(ben), client_of(OrganizerFactory())]

    def looks():
        # The token of each form is another one each time.
        return {
            (number, address): re.sub(r'value="\w{64}"', "", browser.get(address).content.decode())
            for number, browser in enumerate(browsers)
            for address in addresses
        }

    before = looks()
    assert ana.name in before[1, ana.get_absolute_url()]
    for _ in range(7):
        swap(ana, PersonFactory(), post=post)
        swap(PersonFactory(), ana, post=PostFactory(status="closed"))
    assert looks() == before


# --- The network's share ----------------------------------------------------------------------------


def circle(people, **fields):
    """Each gives to the next one; the last one only receives."""
    for giver, receiver in pairwise(people):
        swap(giver, receiver, **fields)


def test_share_is_the_part_of_active_members_who_did_both():
    people = [PersonFactory() for _ in range(6)]
    circle(people[:5], closed_at=NOW - timedelta(days=80))
    assert share_of_both(NOW) == 3 / 6
    swap(people[4], people[0], closed_at=NOW)
    assert share_of_both(NOW) == 5 / 6


def test_share_is_not_told_of_fewer_than_five():
    people = [PersonFactory() for _ in range(20)]
    circle(people[:4], closed_at=NOW)
    assert share_of_both(NOW) is None
    swap(people[3], people[4], closed_at=NOW)
    assert share_of_both(NOW) == 3 / 20


@pytest.mark.parametrize("change", [{"closed_at": NOW - timedelta(days=91)}, {"status": "not_done"}])
def test_share_counts_what_was_done_in_90_days(change):
    people = [PersonFactory() for _ in range(6)]
    circle(people, **{"closed_at": NOW, **change})
    assert share_of_both(NOW) is None


def test_share_leaves_out_who_is_suspended_or_gone():
    people = [PersonFactory() for _ in range(8)]
    circle(people, closed_at=NOW)
    for person, status in zip(people[:2], ("suspended", "left"), strict=True):
        type(person).objects.filter(pk=person.pk).update(status=status)
    assert share_of_both(NOW) == 5 / 6


def test_organizers_read_the_share_on_their_first_page(client):  # noqa: F811
    people = [PersonFactory() for _ in range(9)]
    index = reverse("admin:index")
    assert "both gave and received" not in client.get(index).content.decode()
    circle(people[:6], closed_at=NOW)
    assert "40% of the members both gave and received" in client.get(index).content.decode()
