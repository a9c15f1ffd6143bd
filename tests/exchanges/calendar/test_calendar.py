"""The secret address: who makes it, who reads it, and what stands there."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar

from exchanges import actions
from exchanges.models import CalendarKey, Coming, Handover
from members.models import Person
from mutualaid.base.actions import NotAllowed
from mutualaid.base.logs import Terse
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
PAGE = "/exchanges/calendar/"
TITLES = ["Jars of plum jam", "A lift to the clinic", "A cake for forty"]
SECRETS = [*TITLES, "Benno Okoro", "At the side door", "roceries"]


@pytest.fixture
def ana(ana):
    """With a date of each kind, and words in each that nobody else may read."""
    ben = PersonFactory(name=SECRETS[3])
    loan = ExchangeFactory(
        post=PostFactory(title=TITLES[0], mode="lend", person=ben),
        proposer=ana,
        status="lent",
        return_on="2027-03-29",
    )
    Handover.objects.create(
        exchange=loan,
        proposed_by=ben,
        day="2027-03-28",
        from_time="03:30",
        until_time="04:00",
        place=SECRETS[4],
        status="agreed",
        agreed_at=datetime(2027, 2, 1, 12, tzinfo=ZoneInfo("UTC")),
    )
    party = PostFactory(title=TITLES[2], is_gathering=True, mode="together", until_day="2027-03-06")
    Coming.objects.create(occurrence=party.occurrences.get(), person=ana, status="coming", brings=TITLES[2])
    RequestFactory(person=ana, title=TITLES[1], until_day="2027-03-05")
    return ana


def path_of(person):
    return f"{PAGE}{actions.make_calendar_key(by=person)}.ics"


def events(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


# --- What stands there ---------------------------------------------------------------------------------


def test_the_file_has_the_dates_and_no_name_need_place_or_word(client, ana):
    response = client.get(path_of(ana))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = {str(event["UID"]): event for event in events(response)}
    assert len(found) == 4
    assert {str(event["SUMMARY"]) for event in found.values()} == {"Neighbours: a date"}
    for event in found.values():
        assert re.fullmatch(r"http://localhost:8000/exchanges/[\w/]+/", str(event["DESCRIPTION"]))
        assert set(event) <= {
            *(
                "UID",
                "DTSTAMP",
                "LAST-MODIFIED",
                "SEQUENCE",
                "SUMMARY",
                "DESCRIPTION",
                "URL",
                "CLASS",
                "STATUS",
            ),
            *("DTSTART", "DTEND"),
        }
    assert [word for word in SECRETS if word in response.text] == []


def test_the_night_of_the_change_is_right(client, ana):
    content = client.get(path_of(ana)).content
    [timed] = [event for event in Calendar.from_ical(content).walk("VEVENT") if "DTEND" in event]
    assert timed.start.astimezone(ZoneInfo("UTC")) == datetime(2027, 3, 28, 1, 30, tzinfo=ZoneInfo("UTC"))
    assert b"DTSTART;TZID=Europe/Brussels:20270328T033000" in content


def test_words_are_in_the_readers_language_whoever_asks(client, ana):
    Person.objects.filter(pk=ana.pk).update(languages=["es"])
    found = events(client.get(path_of(ana), headers={"Accept-Language": "en"}))
    with translation.override("es"):
        assert {str(event["SUMMARY"]) for event in found} == {gettext("Neighbours: a date")}


def test_a_calendar_that_asks_again_is_told_that_nothing_changed(client, ana):
    path = path_of(ana)
    first = client.get(path)
    assert first["Cache-Control"] == "private, max-age=900"
    assert "Cookie" not in first.get("Vary", "")
    assert not client.cookies
    again = {"If-None-Match": first["ETag"]}
    assert client.get(path, headers=again).status_code == 304
    RequestFactory(person=ana, until_day="2027-03-07")
    assert client.get(path, headers=again).status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_a_calendar_without_dates_is_one(client):
    assert events(client.get(path_of(PersonFactory()))) == []


# --- Who reads it --------------------------------------------------------------------------------------


def look(response):
    return response.status_code, response.text.replace(response.wsgi_request.path, "(its address)")


@pytest.mark.parametrize("how", ["suspended", "left", "pending", "closed", "new", "dropped", "cut"])
def test_an_address_that_is_none_looks_like_nothing(client, ana, how):
    path = path_of(ana)
    if how in {"suspended", "left", "pending"}:
        Person.objects.filter(pk=ana.pk).update(status=how)
    elif how == "closed":
        ana.user.is_active = False
        ana.user.save()
    elif how == "new":
        path_of(ana)
    elif how == "dropped":
        actions.drop_calendar_key(by=ana)
    else:
        path = path.replace(".ics", "A.ics")
    assert look(client.get(path)) == look(client.get(f"{PAGE}nothing.ics"))
    assert client.get(path).status_code == 404


def test_the_secret_is_in_no_row_and_no_log(client, ana, caplog):
    path = path_of(ana)
    secret = path.split("/")[-1].removesuffix(".ics")
    Person.objects.filter(pk=ana.pk).update(status="suspended")
    client.get(path)
    assert caplog.records
    said = [Terse("%(name)s %(message)s").format(record) for record in caplog.records]
    stored = [str(row) for model in (CalendarKey, AuditEntry) for row in model.objects.values()]
    assert [line for line in said + stored if secret in line] == []
    assert len(secret) == 27


# --- Making it -----------------------------------------------------------------------------------------


def shown(response):
    found = re.search(r"http://localhost:8000(/exchanges/calendar/[\w-]+\.ics)", response.text)
    return found[1] if found else None


def test_it_is_made_by_a_button_and_shown_once(client_of, client, ana):
    mine = client_of(ana)
    assert "Make an address" in mine.get(PAGE).text
    made = mine.post(f"{PAGE}make/", follow=True)
    assert made.redirect_chain == [(PAGE, 302)]
    path = shown(made)
    assert f'href="webcal://localhost:8000{path}"' in made.text
    assert len(events(client.get(path))) == 4
    later = mine.get(PAGE)
    assert shown(later) is None
    assert "You have an address since March 1, 2027." in later.text
    assert urlsplit(path).path.split("/")[-1] not in later.text


def test_a_new_one_ends_the_old_one_and_it_can_be_taken_away(client_of, client, ana):
    mine = client_of(ana)
    first, second = (shown(mine.post(f"{PAGE}make/", follow=True)) for _ in range(2))
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    mine.post(f"{PAGE}drop/")
    mine.post(f"{PAGE}drop/")
    assert client.get(second).status_code == 404
    assert CalendarKey.objects.count() == 0
    audited = AuditEntry.objects.filter(action__startswith="calendar.").order_by("pk")
    assert list(audited.values_list("action", flat=True)) == ["calendar.make"] * 2 + ["calendar.drop"]


def test_mine_is_not_yours(client_of, client, ana):
    ben = PersonFactory()
    path = path_of(ana)
    client_of(ben).post(f"{PAGE}drop/")
    client_of(ben).post(f"{PAGE}make/")
    assert client.get(path).status_code == 200
    assert CalendarKey.objects.count() == 2


def test_somebody_who_is_suspended_makes_none(ana):
    ana.status = "suspended"
    for action in (actions.make_calendar_key, actions.drop_calendar_key):
        with pytest.raises(NotAllowed):
            action(by=ana)


def test_nobody_makes_one_by_following_a_link(client_of, ana):
    mine = client_of(ana)
    for end in ("make/", "drop/"):
        assert mine.get(f"{PAGE}{end}").status_code == 405
    assert CalendarKey.objects.count() == 0


def test_it_is_linked_from_settings_and_from_my_page(client_of, ana):
    for path in ("/members/settings/", "/me/"):
        assert f'href="{PAGE}"' in client_of(ana).get(path).text
