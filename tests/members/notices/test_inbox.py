import re

import pytest
import time_machine

from members import notices
from members.models import Notice
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
INBOX = "/members/notices/"


@pytest.fixture
def me(client, a_network):
    person = PersonFactory()
    client.force_login(person.user)
    return person


def test_inbox_lists_mine_only(client, me):
    Notice.objects.create(person=me, kind="report.waits", url="/mine/")
    Notice.objects.create(person=PersonFactory(), kind="report.waits", url="/theirs/")
    page = client.get(INBOX).text
    assert page.count('class="open"') == 1
    assert "Something waits for an organizer" in page


def test_opening_reads_one_and_leads_there(client, me):
    first, second = (Notice.objects.create(person=me, kind="x", url="/there/") for _n in range(2))
    assert client.post(f"{INBOX}{first.pk}/").url == "/there/"
    assert list(Notice.objects.filter(read_at=None)) == [second]


def test_anothers_notice_is_no_page(client, me):
    other = Notice.objects.create(person=PersonFactory(), kind="x")
    assert client.post(f"{INBOX}{other.pk}/").status_code == 404


def test_reading_all(client, me):
    for _n in range(3):
        Notice.objects.create(person=me, kind="x")
    client.post(f"{INBOX}read/")
    assert notices.mark_read(me) == 0


def test_reading_one_leaves_the_others_and_anothers(client, me):
    first, second = (Notice.objects.create(person=me, kind="x") for _n in range(2))
    theirs = Notice.objects.create(person=PersonFactory(), kind="x")
    for notice in (first, theirs):
        client.post(f"{INBOX}read/", {"notice": notice.pk})
    assert set(Notice.objects.filter(read_at=None)) == {second, theirs}


@time_machine.travel("2026-05-05T21:30Z", tick=False)
def test_days_are_the_networks(client, me):
    Network.objects.update(zone="Europe/Brussels")
    network.forget()
    for at in ("2026-05-03T21:30Z", "2026-05-04T21:30Z", "2026-05-04T22:30Z", "2026-05-05T20:00Z"):
        Notice.objects.create(person=me, kind="report.waits", created_at=at)
    page = client.get(INBOX).text
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == ["Today", "Yesterday", "May 3, 2026"]
    assert re.findall(r">([\d:]+)</time>", page) == ["22:00", "00:30", "23:30", "23:30"]


def test_empty_inbox_says_what_to_do(client, me):
    assert "Nothing new" in client.get(INBOX).text


@pytest.mark.parametrize("number", [1, 30])
def test_inbox_costs_the_same(client, me, django_assert_num_queries, number):
    for _n in range(number):
        Notice.objects.create(person=me, kind="report.waits")
    client.get(INBOX)
    with django_assert_num_queries(3):
        client.get(INBOX)
