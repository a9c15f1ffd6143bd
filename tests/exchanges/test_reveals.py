"""What two neighbours tell each other about how to reach them: who sees it when, and where it never is."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges import actions, reveals, threads
from exchanges.models import Exchange, Reveal
from exchanges.retention import purge_reveals
from members import actions as members
from members.models import Block, Notice
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import ExchangeFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
NOW = timezone.now()
SECRET = "+32 470 55 01 42"


@pytest.fixture
def swap():
    return ExchangeFactory(status="accepted")


def tell(exchange, by=None, **values):
    values = {"field": "phone", "value": SECRET, **values}
    return actions.tell(by=by or exchange.giver, exchange=exchange, **values)


def shown(exchange):
    """What the two see now, by field."""
    told = Reveal.objects.filter(exchange=exchange.pk).select_related("exchange")
    return sorted(reveal.field for reveal in told if reveals.is_shown(reveal))


def page_of(client_of, exchange, person):
    response = client_of(person).get(exchange.get_absolute_url())
    return response.text if response.status_code == 200 else ""


def log_of(client_of, person):
    return client_of(person).get(reverse("exchanges:reveal_list")).text


def every_page(client_of, exchange, person):
    """All that this person can open which is about the swap, whatever its state."""
    paths = [
        *(exchange.get_absolute_url(), exchange.post.get_absolute_url()),
        reverse("exchanges:time_ics", args=[exchange.public_id]),
        *("/exchanges/reveals/", "/exchanges/swaps/", "/me/", "/members/notices/", "/exchanges/"),
        exchange.giver.get_absolute_url(),
        exchange.receiver.get_absolute_url(),
    ]
    client = client_of(person)
    return {path: client.get(path).text for path in paths}


# --- Who sees what in each state ---------------------------------------------------------------------

# How a swap stands, and whether the other one sees what was told in it.
STATES = [
    *[({"status": status}, False) for status in ("proposed", "declined", "withdrawn", "not_done")],
    *[({"status": status}, True) for status in ("accepted", "lent", "done")],
    ({"status": "done", "closed_at": NOW - timedelta(days=13)}, True),
    ({"status": "done", "closed_at": NOW - timedelta(days=15)}, False),
]


@pytest.mark.parametrize(("state", "is_shown"), STATES)
def test_only_the_two_see_it_and_only_while_both_have_said_yes(client_of, state, is_shown):
    swap = ExchangeFactory(**state)
    Reveal.objects.create(exchange=swap, person=swap.giver, field="phone", value=SECRET)
    seen = {
        name: [path for path, page in every_page(client_of, swap, person).items() if SECRET in page]
        for name, person in {
            "giver": swap.giver,
            "receiver": swap.receiver,
            "stranger": PersonFactory(),
            "organizer": OrganizerFactory(),
        }.items()
    }
    swap_page, log = swap.get_absolute_url(), "/exchanges/reveals/"
    assert seen == {
        "giver": [swap_page, log] if is_shown else [],
        "receiver": [swap_page] if is_shown else [],
        "stranger": [],
        "organizer": [],
    }


@pytest.mark.parametrize(
    "end", ["take_back", "block by giver", "block by receiver", "did_not_happen", "purge"]
)
def test_once_it_is_gone_it_is_on_no_page_and_in_no_row(client_of, swap, end):
    reveal = tell(swap)
    assert SECRET in page_of(client_of, swap, swap.receiver)
    if end == "take_back":
        actions.take_back(by=swap.giver, reveal=reveal)
    elif end == "block by giver":
        members.block(by=swap.giver, person=swap.receiver)
    elif end == "block by receiver":
        members.block(by=swap.receiver, person=swap.giver)
    elif end == "did_not_happen":
        actions.did_not_happen(by=swap.receiver, exchange=swap)
        purge_reveals(timezone.now())
    else:
        actions.done(by=swap.giver, exchange=swap)
        purge_reveals(timezone.now() + timedelta(days=15))
    assert Reveal.objects.get().value == ""
    for person in (swap.giver, swap.receiver):
        assert [path for path, page in every_page(client_of, swap, person).items() if SECRET in page] == []


def test_a_block_takes_back_what_was_told_in_every_swap_of_the_two_and_in_no_other():
    ana, ben, carla = PersonFactory(), PersonFactory(), PersonFactory()
    with_ben = ExchangeFactory(post=PostFactory(person=ana), proposer=ben, status="done")
    another = ExchangeFactory(post=PostFactory(person=ben), proposer=ana, status="accepted")
    with_carla = ExchangeFactory(post=PostFactory(person=ana), proposer=carla, status="accepted")
    for exchange in (with_ben, another, with_carla):
        tell(exchange)
        tell(exchange, by=exchange.receiver)
    members.block(by=ana, person=ben)
    gone = Reveal.objects.exclude(revoked_at=None)
    assert set(gone.values_list("exchange", flat=True)) == {with_ben.pk, another.pk}
    assert gone.count() == 4
    assert {reveal.value for reveal in gone} == {""}
    assert {reveal.value for reveal in with_carla.reveals.all()} == {SECRET}
    members.unblock(by=ana, person=ben)
    assert shown(with_ben) == []


def test_nothing_is_shown_across_a_block_even_if_it_was_not_taken_back(swap):
    tell(swap)
    Block.objects.create(blocker=swap.receiver, blocked=swap.giver)
    assert shown(swap) == []


# --- Where it never is -------------------------------------------------------------------------------


def test_it_is_in_no_mail_notice_audit_log_and_encrypted_at_rest(client_of, swap, caplog):
    client_of(swap.giver).post(
        reverse("exchanges:exchange_tell", args=[swap.public_id]), {"field": "phone", "value": SECRET}
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Reveal.objects.create(exchange=swap, person=swap.giver, field="phone", value=SECRET)
    [mail] = hand_over()
    assert mail.to == swap.receiver.user.email
    assert "phone" not in mail.subject + mail.text + mail.html
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            assert [row for (row,) in cursor.fetchall() if "470 55" in row or b"470 55".hex() in row] == []
    assert "470 55" not in caplog.text
    assert list(Notice.objects.values_list("person", "kind", "url")) == [
        (swap.receiver_id, "exchange_message", swap.get_absolute_url())
    ]


def test_it_is_nowhere_in_the_admin(swap):
    assert Reveal not in admin.site._registry


def test_audit_says_who_and_which_and_no_more(swap):
    reveal = tell(swap)
    for _ in range(2):
        actions.take_back(by=swap.giver, reveal=reveal)
    assert list(
        AuditEntry.objects.order_by("pk").values_list("action", "actor_id", "subject_id", "reason")
    ) == [
        ("reveal.make", swap.giver_id, str(reveal.pk), ""),
        ("reveal.take_back", swap.giver_id, str(reveal.pk), ""),
    ]


# --- Telling and taking back -------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "may"), STATES)
def test_tell_only_where_it_would_be_shown(state, may):
    swap = ExchangeFactory(**state)
    if may:
        assert tell(swap, by=swap.receiver).value == SECRET
    else:
        with pytest.raises(NotNow):
            tell(swap, by=swap.receiver)


def test_tell_makes_the_other_one_owe_an_answer(swap):
    tell(swap)
    assert threads.owes_answer(swap.receiver, Exchange.objects.get())


def test_tell_another_value_takes_the_place_of_the_first(client_of, swap):
    tell(swap)
    tell(swap, value="555 0100")
    tell(swap, field="email", value="ana@example.org")
    assert shown(swap) == ["email", "phone"]
    page = page_of(client_of, swap, swap.receiver)
    assert SECRET not in page
    assert 'href="tel:5550100"' in page
    assert 'href="mailto:ana@example.org"' in page


@pytest.mark.parametrize("make", [PersonFactory, OrganizerFactory])
def test_strangers_tell_and_take_back_nothing(swap, make):
    reveal, stranger = tell(swap), make()
    with pytest.raises(NotAllowed):
        tell(swap, by=stranger)
    for by in (stranger, swap.receiver):
        with pytest.raises(NotAllowed):
            actions.take_back(by=by, reveal=reveal)
    assert Reveal.objects.get().value == SECRET


def test_tell_after_a_block_is_refused(swap):
    Block.objects.create(blocker=swap.receiver, blocked=swap.giver)
    with pytest.raises(NotNow):
        tell(swap)


def test_whoever_posted_without_a_name_is_asked_to_be_sure(client_of):
    swap = ExchangeFactory(post=PostFactory(is_anonymous=True), status="accepted")
    tick = "I know that this may tell who I am"
    assert tick in page_of(client_of, swap, swap.giver)
    assert tick not in page_of(client_of, swap, swap.receiver)
    with pytest.raises(NotNow, match="sure"):
        tell(swap, field="name", value="Anabel Example")
    tell(swap, field="name", value="Anabel Example", is_sure=True)
    tell(swap, by=swap.receiver)
    page = page_of(client_of, swap, swap.receiver)
    assert "Anabel Example" in page
    assert "A neighbour told you their full name" in page


def test_an_organizer_tells_for_a_neighbour_by_phone_only_what_they_said(client_of):
    organizer = OrganizerFactory()
    carmen = PersonFactory(name="Carmen", user=None, entered_by=organizer, consent_at=NOW)
    swap = ExchangeFactory(post=PostFactory(person=carmen), status="accepted")
    assert "They told me to pass just this on" in page_of(client_of, swap, organizer)
    with pytest.raises(NotNow, match="sure"):
        tell(swap, by=organizer)
    reveal = tell(swap, by=organizer, is_sure=True)
    assert reveal.person == carmen
    assert SECRET in page_of(client_of, swap, swap.receiver)
    assert "(Carmen)" in log_of(client_of, organizer)
    actions.take_back(by=organizer, reveal=reveal)
    assert Reveal.objects.get().value == ""


# --- By form -----------------------------------------------------------------------------------------


def send(client, swap, **data):
    return client.post(reverse("exchanges:exchange_tell", args=[swap.public_id]), data)


def take_back(client, reveal, **data):
    return client.post(reverse("exchanges:reveal_take_back", args=[reveal.pk]), data)


def test_tell_and_take_back_by_form(client_of, swap):
    client = client_of(swap.giver)
    send(client, swap, field="address", value="12 Alder Street, second bell")
    assert f"You told {swap.receiver.name} where to come" in page_of(client_of, swap, swap.giver)
    assert "second bell" in page_of(client_of, swap, swap.receiver)
    assert "Take it back" in page_of(client_of, swap, swap.giver)
    assert "Take it back" not in page_of(client_of, swap, swap.receiver)
    reveal = Reveal.objects.get()
    assert take_back(client, reveal).url == swap.get_absolute_url()
    page = page_of(client_of, swap, swap.receiver)
    assert "second bell" not in page
    assert f"{swap.giver.name} told you where to come. It is no longer shown." in page


def test_tell_without_saying_what_keeps_what_was_typed(client_of, swap):
    page = send(client_of(swap.giver), swap, value="second bell").text
    assert 'id="id_tell_field_error"' in page
    assert "second bell" in page
    assert not Reveal.objects.exists()


def test_strangers_get_a_404(client_of, swap):
    reveal = tell(swap)
    assert send(client_of(PersonFactory()), swap, field="phone", value="1").status_code == 404
    for person in (swap.receiver, PersonFactory(), OrganizerFactory()):
        assert take_back(client_of(person), reveal).status_code == 404
    assert (
        client_of(swap.giver).get(reverse("exchanges:reveal_take_back", args=[reveal.pk])).status_code == 405
    )
    assert Reveal.objects.get().value == SECRET


# --- What I told whom --------------------------------------------------------------------------------


def test_log_says_what_to_whom_when_and_since_when_it_is_gone(client_of, swap):
    reveal = tell(swap)
    tell(swap, by=swap.receiver, field="email", value="ben@example.org")
    page = log_of(client_of, swap.giver)
    assert ("My phone number" in page, f"to {swap.receiver.name}" in page, SECRET in page) == (True,) * 3
    assert "ben@example.org" not in page
    response = take_back(client_of(swap.giver), reveal, from_list="1")
    assert response.url == reverse("exchanges:reveal_list")
    page = log_of(client_of, swap.giver)
    assert "Gone since" in page
    assert SECRET not in page


def test_log_calls_the_other_one_by_the_name_that_they_go_by(client_of):
    post = PostFactory(is_anonymous=True)
    swap = ExchangeFactory(post=post, status="accepted")
    tell(swap, by=swap.receiver)
    page = log_of(client_of, swap.receiver)
    assert "to A neighbour" in page
    assert post.person.name not in page


def test_log_shows_no_value_past_its_time_even_if_the_job_is_late(client_of, swap):
    tell(swap)
    Exchange.objects.update(status="done", closed_at=NOW - timedelta(days=15))
    page = log_of(client_of, swap.giver)
    assert "Gone since" in page
    assert SECRET not in page


def test_log_lasts_90_days_after_the_end():
    for days in (80, 100):
        swap = ExchangeFactory(status="done", closed_at=NOW - timedelta(days=days))
        Reveal.objects.create(exchange=swap, person=swap.giver, field="phone", value=SECRET)
    assert purge_reveals(NOW) == 3
    assert list(Reveal.objects.values_list("exchange__status", "value")) == [("done", "")]


def test_log_has_as_many_statements_at_one_as_at_three(client_of):
    me, counts = PersonFactory(), []
    client = client_of(me)
    for _ in range(3):
        tell(ExchangeFactory(proposer=me, status="accepted"), by=me)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("exchanges:reveal_list"))
        counts.append(len(asked))
    assert counts[0] == counts[2]
