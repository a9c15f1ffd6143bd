"""Once it is done: thanks on the wall where both want it, whether it worked, and what comes next."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges import actions, retention
from exchanges.models import Exchange, Message, WallLine
from members.models import Block, Notice
from mutualaid.base import network
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry, Network
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_answers import post_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
WALL = "/exchanges/thanks/"
WORDS = "You made my week."
NOW = timezone.now()


def line(agreed=False, **fields):
    swap = fields.pop("swap", None) or ExchangeFactory(status="done")
    words = {"text": WORDS, "agreed_at": NOW} if agreed else {"draft": WORDS}
    return WallLine.objects.create(
        exchange=swap, language="en", **{"author": swap.receiver, **words, **fields}
    )


def page(client, address=WALL):
    return client.get(address).content.decode()


def press(client, found, name):
    return client.post(f"{WALL}{found.public_id}/{name}/", follow=True)


# --- The wall -----------------------------------------------------------------------------------------


def test_thanks_stand_on_the_wall_once_both_said_yes(client_of):
    swap = ExchangeFactory(status="done")
    post_to(client_of(swap.receiver), swap, "thank", text=WORDS, for_wall="on")
    assert Message.objects.get().text == WORDS
    giver, newcomer = client_of(swap.giver), client_of()
    assert WORDS not in page(newcomer)
    assert "May this stand on the thanks wall?" in page(giver, swap.get_absolute_url())
    assert press(giver, WallLine.objects.get(), "agree").status_code == 200
    seen = page(newcomer)
    assert WORDS in seen
    assert [word for word in (swap.giver.name, swap.receiver.name, swap.post.title) if word in seen] == []


def test_thanks_without_the_tick_are_private(client_of):
    swap = ExchangeFactory(status="done")
    post_to(client_of(swap.receiver), swap, "thank", text=WORDS)
    assert (Message.objects.count(), WallLine.objects.count()) == (1, 0)


def test_words_are_encrypted_until_both_said_yes():
    found = line()

    def stored():
        with connection.cursor() as cursor:
            cursor.execute("SELECT draft, text FROM exchanges_wallline")
            draft, text = cursor.fetchone()
        return b"week" in bytes(draft), text

    assert stored() == (False, "")
    actions.agree_to_wall(by=found.other, line=found)
    assert stored() == (False, WORDS)
    assert WallLine.objects.get().draft == ""


def test_other_one_may_rather_not(client_of):
    found = line()
    press(client_of(found.other), found, "remove")
    assert WallLine.objects.count() == 0
    assert WORDS not in page(client_of())


@pytest.mark.parametrize("side", ["author", "other"])
def test_either_of_the_two_takes_it_back(client_of, side):
    found = line(agreed=True)
    client = client_of(getattr(found, side))
    assert "Take it down" in page(client)
    press(client, found, "remove")
    assert WallLine.objects.count() == 0


def test_either_takes_it_back_even_behind_a_block(client_of):
    found = line(agreed=True)
    Block.objects.create(blocker=found.author, blocked=found.other)
    press(client_of(found.other), found, "remove")
    assert WallLine.objects.count() == 0


def test_organizer_takes_a_line_down_and_never_sees_one_that_waits(client_of):
    organizer, waiting, standing = OrganizerFactory(), line(), line(agreed=True)
    client = client_of(organizer)
    assert "Take it down" in page(client)
    assert press(client, waiting, "remove").status_code == 404
    press(client, standing, "remove")
    assert list(WallLine.objects.all()) == [waiting]
    assert list(AuditEntry.objects.values_list("action", "actor_id", "subject_id")) == [
        ("wall.remove", organizer.pk, standing.public_id)
    ]


def test_nobody_else_takes_it_down_or_says_yes(client_of):
    waiting, standing = line(), line(agreed=True)
    client = client_of(PersonFactory())
    assert "Take it down" not in page(client)
    for found in (waiting, standing):
        for name in ("agree", "remove"):
            assert press(client, found, name).status_code == 404
    assert WallLine.objects.standing().get() == standing
    for action in (actions.agree_to_wall, actions.take_off_wall):
        with pytest.raises(NotAllowed):
            action(by=PersonFactory(), line=waiting)


@pytest.mark.parametrize("who", ["author", "organizer"])
def test_yes_is_the_other_ones_to_say(who):
    found = line()
    with pytest.raises(NotAllowed):
        actions.agree_to_wall(by=found.author if who == "author" else OrganizerFactory(), line=found)
    assert WallLine.objects.get().agreed_at is None


def test_yes_after_a_block_is_not_allowed():
    found = line()
    Block.objects.create(blocker=found.other, blocked=found.author)
    with pytest.raises(NotAllowed):
        actions.agree_to_wall(by=found.other, line=found)


def test_yes_and_no_twice_change_nothing():
    found = line()
    first = actions.agree_to_wall(by=found.other, line=found).agreed_at
    assert actions.agree_to_wall(by=found.other, line=found).agreed_at == first
    for _ in range(2):
        actions.take_off_wall(by=found.author, line=found)
    assert WallLine.objects.count() == 0


@pytest.mark.parametrize("path", ["agree", "remove"])
def test_wall_changes_by_post_only(client_of, path):
    found = line()
    assert client_of(found.other).get(f"{WALL}{found.public_id}/{path}/").status_code == 405


@pytest.mark.parametrize(("who", "status"), [("newcomer", 302), ("pending", 403), ("active", 200)])
def test_wall_is_for_members_where_the_board_is(client_of, who, status):
    Network.objects.update(board_is_public=False)
    network.forget()
    line(agreed=True)
    person = None if who == "newcomer" else PersonFactory(status=who)
    response = client_of(person).get(WALL)
    assert response.status_code == status
    assert (WORDS in response.content.decode()) == (status == 200)


def test_wall_is_newest_first_and_in_pages(client_of):
    for number in range(31):
        line(agreed=True, text=f"Thanks {number:02}", agreed_at=NOW - timedelta(hours=number))
    first, second = page(client_of()), page(client_of(), f"{WALL}?page=2")
    assert "Thanks 00" in first
    assert first.index("Thanks 00") < first.index("Thanks 01") < first.index("Thanks 29")
    assert ["Thanks 30" in text for text in (first, second)] == [False, True]


def test_wall_costs_the_same_for_one_and_for_three(client_of):
    client = client_of(PersonFactory())

    def count():
        line(agreed=True)
        page(client)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    one, _two, three = count(), count(), count()
    assert one == three


def test_wall_is_kept_for_a_year_and_what_waits_for_90_days():
    line(agreed=True, agreed_at=NOW - timedelta(days=366))
    line(created_at=NOW - timedelta(days=91))
    kept = [
        line(agreed=True, agreed_at=NOW - timedelta(days=364), created_at=NOW - timedelta(days=400)),
        line(created_at=NOW - timedelta(days=89)),
    ]
    assert retention.purge_wall(NOW) == 2
    assert set(WallLine.objects.all()) == set(kept)


@pytest.mark.parametrize(
    "values",
    [
        {"text": WORDS},
        {"text": WORDS, "draft": WORDS, "agreed_at": NOW},
        {"agreed_at": NOW},
    ],
)
def test_database_refuses_words_in_clear_that_nobody_agreed_to(values):
    swap = ExchangeFactory(status="done")
    with pytest.raises(IntegrityError, match="in_clear"), transaction.atomic():
        WallLine.objects.create(exchange=swap, author=swap.giver, language="en", **values)


# --- Did it work? -------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_each_says_whether_it_worked_and_only_they_see_it(client_of, side):
    swap = ExchangeFactory(status="done")
    mine, other = client_of(getattr(swap, side)), client_of(swap.other(getattr(swap, side)))
    post_to(mine, swap, "worked", worked="partly")
    found = Exchange.objects.get()
    assert [found.worked_giver, found.worked_receiver] == [
        "partly" if side == "giver" else "",
        "partly" if side == "receiver" else "",
    ]
    pressed = 'value="partly" aria-pressed="true"'
    assert pressed in page(mine, swap.get_absolute_url())
    assert pressed not in page(other, swap.get_absolute_url())
    assert Notice.objects.count() == 0
    assert list(AuditEntry.objects.values_list("action", "reason")) == [("exchange.worked", "")]


def test_no_leads_to_the_organizers_and_to_the_other_options(client_of):
    swap = ExchangeFactory(status="done", post=PostFactory(needs=["groceries"]))
    said = post_to(client_of(swap.receiver), swap, "worked", worked="no").content.decode()
    links = [
        f"/members/report/exchange/{swap.public_id}/",
        "/exchanges/?kind=offer&amp;need=groceries",
        "/directory/?need=groceries",
    ]
    assert [link for link in links if link not in said] == []
    said = post_to(client_of(swap.receiver), swap, "worked", worked="yes").content.decode()
    assert "Tell the organizers" not in said


def test_answer_that_is_none_changes_nothing(client_of):
    swap = ExchangeFactory(status="done")
    post_to(client_of(swap.receiver), swap, "worked", worked="five stars")
    assert Exchange.objects.get().worked_receiver == ""


@pytest.mark.parametrize("status", [status for status in Exchange.Status.values if status != "done"])
def test_nobody_says_whether_it_worked_before_it_is_done(status):
    swap = ExchangeFactory(status=status)
    with pytest.raises(NotNow):
        actions.say_worked(by=swap.giver, exchange=swap, worked="yes")


def test_strangers_and_organizers_do_not_say_whether_it_worked(client_of):
    swap = ExchangeFactory(status="done")
    for person in (PersonFactory(), OrganizerFactory()):
        assert post_to(client_of(person), swap, "worked", worked="no").status_code == 404
        with pytest.raises(NotAllowed):
            actions.say_worked(by=person, exchange=swap, worked="no")


# --- What comes next ------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [PostFactory, RequestFactory])
def test_whoever_received_is_asked_to_share_and_whoever_gave_to_ask(client_of, make):
    swap = ExchangeFactory(post=make(), status="done")
    asked = {"receiver": "/exchanges/new/?kind=offer", "giver": "/exchanges/new/?kind=request"}
    for side in asked:
        seen = page(client_of(getattr(swap, side)), swap.get_absolute_url())
        assert [other for other, address in asked.items() if address in seen] == [side]
