"""Anybody tells that something has changed or is missing; organizers take some of it and leave the rest."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from directory import actions, correcting, forgetting, projection
from directory.admin.requests import difference
from directory.models import ChangeRequest, ListingRow, RequestedChange, Schedule, Service
from directory.wordsofhours import write_hours
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import Mail
from mutualaid.base.openforms import SALT
from tests.factories.directory import (
    AddressFactory,
    OrganizationFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def pantry():
    service = ServiceFactory(name="Pantry", needs=["groceries"], eligibility_description="Everybody")
    ServiceAtLocationFactory(service=service, location=AddressFactory(address_1="7 Quince Lane").location)
    ScheduleFactory(service=service)
    PhoneFactory(service=service, number="555-0100")
    projection.project([service.pk])
    return service


def made():
    """A mark of a page that was opened some time ago, as a form brings it back."""
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=1), tick=False):
        return signing.dumps("", salt=SALT)


def sent(service, **changed):
    """What a browser sends back of the correction form; parts by their own names, but for the email."""
    parts = [part.name for part in correcting.parts_of(service) if part.name != "email"]
    form = {f"says_{name}": changed.pop(name, correcting.BY_NAME[name].read(service)) for name in parts}
    return {**form, "says_email": "", "note": "", "email": "", "website_2": "", "made": made(), **changed}


def correct(client, service, **changed):
    return client.post(reverse("directory:listing_correct", args=[service.slug]), sent(service, **changed))


def ask(service, **told):
    return actions.ask_change(subject=service, **{"changes": {}, **told})


# --- Telling ----------------------------------------------------------------------------------------


def test_form_shows_what_it_says_now(client, pantry):
    page = client.get(reverse("directory:listing_correct", args=[pantry.slug])).content.decode()
    assert "Mon-Fri 09:00-17:00" in page
    assert "555-0100" in page
    assert "7 Quince Lane" in page


def test_only_what_was_changed_is_asked_for(client, pantry):
    answer = correct(client, pantry, phone="555-0199", hours="Mon-Fri 10:00-17:00", email="rose@example.org")

    assert answer.status_code == 302
    asked = ChangeRequest.objects.get()
    assert asked.email == "rose@example.org"
    assert set(asked.changes.values_list("part", "before", "after")) == {
        ("phone", "555-0100", "555-0199"),
        ("hours", "Mon-Fri 09:00-17:00", "Mon-Fri 10:00-17:00"),
    }
    # Nothing shows before somebody decided.
    assert ListingRow.objects.get().phone == "555-0100"


def test_nothing_changed_is_said_and_the_form_kept(client, pantry):
    answer = correct(client, pantry, note="")
    assert answer.status_code == 200
    assert "Change what is not right any more" in answer.content.decode()
    assert not ChangeRequest.objects.exists()


def test_words_alone_are_enough(client, pantry):
    correct(client, pantry, note="The door is at the back now.")
    assert ChangeRequest.objects.get().note == "The door is at the back now."


def test_machines_are_thanked_and_forgotten(client, pantry):
    answer = correct(client, pantry, phone="555-6666", website_2="https://spam.example")
    assert answer.status_code == 302
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("mark", ["", "nonsense", None])
def test_sent_without_having_been_read_is_asked_once_more_and_kept(client, pantry, mark):
    mark = signing.dumps("", salt=SALT) if mark is None else mark
    answer = correct(client, pantry, phone="555-0199", made=mark)

    page = answer.content.decode()
    assert "That was very quick" in page
    assert "555-0199" in page
    assert not ChangeRequest.objects.exists()
    again = re.search(r'name="made" value="([^"]+)"', page)[1]
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=10), tick=False):
        assert correct(client, pantry, phone="555-0199", made=again).status_code == 302


def test_limit_on_a_network_address(client, pantry):
    for number in range(11):
        answer = client.post(
            reverse("directory:listing_correct", args=[pantry.slug]),
            sent(pantry, phone=f"555-01{number:02}x1"),
            REMOTE_ADDR="203.0.113.9",
        )
    assert answer.status_code == 200
    assert "That was a lot in a short time" in answer.content.decode()
    assert ChangeRequest.objects.count() == 10


def test_secret_place_is_not_asked_about(client):
    service = ServiceFactory(is_confidential=True)
    ServiceAtLocationFactory(service=service, location=AddressFactory(address_1="7 Quince Lane").location)
    page = client.get(reverse("directory:listing_correct", args=[service.slug])).content.decode()
    assert "Quince" not in page
    assert 'name="says_address"' not in page
    with pytest.raises(NotNow):
        ask(service, changes={"address": "1 Oak Road"})


def test_bad_email_keeps_what_was_typed(client, pantry):
    page = correct(client, pantry, phone="555-0199", email="rose@").content.decode()
    assert "555-0199" in page
    assert not ChangeRequest.objects.exists()


# --- Deciding ---------------------------------------------------------------------------------------


def test_some_is_taken_some_left_and_whoever_asked_hears(pantry):
    olu = OrganizerFactory()
    asked = ask(pantry, changes={"phone": "555-0199", "who": "Nobody"}, email="rose@example.org")
    phone, who = asked.changes.get(part="phone"), asked.changes.get(part="who")

    actions.decide_request(by=olu, subject=asked, decisions={phone.pk: "taken", who.pk: "left"})

    pantry.refresh_from_db()
    assert pantry.eligibility_description == "Everybody"
    assert ListingRow.objects.get().phone == "555-0199"
    mail = Mail.objects.get()
    assert mail.to == "rose@example.org"
    assert "Phone" in mail.text
    assert "Who can come" in mail.text
    assert "Pantry" not in mail.subject
    asked.refresh_from_db()
    assert (asked.status, asked.email) == ("done", "")
    with pytest.raises(NotNow):
        actions.decide_request(by=olu, subject=asked, decisions={})
    assert Mail.objects.count() == 1


def test_what_others_share_is_right_in_their_rows_too(pantry):
    """The organization's number, the building's hours: a correction of one listing corrects the others."""
    kitchen = OrganizationFactory()
    soup, _bread = (ServiceFactory(name=name, organization=kitchen) for name in ("Soup", "Bread"))
    PhoneFactory(service=None, organization=kitchen, number="555-0111")
    hall = AddressFactory().location
    ScheduleFactory(service=None, location=hall)
    for service in (soup, pantry):
        ServiceAtLocationFactory(service=service, location=hall)
    pantry.schedules.all().delete()
    long_ago = timezone.now() - dt.timedelta(days=9)
    Service.objects.update(modified_at=long_ago, last_verified_on=timezone.now().date(), verified_how="phone")
    projection.rebuild()
    asked = ask(soup, changes={"phone": "555-0122", "hours": "Sun 9-10"})

    actions.decide_request(
        by=OrganizerFactory(), subject=asked, decisions={one.pk: "taken" for one in asked.changes.all()}
    )

    rows = list(ListingRow.objects.order_by("service__name", "pk").values("service__name", "phone", "open"))
    assert {row["phone"] for row in rows if row["service__name"] in ("Soup", "Bread")} == {"555-0122"}
    projection.rebuild()
    assert rows == list(
        ListingRow.objects.order_by("service__name", "pk").values("service__name", "phone", "open")
    )
    assert not Service.objects.filter(name__in=["Soup", "Bread", "Pantry"], modified_at=long_ago).exists()


@pytest.mark.parametrize(
    ("part", "text"), [("email", "nobody"), ("phone", "call us"), ("website", "at the corner")]
)
def test_what_cannot_be_read_decides_nothing(pantry, part, text):
    asked = ask(pantry, changes={part: text})
    with pytest.raises(NotNow, match="cannot be read"):
        actions.decide_request(
            by=OrganizerFactory(), subject=asked, decisions={asked.changes.get().pk: "taken"}
        )
    assert asked.changes.get().decision == ""


def test_hours_asked_for_in_another_language_are_not_taken_for_changed(client, olu, pantry):
    with override("es"):
        asked = ask(pantry, changes={"hours": "lun-vie 10:00-17:00"}, language="es")
    assert asked.changes.get().before == "lun-vie 09:00-17:00"
    assert correcting.is_up_to_date(asked.changes.get(), pantry)


def test_hours_are_taken_as_rules(pantry):
    asked = ask(pantry, changes={"hours": "Tue & Thu 14-18, Sat 9:30-12"})
    actions.decide_request(by=OrganizerFactory(), subject=asked, decisions={asked.changes.get().pk: "taken"})
    assert write_hours(Schedule.objects.order_by("pk")) == "Tue, Thu 14:00-18:00; Sat 09:30-12:00"


def test_hours_that_cannot_be_read_decide_nothing(pantry):
    asked = ask(pantry, changes={"hours": "first Monday, or ring", "phone": "555-0199"})
    decisions = {change.pk: "taken" for change in asked.changes.all()}
    with pytest.raises(NotNow, match="by hand"):
        actions.decide_request(by=OrganizerFactory(), subject=asked, decisions=decisions)
    asked.refresh_from_db()
    assert asked.status == "open"
    assert set(asked.changes.values_list("decision", flat=True)) == {""}
    assert ListingRow.objects.get().phone == "555-0100"


def test_monthly_hours_are_not_overwritten_by_an_empty_field(client):
    service = ServiceFactory()
    ScheduleFactory(service=service, byday="2TU", freq="MONTHLY")
    assert write_hours(service.schedules.all()) == ""
    correct(client, service, note="Closed in May")
    assert not RequestedChange.objects.exists()
    assert Schedule.objects.count() == 1


def test_gone_is_hidden_with_its_reason(pantry):
    asked = ask(pantry, is_gone=True)
    actions.decide_request(by=OrganizerFactory(), subject=asked, decisions={asked.changes.get().pk: "taken"})
    pantry.refresh_from_db()
    assert (pantry.publication, pantry.hidden_reason) == ("hidden", "closed")
    assert not ListingRow.objects.exists()


def test_only_organizers_decide(pantry):
    asked = ask(pantry, changes={"phone": "555-0199"})
    for action in (actions.decide_request, actions.accept_suggestion):
        told = {"decisions": {}} if action is actions.decide_request else {}
        with pytest.raises(NotAllowed):
            action(by=PersonFactory(), subject=asked, **told)


def test_decided_requests_are_forgotten(pantry):
    old, new = ask(pantry, note="old"), ask(pantry, note="new")
    ChangeRequest.objects.filter(pk=old.pk).update(status="done", decided_at=LONG_AGO)
    assert forgetting.requests(timezone.now()) == 1
    assert list(ChangeRequest.objects.all()) == [new]


# --- Suggesting -------------------------------------------------------------------------------------


def test_suggestion_becomes_a_hidden_listing(client):
    answer = client.post(
        reverse("directory:listing_suggest"),
        {
            "name": "Birch Street fridge",
            "need": "food",
            "what": "Take what you need",
            "address": "5 Birch Street",
            "city": "Alderton",
            "hours": "daily 8-20",
            "phone": "555-0155",
            "made": made(),
        },
    )
    assert answer.status_code == 302
    assert not Service.objects.exists()

    service = actions.accept_suggestion(by=OrganizerFactory(), subject=ChangeRequest.objects.get())

    assert (service.publication, service.hidden_reason) == ("hidden", "draft")
    assert [need.slug for need in service.needs.all()] == ["food"]
    assert service.phones.get().number == "555-0155"
    assert service.locations.get().addresses.get().city == "Alderton"
    assert write_hours(service.schedules.all()) == "Mon-Sun 08:00-20:00"
    assert not ListingRow.objects.exists()
    actions.restore_listing(by=OrganizerFactory(), subject=service)
    assert ListingRow.objects.get().city == "Alderton"


def test_suggestion_needs_a_name(client):
    page = client.post(
        reverse("directory:listing_suggest"), {"what": "Soup", "made": made()}
    ).content.decode()
    assert "Soup" in page
    assert not ChangeRequest.objects.exists()


# --- The queue --------------------------------------------------------------------------------------


def test_difference_in_words():
    assert difference("Mon-Fri 9-17", "Mon-Fri 10-17 <b>") == (
        "Mon-Fri <del>9-17</del><ins>10-17 &lt;b&gt;</ins>"
    )
    assert difference("", "new") == "<ins>new</ins>"


def test_queue_in_the_admin(client, olu, pantry):
    asked = ask(pantry, changes={"phone": "555-0199", "who": "Nobody"}, note="I was there")
    listed = client.get(reverse("admin:directory_changerequest_changelist")).content.decode()
    assert "Pantry" in listed
    where = reverse("admin:directory_changerequest_change", args=[asked.pk])
    page = client.get(where).content.decode()
    assert "<del>555-0100</del><ins>555-0199</ins>" in page
    assert "I was there" in page
    phone, who = asked.changes.order_by("pk")
    form = {
        "changes-TOTAL_FORMS": "2",
        "changes-INITIAL_FORMS": "2",
        "changes-0-id": phone.pk,
        "changes-0-request": asked.pk,
        "changes-0-decision": "taken",
        "changes-1-id": who.pk,
        "changes-1-request": asked.pk,
        "changes-1-decision": "",
        "_finish": "x",
    }
    assert client.post(where, form).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "done"
    assert dict(asked.changes.values_list("part", "decision")) == {"phone": "taken", "who": "left"}
    assert ListingRow.objects.get().phone == "555-0199"


def test_suggestion_in_the_admin_leads_to_the_new_listing(client, olu):
    asked = actions.suggest_listing(says={"name": "Birch Street fridge"})
    where = reverse("admin:directory_changerequest_change", args=[asked.pk])
    form = {
        "changes-TOTAL_FORMS": "1",
        "changes-INITIAL_FORMS": "1",
        "changes-0-id": asked.changes.get().pk,
        "changes-0-request": asked.pk,
        "changes-0-decision": "",
        "_new_listing": "x",
    }
    answer = client.post(where, form)
    service = Service.objects.get()
    assert answer.url == reverse("admin:directory_service_change", args=[service.pk])


def test_what_says_something_else_by_now_is_pointed_out(client, olu, pantry):
    asked = ask(pantry, changes={"who": "Families"})
    actions.change_listing(by=OrganizerFactory(), subject=pantry, eligibility_description="Everybody, always")
    where = reverse("admin:directory_changerequest_change", args=[asked.pk])
    assert "Everybody, always" in client.get(where).content.decode()
