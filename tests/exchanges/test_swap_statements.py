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
MOST = 6
STATUSES = ["proposed", "accepted", "lent", "done", "not_done"]
# PostgreSQL looks for the best order of so many tables, and guesses among more.
JOINED = 8


def statements(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in found]


@pytest.mark.parametrize("status", STATUSES)
def test_page_of_a_swap_asks_little_and_nothing_twice(client_of, status):
    swap = ExchangeFactory(post=PostFactory(mode="lend"), status=status)
    MessageFactory(exchange=swap)
    client = client_of(swap.receiver)
    statements(client, "/me/")
    found = statements(client, swap.get_absolute_url())
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    assert [sql for sql in found if sql.startswith('SELECT 1 AS "a" FROM "members_block"')] == []


def test_page_of_a_swap_that_is_done_asks_as_often_with_thanks_as_without(client_of):
    swap = ExchangeFactory(status="done")
    client = client_of(swap.receiver)
    statements(client, swap.get_absolute_url())
    plain = statements(client, swap.get_absolute_url())
    for author in (swap.giver, swap.receiver):
        MessageFactory(exchange=swap, author=author, kind="thanks")
        swap.wall_lines.create(author=author, draft=f"Thank you, says {author.pk}", language="en")
    page = client.get(swap.get_absolute_url()).text
    told = [f"Thank you, says {swap.giver.pk}", "Your thanks come to stand on the wall once they agree."]
    assert [words for words in told if words not in page] == []
    assert len(statements(client, swap.get_absolute_url())) == len(plain) <= MOST


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
