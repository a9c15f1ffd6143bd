import pytest
from django.test import Client
from django.urls import reverse

from members.models import Session
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
OUT = "/accounts/logout/"


@pytest.mark.parametrize(
    ("typed", "cleared"),
    [({"lists": "forget"}, '"cache", "cookies", "storage"'), ({}, '"cache", "cookies"')],
)
def test_signing_out_tells_the_browser_what_to_forget(enter, typed, cleared):
    client = enter(PersonFactory())
    page = client.get(OUT)
    assert 'name="lists"' in page.text
    assert "checked" in page.text
    response = client.post(OUT, typed)
    assert (response.url, response["Clear-Site-Data"]) == ("/", cleared)
    assert "_auth_user_id" not in client.session
    assert not Session.objects.exists()
    assert client.get("/").status_code == 200


def test_asking_alone_clears_nothing(enter):
    client = enter(PersonFactory())
    assert not client.get(OUT).has_header("Clear-Site-Data")
    assert client.get("/accounts/sessions/").status_code == 200


def test_nobody_is_signed_out_by_a_link_or_a_forged_form(enter):
    client = enter(PersonFactory(), enforce_csrf_checks=True)
    client.head(OUT)
    assert client.post(OUT).status_code == 403
    assert client.get("/accounts/sessions/").status_code == 200


def test_twice_is_once_and_never_limited(enter):
    person = PersonFactory()
    for _time in range(70):
        client = enter(person)
        assert client.post(OUT).url == "/"
    assert client.post(OUT).url == "/"
    assert Client().get(OUT).url == "/"


def test_nothing_is_said_that_the_cleared_cookies_would_lose(enter):
    client = enter(PersonFactory())
    client.post(OUT)
    assert "messages" not in client.cookies
    assert 'role="status"' not in client.get("/").text


def test_the_link_of_a_session_that_is_gone_leads_to_signing_in(enter):
    client = enter(PersonFactory())
    Session.objects.all().delete()
    assert client.post(reverse("members:notices_read")).status_code == 302


def test_organizers_pages_sign_out_and_change_passwords_as_everywhere(enter):
    client = enter(OrganizerFactory(), "code", "mfa")
    page = client.get("/admin/").text
    assert "data-exit" in page
    assert "js/exit.js" in page
    assert client.get("/admin/password_change/").url == reverse("account_change_password")
    assert client.post("/admin/logout/")["Clear-Site-Data"] == '"cache", "cookies"'
    assert client.get("/accounts/sessions/").status_code == 302
