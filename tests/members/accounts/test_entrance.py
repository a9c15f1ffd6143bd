import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.accounts import codes
from members.models import Person, Session, User
from mutualaid.base import limits
from mutualaid.base.models import AuditEntry, Mail
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
ENTRANCES = ["account_signup", "account_login", "account_reset_password"]


def ask(client, email="new@example.org", page="account_signup", **data):
    return client.post(reverse(page), {"email": email, **data})


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def without_tokens(response):
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", response.content)


@pytest.mark.parametrize("page", ENTRANCES)
def test_page_opens(client, page):
    assert client.get(reverse(page)).status_code == 200


def test_joining_by_code_opens_an_account_and_leads_to_welcome(client, last_code):
    assert ask(client).url == reverse("account_code")
    assert User.objects.count() == 0
    response = client.post(reverse("account_code"), {"code": last_code()})
    assert response.url == reverse("members:welcome")
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == ("new@example.org", False)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert list(AuditEntry.objects.values_list("action", "subject_id")) == [("account.open", str(user.pk))]


def test_signing_in_by_code_leads_where_one_wanted(client, last_code):
    person = PersonFactory()
    ask(client, person.user.email, "account_login", next="/about/")
    assert client.post(reverse("account_code"), {"code": last_code()}).url == "/about/"
    assert User.objects.count() == 1


def test_next_on_another_host_is_ignored(client, last_code):
    ask(client, PersonFactory().user.email, "account_login", next="https://evil.example/")
    assert client.post(reverse("account_code"), {"code": last_code()}).url == "/me/"


@pytest.mark.parametrize("page", ENTRANCES)
def test_known_and_unknown_addresses_get_the_same_bytes_and_the_same_work(page):
    UserFactory(email="first7@example.org")
    limits.spend("sign_up", "warm the day's salt")
    answers, work, mails = [], [], []
    for name in ("first7", "secnd7"):
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            posted = ask(client, f"{name}@example.org", page)
        shown = client.get(posted.url)
        answers.append((posted.status_code, posted.url, without_tokens(shown).replace(name.encode(), b"")))
        work.append([re.sub(r"'[^']*'|\b\d+\b", "", query["sql"][:60]) for query in queries])
        mail = Mail.objects.latest("pk")
        mails.append((mail.subject, re.sub(r"\d{6}", "", mail.text)))
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    assert mails[0] == mails[1]


def test_session_row_holds_neither_code_nor_address(client, last_code):
    ask(client)
    stored = Session.objects.get().get_decoded()
    assert last_code() not in repr(stored)
    assert "new@example.org" not in repr(stored)


def test_the_code_is_six_digits_and_may_be_typed_with_spaces(client, last_code):
    ask(client)
    code = last_code()
    assert client.post(reverse("account_code"), {"code": f" {code[:3]} {code[3:]} "}).status_code == 302


def test_wrong_code_is_said_in_place_and_kept(client, last_code):
    ask(client)
    response = client.post(reverse("account_code"), {"code": wrong(last_code())})
    assert response.status_code == 200
    assert "This is not the code that we sent. You can try 4 more times." in response.text
    assert f'value="{wrong(last_code())}"' in response.text
    assert "new@example.org" in response.text
    assert client.post(reverse("account_code"), {"code": last_code()}).status_code == 302


@pytest.mark.parametrize("slip", ["12345", "abc", "1234567"])
def test_what_is_no_code_is_said_in_place_and_is_no_try(client, last_code, slip):
    ask(client, "ana@example.org")
    for _ in range(7):
        response = client.post(reverse("account_code"), {"code": slip})
    assert "The code has six digits" in response.text
    assert f'value="{slip}"' in response.text
    assert client.post(reverse("account_code"), {"code": last_code()}).status_code == 302


def test_expired_code_is_said_in_place_and_a_new_one_works(client, last_code, monkeypatch):
    ask(client)
    old, now = last_code(), time.time()
    monkeypatch.setattr(codes.time, "time", lambda: now + 15 * 60 + 1)
    response = client.post(reverse("account_code"), {"code": old})
    assert "This code is more than 15 minutes old. Ask for a new one." in response.text
    client.post(reverse("account_code_again"))
    assert "This code is more" not in client.get(reverse("account_code")).text
    assert client.post(reverse("account_code"), {"code": last_code()}).status_code == 302


def test_a_code_works_once(client, last_code):
    ask(client)
    client.post(reverse("account_code"), {"code": last_code()})
    client.post(reverse("account_logout"))
    assert client.post(reverse("account_code"), {"code": last_code()}).url == reverse("account_login")


def test_a_code_of_another_browser_does_not_work(client, last_code):
    ask(client)
    stolen, other = last_code(), Client()
    ask(other, "evil@example.org")
    assert other.post(reverse("account_code"), {"code": stolen}).status_code == 200
    assert User.objects.count() == 0


def test_guessing_ends_after_five_tries(client, last_code):
    ask(client)
    for _try in range(5):
        client.post(reverse("account_code"), {"code": wrong(last_code())})
    response = client.post(reverse("account_code"), {"code": last_code()})
    assert "That were too many wrong codes. Ask for a new one." in response.text
    assert "_auth_user_id" not in client.session


def test_guessing_with_an_old_copy_of_the_session_ends_after_five_tries(client, last_code):
    ask(client)
    copy = dict(client.session)
    for _try in range(5):
        client.post(reverse("account_code"), {"code": wrong(last_code())})
        session = client.session
        session.update(copy)
        session.save()
    response = client.post(reverse("account_code"), {"code": last_code()})
    assert "That were too many wrong codes" in response.text


def test_three_codes_an_hour_for_an_address_known_or_not(client):
    PersonFactory(user__email="known@example.org")
    for email in ("known@example.org", "other@example.org"):
        answers = [ask(Client(), email, "account_login").status_code for _try in range(4)]
        assert answers == [302, 302, 302, 429]
    assert Mail.objects.count() == 6


def test_too_many_keeps_what_was_typed_and_says_when(client):
    for _try in range(3):
        ask(Client())
    response = ask(client)
    assert "You can go on after" in response.text
    assert 'value="new@example.org"' in response.text


def test_sixth_sign_up_of_an_hour_from_a_network_is_429_and_the_code_still_works_later(last_code):
    for number in range(5):
        client = Client()
        ask(client, f"a{number}@example.org")
        client.post(reverse("account_code"), {"code": last_code()})
    client = Client()
    ask(client, "sixth@example.org")
    response = client.post(reverse("account_code"), {"code": last_code()})
    assert response.status_code == 429
    assert "You can go on after" in response.text
    assert User.objects.count() == 5
    limits.give_back("sign_up", "127.0.0.1")
    assert client.post(reverse("account_code"), {"code": last_code()}).status_code == 302


def test_wrong_email_is_said_in_place(client):
    response = ask(client, "not an address")
    assert response.status_code == 200
    assert 'value="not an address"' in response.text
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("email", ["a" * 10_000_000 + "@example.org"])
def test_ten_megabytes_of_email_is_no_500(client, email):
    assert ask(client, email).status_code in (200, 400)


def test_code_page_without_asking_leads_to_sign_in(client):
    assert client.get(reverse("account_code")).url == reverse("account_login")


def test_signed_in_already(client):
    client.force_login(PersonFactory().user)
    assert client.get(reverse("account_login")).url == "/me/"


def test_closed_account_is_told_so(client, last_code):
    user = UserFactory(is_active=False)
    ask(client, user.email, "account_login")
    assert client.post(reverse("account_code"), {"code": last_code()}).url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("account_inactive")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_browsers_proving_one_new_address_open_one_account(last_code):
    clients = [Client(), Client()]
    typed = []
    for client in clients:
        ask(client)
        typed.append(last_code())

    def prove(number):
        try:
            return clients[number].post(reverse("account_code"), {"code": typed[number]}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(prove, range(2))) == [302, 302]
    assert (User.objects.count(), Person.objects.count()) == (1, 0)
