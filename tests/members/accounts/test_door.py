"""The organizers' door: a second factor in this session, half an hour idle, half a day at most."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.accounts import resuming
from members.models import Session
from mutualaid.base.models import AuditEntry, Network
from tests.factories.members import OrganizerFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
START = datetime.fromisoformat("2026-03-03T08:00Z")
PAGE, RESUME = "/admin/base/network/1/change/", "/accounts/resume/"
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)")
LONG = "x" * 200_001


@pytest.fixture
def at(time_machine):
    """`at(hours=1)`: it is so long after eight in the morning."""

    def move(**later):
        time_machine.move_to(START + timedelta(**later), tick=False)

    move()
    return move


@pytest.fixture
def olu(at, a_network):
    person = OrganizerFactory(name="Oluwa")
    totp.TOTP.activate(person.user, SECRET)
    return person


@pytest.fixture
def client(olu, enter):
    return enter(olu, "code", "mfa")


def prove(client, response):
    """Follow to the second factor, type its digits, and go where that leads."""
    door = client.get(response.url)
    while door.status_code == 302:
        door = client.get(door.url)
    now = datetime.now().timestamp()
    code = totp.format_hotp_value(totp.hotp_value(SECRET, int(now) // 30))
    request = door.wsgi_request
    return client.post(request.path, {"code": code, "next": request.GET["next"]})


def fields_of(page):
    """The form that sends it again: where to, and its fields."""
    form = re.search(r'<form method="post" action="(/admin/[^"]*)">(.*?)</form>', page, re.DOTALL)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[2])
    return form[1], [(name, unescape(value)) for name, value in found]


def test_closes_after_half_an_hour_without_use(client, at):
    for minutes in (29, 58, 87):
        at(minutes=minutes)
        assert client.get("/admin/").status_code == 200
    at(minutes=87 + 31)
    assert client.get("/admin/").status_code == 302
    assert client.get("/me/").status_code == 200  # a member still


def test_pages_of_members_keep_nothing_open(client, at):
    at(minutes=20)
    client.get("/me/")
    at(minutes=31)
    assert client.get("/admin/").status_code == 302


def test_pages_of_organizers_outside_of_the_admin_count_too(client, at):
    for minutes in (25, 50, 75):
        at(minutes=minutes)
        assert client.get(reverse("members:enter")).status_code == 200
    assert client.get("/admin/").status_code == 200


def test_closes_after_twelve_hours_of_work(client, at):
    for minutes in range(0, 12 * 60, 25):
        at(minutes=minutes)
        assert client.get("/admin/").status_code == 200
    at(hours=12, minutes=1)
    assert client.get("/admin/").status_code == 302


def test_working_writes_the_session_at_most_once_a_minute_and_nothing_else(client, at):
    written = []
    for seconds in (59, 90, 120, 149, 151):
        at(seconds=seconds)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/").status_code == 200
        changing = [query["sql"] for query in queries if WRITES.match(query["sql"])]
        assert [sql for sql in changing if not sql.startswith('UPDATE "members_session"')] == []
        written.append(len(changing))
    assert written == [0, 1, 0, 0, 1]


def test_a_spare_code_opens_nothing_here(olu, enter, at):
    client = enter(olu, "code")
    session = client.session
    session["account_authentication_methods"] += [
        {"method": "mfa", "type": "recovery_codes", "at": START.timestamp()}
    ]
    session.save()
    assert client.get("/admin/").status_code == 302


def test_a_superuser_is_no_exception(at, enter, a_network):
    person = PersonFactory(user=UserFactory(is_staff=True, is_superuser=True))
    assert enter(person, "code").get("/admin/").status_code == 302
    assert enter(person, "code", "mfa").get("/admin/").status_code == 200


def changed(**values):
    return {"name": "Alder & Mill Lane", "phone_hours": "10\r\nto 6", **values}


def test_what_was_typed_is_there_after_the_second_factor(client, at):
    at(minutes=31)
    response = client.post(f"{PAGE}?_popup=0", changed(password="hunter2", new_password1="x", code="123456"))
    assert Network.objects.get().name == "Alder Flats Mutual Aid"
    stored = repr(Session.objects.get().get_decoded())
    assert "Mill Lane" not in stored
    assert prove(client, response).url == RESUME
    page = client.get(RESUME)
    action, fields = fields_of(page.text)
    assert action == f"{PAGE}?_popup=0"
    assert [field for field in fields if field[0] != "csrfmiddlewaretoken"] == list(changed().items())
    assert "hunter2" not in page.text
    assert "123456" not in page.text
    assert page["Cache-Control"].startswith("max-age=0") or "no-store" in page["Cache-Control"]


def test_sent_again_it_is_done_and_forgotten(client, at):
    form = client.get(PAGE).context["adminform"].form
    values = {**{bound.html_name: _plain(bound.value()) for bound in form}, "name": "Elm Street"}
    at(minutes=31)
    prove(client, client.post(PAGE, values))
    action, fields = fields_of(client.get(RESUME).text)
    assert client.post(action, dict(fields) | {"languages": values["languages"]}).status_code == 302
    assert Network.objects.get().name == "Elm Street"
    assert AuditEntry.objects.filter(action="network.change").count() == 1
    assert client.get(RESUME).url == "/admin/"


def _plain(value):
    return "" if value is None or value is False else value


def test_twice_typed_the_newest_is_kept(client, at):
    at(minutes=31)
    client.post(PAGE, {"name": "One"})
    prove(client, client.post(PAGE, {"name": "Two"}))
    assert ("name", "Two") in fields_of(client.get(RESUME).text)[1]


def test_files_and_what_is_too_long_are_said_to_be_lost(client, at):
    at(minutes=31)
    prove(client, client.post(PAGE, {"name": "One", "file": SimpleUploadedFile("a.csv", b"secret rows")}))
    page = client.get(RESUME).text
    assert "Files could not be kept: choose them again." in page
    assert "secret rows" not in page
    client.post("/accounts/logout/")


def test_too_long_is_said(client, at):
    at(minutes=31)
    prove(client, client.post(PAGE, {"name": LONG}))
    page = client.get(RESUME).text
    assert "What you typed was too long to keep." in page
    assert "xxxx" not in page


def test_after_an_hour_it_is_gone(client, at):
    at(minutes=31)
    response = client.post(PAGE, {"name": "One"})
    at(minutes=31 + 61)
    prove(client, response)
    assert client.get(RESUME).url == "/admin/"
    client.get("/admin/")
    assert resuming.KEY not in client.session


def test_the_page_is_behind_the_same_door(client, at, enter):
    at(minutes=31)
    client.post(PAGE, {"name": "One"})
    assert client.get(RESUME).status_code == 302
    assert enter(PersonFactory(), "code").get(RESUME).status_code == 404


def test_nothing_is_kept_for_a_forged_post_or_of_somebody_who_does_not_organize(olu, enter, at):
    strict = enter(olu, "code", enforce_csrf_checks=True)
    assert strict.post(PAGE, {"name": "One"}).status_code == 403
    member = enter(PersonFactory(), "code", "mfa")
    member.post(PAGE, {"name": "One"})
    for client in (strict, member):
        assert resuming.KEY not in client.session


def test_pages_of_organizers_outside_of_the_admin_keep_it_too(client, at):
    at(minutes=31)
    prove(client, client.post(reverse("members:enter"), {"name": "Grandma"}))
    assert 'name="name" value="Grandma"' in client.get(RESUME).text
