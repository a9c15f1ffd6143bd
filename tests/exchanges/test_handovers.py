"""When and where two neighbours meet: proposed, agreed to, dropped, in a calendar, and reminded of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from directory import meeting
from exchanges import actions, handovers, threads
from exchanges.models import Exchange, Handover
from members.models import Block, Notice, Person
from mutualaid.base import clocks, network
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from mutualaid.base.network import local_today
from tests.factories.directory import (
    AddressFactory,
    LocationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import ExchangeFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture(autouse=True)
def brussels(alder):
    alder.zone = "Europe/Brussels"
    alder.save()
    network.forget()


@pytest.fixture
def swap():
    return ExchangeFactory(status="accepted")


def soon(days=3):
    return local_today() + timedelta(days=days)


def propose(exchange, by=None, **values):
    values = {"day": soon(), "from_time": time(18), "until_time": time(19), **values}
    return actions.propose_handover(by=by or exchange.giver, exchange=exchange, **values)


def agreed(exchange, **values):
    return actions.agree_handover(by=exchange.receiver, handover=propose(exchange, **values))


def states(exchange):
    return list(exchange.handovers.order_by("pk").values_list("status", flat=True))


def a_place(name="Alder Hall", needs=("space-to-meet",), **service):
    """A public place with one listing in it."""
    location = LocationFactory(name=name, latitude=51.1, longitude=4.1)
    AddressFactory(location=location, address_1="12 Alder Street")
    ServiceAtLocationFactory(location=location, service=ServiceFactory(needs=needs, **service))
    return location


def owing(*people):
    """Who of them owes the other an answer."""
    swap = Exchange.objects.get()
    return [person for person in people if threads.owes_answer(person, swap)]


# --- Proposing and agreeing --------------------------------------------------------------------------


def test_propose_and_agree(swap):
    hall = a_place()
    handover = propose(swap, place="At the side door", location=hall)
    assert (handover.status, handover.proposed_by) == ("proposed", swap.giver)
    assert owing(swap.giver, swap.receiver) == [swap.receiver]
    assert len(hand_over()) == 1
    handover = actions.agree_handover(by=swap.receiver, handover=handover)
    assert (handover.status, handover.agreed_at is not None) == ("agreed", True)
    assert owing(swap.giver, swap.receiver) == []
    assert list(Notice.objects.order_by("pk").values_list("person", "kind")) == [
        (swap.receiver_id, "exchange_propose_time"),
        (swap.giver_id, "exchange_agree_time"),
    ]
    mails = hand_over()
    assert len(mails) == 2
    said = " ".join(mail.subject + mail.text + mail.html for mail in mails)
    assert [word for word in ("side door", "Alder Hall", "18:00", str(handover.day)) if word in said] == []


def test_words_of_a_place_are_encrypted(swap):
    propose(swap, place="12 Alder Street, second bell")
    with connection.cursor() as cursor:
        cursor.execute("SELECT place FROM exchanges_handover")
        assert b"Alder" not in bytes(cursor.fetchone()[0])


def test_a_counter_proposal_takes_the_place_of_the_one_before(swap):
    propose(swap)
    counter = propose(swap, by=swap.receiver, day=soon(4))
    assert states(swap) == ["dropped", "proposed"]
    actions.agree_handover(by=swap.giver, handover=counter)
    assert states(swap) == ["dropped", "agreed"]


def test_what_was_agreed_stands_until_another_time_is_agreed_to(swap):
    agreed(swap)
    another = propose(swap, by=swap.receiver, day=soon(5))
    assert states(swap) == ["agreed", "proposed"]
    actions.agree_handover(by=swap.giver, handover=another)
    assert states(swap) == ["dropped", "agreed"]


def test_nobody_agrees_to_what_they_proposed_nor_to_what_was_replaced(swap):
    first = propose(swap)
    with pytest.raises(NotAllowed):
        actions.agree_handover(by=swap.giver, handover=first)
    propose(swap, day=soon(4))
    with pytest.raises(NotNow, match="Something changed"):
        actions.agree_handover(by=swap.receiver, handover=first)
    assert states(swap) == ["dropped", "proposed"]


@pytest.mark.parametrize("who", ["giver", "receiver"])
@pytest.mark.parametrize("make", [propose, agreed])
def test_either_drops_it_and_the_other_one_hears(swap, who, make):
    handover = make(swap)
    by = getattr(swap, who)
    Notice.objects.all().delete()
    actions.drop_handover(by=by, handover=handover)
    assert states(swap) == ["dropped"]
    assert list(Notice.objects.values_list("person", "kind")) == [(swap.other(by).pk, "exchange_drop_time")]
    with pytest.raises(NotNow, match="Something changed"):
        actions.drop_handover(by=by, handover=handover)


def test_whoever_proposes_the_swap_may_propose_a_time_with_it_and_no_second_notice_goes_out():
    swap = ExchangeFactory(status="proposed")
    handover = propose(swap, by=swap.proposer)
    assert Notice.objects.count() == 0
    with pytest.raises(NotNow, match="First answer"):
        actions.agree_handover(by=swap.author, handover=handover)
    with pytest.raises(NotAllowed):
        propose(swap, by=swap.author)
    actions.accept(by=swap.author, exchange=swap)
    actions.agree_handover(by=swap.author, handover=handover)
    assert states(swap) == ["agreed"]


@pytest.mark.parametrize("status", sorted(set(Exchange.Status.values) - Exchange.OPEN))
def test_there_is_no_time_to_settle_once_it_is_over(status):
    swap = ExchangeFactory(status=status)
    with pytest.raises(NotNow, match="over"):
        propose(swap)
    for act in (actions.agree_handover, actions.drop_handover):
        handover = Handover.objects.create(exchange=swap, proposed_by=swap.giver, day=soon())
        with pytest.raises(NotNow, match="over"):
            act(by=swap.receiver, handover=handover)
        handover.delete()


def test_blocked_neighbours_settle_nothing(swap):
    handover = propose(swap)
    Block.objects.create(blocker=swap.giver, blocked=swap.receiver)
    for act in (
        lambda: propose(swap),
        lambda: actions.agree_handover(by=swap.receiver, handover=handover),
        lambda: actions.drop_handover(by=swap.giver, handover=handover),
    ):
        with pytest.raises(NotNow, match="closed"):
            act()


@pytest.mark.parametrize("make", [PersonFactory, OrganizerFactory])
def test_strangers_settle_nothing(swap, make):
    handover, stranger = propose(swap), make()
    for act in (
        lambda: propose(swap, by=stranger),
        lambda: actions.agree_handover(by=stranger, handover=handover),
        lambda: actions.drop_handover(by=stranger, handover=handover),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert states(swap) == ["proposed"]


def test_audit_holds_ids_only(swap):
    actions.drop_handover(by=swap.giver, handover=agreed(swap, place="At the bench"))
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "subject_id", "reason")) == [
        (f"exchange.{verb}", swap.public_id, "") for verb in ("propose_time", "agree_time", "drop_time")
    ]


# --- Times that cannot be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "from_time", "until_time", "why"),
    [
        (date(2026, 3, 9), time(18), None, "This day is over"),
        (date(2026, 3, 10), time(11, 30), None, "This time is over"),
        (date(2026, 3, 10), time(11), time(11, 59), "This time is over"),
        (date(2026, 3, 10), time(11), time(13), ""),
        (date(2026, 3, 10), None, None, ""),
        (date(2026, 3, 11), None, time(18), "Say from when"),
        (date(2026, 3, 11), time(18), time(18), "at the same time"),
        (date(2026, 3, 11), time(23), time(1), ""),
        (date(2026, 3, 29), time(2, 30), None, "2:30 is left out"),
        (date(2026, 3, 29), time(1, 30), time(2, 30), "2:30 is left out"),
        (date(2026, 3, 28), time(22), time(2, 30), "2:30 is left out"),
        (date(2026, 3, 29), time(1), time(3, 30), ""),
        (date(2026, 10, 25), time(2, 30), time(3, 30), ""),
    ],
)
def test_why_not(day, from_time, until_time, why):
    with time_machine.travel(datetime(2026, 3, 10, 11, tzinfo=UTC), tick=False):  # noon in Brussels
        said = handovers.why_not(day, from_time, until_time)
    assert (why in said) if why else said == ""


def test_a_time_that_cannot_be_is_refused_by_the_action_too(swap):
    with pytest.raises(NotNow, match="This day is over"):
        propose(swap, day=soon(-1))
    handover = propose(swap)
    Handover.objects.update(day=soon(-1))
    with pytest.raises(NotNow, match="This day is over"):
        actions.agree_handover(by=swap.receiver, handover=handover)


def test_clocks_of_the_two_nights():
    autumn, spring = date(2026, 10, 25), date(2026, 3, 29)
    assert clocks.moment(autumn, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first of two
    assert clocks.moment(autumn, time(3)) == datetime(2026, 10, 25, 2, tzinfo=UTC)
    assert clocks.moment(spring, time(2, 30)) == clocks.moment(spring, time(3, 30))
    assert [clocks.is_skipped(spring, time(hour)) for hour in (1, 2, 3)] == [False, True, False]
    assert not clocks.is_skipped(autumn, time(2, 30))


# --- Public places -----------------------------------------------------------------------------------


def test_public_places_are_by_name_the_same_for_everybody_and_tell_of_nobody():
    hall, library = a_place("Zebra Hall"), a_place("Alder Library", needs=["languages"])
    a_place("Quiet House", is_confidential=True)
    a_place("Clinic", needs=["languages", "sexual-health"])
    a_place("Hidden Hall", publication="hidden", hidden_reason="closed")
    a_place("Gone Hall", status="defunct")
    a_place("Somebody's kitchen", kind="group")
    a_place("Soup kitchen office", needs=["cash-now"])
    far = a_place("Far Hall")
    type(far).objects.filter(pk=far.pk).update(latitude=48.0)
    shared = a_place("Shared Hall")
    ServiceAtLocationFactory(location=shared, service=ServiceFactory(is_confidential=True))
    assert meeting.meeting_places() == [library, hall]
    assert [meeting.label(place) for place in (library, hall)] == [
        "Alder Library, 12 Alder Street",
        "Zebra Hall, 12 Alder Street",
    ]


def test_public_places_are_twenty_at_most_and_halls_come_before_workshops(monkeypatch):
    monkeypatch.setattr(meeting, "MOST", 2)
    a_place("A workshop", needs=["bikes"])
    a_place("Western Hall"), a_place("Eastern Hall")
    assert [place.name for place in meeting.meeting_places()] == ["Eastern Hall", "Western Hall"]


def test_public_places_cost_as_much_for_one_as_for_three(django_assert_num_queries):
    network.current_network()
    for _ in range(3):
        a_place()
        with django_assert_num_queries(1):
            [meeting.label(place) for place in meeting.meeting_places()]


def test_a_place_that_is_not_offered_is_refused(swap):
    secret = a_place(is_confidential=True)
    with pytest.raises(NotNow, match="Choose one of the places"):
        propose(swap, location=secret)


def test_a_place_that_became_secret_is_shown_no_more(client_of, swap):
    hall = a_place()
    propose(swap, location=hall)
    client = client_of(swap.receiver)
    assert "12 Alder Street" in client.get(swap.get_absolute_url()).text
    hall.services.update(is_confidential=True)
    page = client.get(swap.get_absolute_url()).text
    assert "12 Alder Street" not in page
    assert "Alder Hall" not in page


# --- By form -----------------------------------------------------------------------------------------


def send(client, swap, name="time_propose", **data):
    return client.post(reverse(f"exchanges:{name}", args=[swap.public_id]), data)


def test_by_form_from_proposal_to_agreement(client_of, swap):
    hall = a_place()
    giver, receiver = client_of(swap.giver), client_of(swap.receiver)
    send(giver, swap, day=soon().isoformat(), from_time="18:00", location=hall.pk, place="Side door")
    page = receiver.get(swap.get_absolute_url()).text
    assert f"{swap.giver.name} proposes" in page
    assert "Alder Hall, 12 Alder Street: Side door" in page
    assert "Yes, that suits me" in page
    assert "Yes, that suits me" not in giver.get(swap.get_absolute_url()).text
    handover = Handover.objects.get()
    send(receiver, swap, "time_agree", handover=handover.pk)
    assert Handover.objects.get().status == "agreed"
    assert f"{swap.receiver.name} agreed to" in giver.get(swap.get_absolute_url()).text
    send(giver, swap, "time_drop", handover=handover.pk)
    assert Handover.objects.get().status == "dropped"
    assert f"{swap.giver.name} cannot make it" in receiver.get(swap.get_absolute_url()).text


def test_a_day_that_is_over_is_said_in_place_and_all_is_kept(client_of, swap):
    page = send(
        client_of(swap.giver), swap, day=soon(-1).isoformat(), from_time="18:00", place="Side door"
    ).text
    assert "This day is over" in page
    assert 'value="Side door"' in page
    assert 'value="18:00"' in page
    assert not Handover.objects.exists()


def test_agreeing_to_what_was_replaced_says_so(client_of, swap):
    first = propose(swap)
    propose(swap, day=soon(4))
    client = client_of(swap.receiver)
    response = client.post(
        reverse("exchanges:time_agree", args=[swap.public_id]), {"handover": first.pk}, follow=True
    )
    assert "Something changed while you were reading" in response.text
    assert states(swap) == ["dropped", "proposed"]


@pytest.mark.parametrize("name", ["time_propose", "time_agree", "time_drop"])
def test_strangers_get_a_404_and_a_handover_of_another_swap_is_none(client_of, swap, name):
    handover, other = propose(swap), ExchangeFactory(status="accepted", proposer=swap.receiver)
    data = {"handover": handover.pk, "day": soon().isoformat()}
    assert send(client_of(PersonFactory()), swap, name, **data).status_code == 404
    if name != "time_propose":
        assert send(client_of(swap.receiver), other, name, **data).status_code == 404
        assert send(client_of(swap.receiver), swap, name, handover="x").status_code == 404
    assert states(swap) == ["proposed"]


# --- In a calendar -----------------------------------------------------------------------------------


def ics(client, swap):
    return client.get(reverse("exchanges:time_ics", args=[swap.public_id]))


def only_event(response):
    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    return event


def test_calendar_file_is_for_the_two_and_names_nothing(client_of, swap):
    hall = a_place()
    handover = agreed(swap, location=hall, place="Side door")
    response = ics(client_of(swap.giver), swap)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    event = only_event(response)
    assert str(event["summary"]) == "Agreed with a neighbour"
    assert str(event["description"]) == f"http://localhost:8000{swap.get_absolute_url()}"
    assert (event["status"], event.start.date()) == ("CONFIRMED", handover.day)
    words = [swap.giver.name, swap.receiver.name, swap.post.title, "Alder", "Side door"]
    assert [word for word in words if word in response.text] == []
    assert ics(client_of(PersonFactory()), swap).status_code == 404
    assert ics(client_of(OrganizerFactory()), swap).status_code == 404
    assert ics(client_of(), swap).status_code == 302


def test_calendar_file_of_a_later_time_replaces_the_one_before(client_of, swap):
    client = client_of(swap.giver)
    propose(swap)
    proposed = only_event(ics(client, swap))
    actions.agree_handover(by=swap.receiver, handover=Handover.objects.get())
    first = only_event(ics(client, swap))
    agreed(swap, day=soon(5))
    second = only_event(ics(client, swap))
    assert (proposed["status"], first["status"], second["status"]) == ("TENTATIVE", "CONFIRMED", "CONFIRMED")
    assert proposed["uid"] == first["uid"] == second["uid"]
    assert proposed["sequence"] < first["sequence"] < second["sequence"]


def test_without_a_time_there_is_no_file(client_of, swap):
    response = ics(client_of(swap.giver), swap)
    assert (response.status_code, response.url) == (302, swap.get_absolute_url())


@pytest.mark.parametrize(
    ("day", "from_time", "until_time", "start", "end"),
    [
        # Summer, winter, over both nights, from the doubled hour (the first of the two), over midnight.
        (date(2026, 7, 1), time(18), time(19), (16, 0), (17, 0)),
        (date(2026, 12, 1), time(18), time(19), (17, 0), (18, 0)),
        (date(2027, 3, 28), time(1), time(3, 30), (0, 0), (1, 30)),
        (date(2026, 10, 25), time(1), time(3, 30), (-1, 0), (2, 30)),
        (date(2026, 10, 25), time(2, 30), time(3, 30), (0, 30), (2, 30)),
        (date(2026, 7, 1), time(23), time(1), (21, 0), (23, 0)),
    ],
)
def test_calendar_says_itself_when_the_clocks_are_moved(swap, day, from_time, until_time, start, end):
    """Read as a program does that knows no time zones but those in the file."""
    handover = Handover.objects.create(
        exchange=swap, proposed_by=swap.giver, day=day, from_time=from_time, until_time=until_time
    )
    content = handovers.calendar(handover, "https://help.example/exchanges/swaps/x/")
    found = Calendar.from_ical(content)
    [zone], [event] = found.walk("VTIMEZONE"), found.walk("VEVENT")
    own = zone.to_tz(lookup_tzid=False)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for name, (hours, minutes) in (("DTSTART", start), ("DTEND", end)):
        local = event.decoded(name).replace(tzinfo=own)
        assert local.astimezone(UTC) == midnight + timedelta(hours=hours, minutes=minutes)


def test_calendar_without_a_time_is_the_whole_day(swap):
    handover = Handover.objects.create(exchange=swap, proposed_by=swap.giver, day=date(2026, 7, 1))
    content = handovers.calendar(handover, "https://help.example/exchanges/swaps/x/")
    assert b"DTSTART;VALUE=DATE:20260701" in content
    assert b"VTIMEZONE" not in content


# --- The day before ----------------------------------------------------------------------------------


@pytest.fixture
def eve():
    """Ten in the morning in Brussels on the day before."""
    return datetime(2026, 6, 9, 8, tzinfo=UTC)


def agreed_for(day, **fields):
    swap = ExchangeFactory(**{"status": "accepted", **fields})
    Handover.objects.create(
        exchange=swap, proposed_by=swap.giver, day=day, status="agreed", agreed_at=timezone.now()
    )
    return swap


def test_both_are_reminded_the_day_before_and_once(eve):
    swap = agreed_for(date(2026, 6, 10))
    assert (actions.remind_due(eve), actions.remind_due(eve + timedelta(hours=1))) == (1, 0)
    assert set(Notice.objects.values_list("person", "kind", "url")) == {
        (person, "exchange_reminder", swap.get_absolute_url()) for person in (swap.giver_id, swap.receiver_id)
    }
    assert {mail.subject for mail in hand_over()} == {"A reminder for tomorrow"}


def test_nobody_is_reminded_at_night_nor_of_another_day(eve):
    agreed_for(date(2026, 6, 10))
    assert actions.remind_due(eve - timedelta(hours=3)) == 0
    assert actions.remind_due(eve - timedelta(days=1)) == 0
    assert actions.remind_due(eve + timedelta(days=1)) == 0


@pytest.mark.parametrize("status", sorted(set(Exchange.Status.values) - Exchange.HELD))
def test_nobody_is_reminded_of_a_swap_that_is_over(eve, status):
    agreed_for(date(2026, 6, 10), status=status)
    assert actions.remind_due(eve) == 0


@pytest.mark.parametrize("state", ["proposed", "dropped"])
def test_nobody_is_reminded_of_what_is_not_agreed(eve, state):
    agreed_for(date(2026, 6, 10))
    Handover.objects.update(status=state)
    assert actions.remind_due(eve) == 0


def test_neither_blocked_nor_suspended_people_are_reminded(eve):
    apart, half = agreed_for(date(2026, 6, 10)), agreed_for(date(2026, 6, 10))
    Block.objects.create(blocker=apart.giver, blocked=apart.receiver)
    Person.objects.filter(pk=half.giver_id).update(status="suspended")
    actions.remind_due(eve)
    assert list(Notice.objects.values_list("person", flat=True)) == [half.receiver_id]


def test_an_organizer_is_reminded_for_the_neighbour_whom_they_entered(eve):
    organizer = OrganizerFactory()
    carmen = PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now())
    swap = agreed_for(date(2026, 6, 10), post=PostFactory(person=carmen))
    actions.remind_due(eve)
    assert set(Notice.objects.values_list("person", flat=True)) == {organizer.pk, swap.receiver_id}
