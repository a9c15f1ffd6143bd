"""How much the pages of swaps ask the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges import actions, pages
from exchanges.models import Exchange
from members.models import Block
from members.viewers import viewer_of
from mutualaid.base.actions import NotNow
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory
from tests.factories.members import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
# What is done also asks for thanks, for the need and for the wall.
MOST = {"proposed": 6, "accepted": 6, "lent": 6, "done": 8, "not_done": 6}
# PostgreSQL looks for the best order of so many tables, and guesses among more.
JOINED = 8


def statements(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in found]


@pytest.mark.parametrize("status", MOST)
def test_page_of_a_swap_asks_little_and_nothing_twice(client_of, status):
    swap = ExchangeFactory(post=PostFactory(mode="lend"), status=status)
    MessageFactory(exchange=swap)
    client = client_of(swap.receiver)
    statements(client, "/me/")
    found = statements(client, swap.get_absolute_url())
    assert len(found) <= MOST[status]
    assert len(set(found)) == len(found)
    assert [sql for sql in found if sql.startswith('SELECT 1 AS "a" FROM "members_block"')] == []


def test_list_of_swaps_joins_few_tables_and_asks_as_often_for_many_as_for_one(client_of):
    ana = PersonFactory()
    client = client_of(ana)
    counts = []
    for status in ["accepted", "proposed", "done"]:
        ExchangeFactory(post=PostFactory(person=ana), status=status)
        ExchangeFactory(proposer=ana, status=status)
        found = statements(client, "/exchanges/swaps/")
        counts.append(len(found))
    assert counts[1] == counts[2] == counts[0]
    assert max(sql.count(" JOIN ") for sql in found) < JOINED
    assert sum(len(group["items"]) for group in pages.my_swaps(viewer_of(ana.user))) == 6


def test_a_block_is_seen_by_whoever_reads_the_swap_anew():
    """What was asked once is of the moment in which the swap was read: actions read it anew."""
    swap = ExchangeFactory(status="accepted")
    assert not swap.is_apart
    Block.objects.create(blocker=swap.receiver, blocked=swap.giver)
    assert Exchange.objects.get(pk=swap.pk).is_apart
    with pytest.raises(NotNow):
        actions.say(by=swap.giver, thread=swap.thread, text="Hello?")
