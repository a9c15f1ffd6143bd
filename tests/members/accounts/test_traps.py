"""What allauth does by itself and must not do here. Each was seen in 65.21."""

import re

import pytest
from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from members import actions
from members.accounts import urls as ours
from members.models import Person, Session, User
from mutualaid.base.models import Bucket, Mail
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
AGENT, ADDRESS = "Talkative/7.3 (Handset)", "203.0.113.77"
ENTRANCES = ["account_signup", "account_login", "account_reset_password"]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "three quiet words"


@pytest.fixture
def talkative():
    """A browser that says what it is, from an address that shows."""
    return Client(HTTP_USER_AGENT=AGENT, REMOTE_ADDR=ADDRESS)


def count_hashes(monkeypatch):
    counted = []
    hasher = type(hashers.get_hasher())
    real = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda self, *args, **kw: counted.append(1) or real(self, *args, **kw)
    )
    return counted


@pytest.mark.parametrize("page", ENTRANCES)
def test_known_passwordless_and_unknown_hash_as_often(a_network, monkeypatch, page):
    """Sign-up with a known address took 14 ms, with an unknown one 704."""
    UserFactory(email="first@example.org").set_password(PASSWORD)
    UserFactory(email="other@example.org")
    counted, work = count_hashes(monkeypatch), []
    for name in ("first", "other", "third"):
        counted.clear()
        Client().post(reverse(page), {"email": f"{name}@example.org"})
        work.append(len(counted))
    assert work == [0, 0, 0]


def stored(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        return [row[0] for row in cursor.fetchall()]


def test_limits_keep_no_network_address_and_the_cache_stays_empty(a_network, talkative, last_code):
    person = PersonFactory()
    person.user.set_password(PASSWORD)
    person.user.save()
    for page in ENTRANCES:
        talkative.post(reverse(page), {"email": person.user.email})
    talkative.post(reverse("account_password_sign_in"), {"email": person.user.email, "password": "wrong"})
    talkative.post(reverse("account_passkey_options", args=["in"]))
    talkative.post(reverse("account_login"), {"email": "new@example.org"})
    talkative.post(reverse("account_code"), {"code": last_code()})
    talkative.post(reverse("account_reauthenticate_code"))
    assert stored("cache") == []
    assert Bucket.objects.exists()
    everything = "".join(
        text for table in connection.introspection.table_names() for text in stored(f'"{table}"')
    )
    for trace in (ADDRESS, AGENT, ADDRESS.encode().hex(), AGENT.encode().hex()):
        assert trace not in everything
    assert all(AGENT not in repr(row.get_decoded()) for row in Session.objects.all())


def test_mails_about_changes_carry_neither_address_nor_browser(
    a_network, talkative, last_code, django_capture_on_commit_callbacks
):
    person = PersonFactory(user__email="ana@example.org")
    talkative.post(reverse("account_login"), {"email": "ana@example.org"})
    talkative.post(reverse("account_code"), {"code": last_code()})
    before = Mail.objects.latest("pk").pk
    talkative.post(reverse("account_set_password"), {"password": PASSWORD})
    talkative.get(reverse("mfa_activate_totp"))
    secret = talkative.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    with django_capture_on_commit_callbacks(execute=True):
        talkative.post(reverse("mfa_activate_totp"), {"code": code})
    actions.add_passkey(user=person.user, name="", credential={"id": "x"})
    actions.want_second_step(user=person.user, is_on=True)
    actions.remove_passkey(user=person.user, pk=Authenticator.objects.get(type="webauthn").pk)
    talkative.post(reverse("mfa_deactivate_totp"))
    actions.change_email(user=person.user, email="next@example.org")
    told = Mail.objects.filter(pk__gt=before)
    first_words = [mail.text.strip().split(".")[0] for mail in told.order_by("created_at")]
    assert first_words == [
        "A password was set",
        "A second step for signing in was set up",
        "A phone's lock was set up as a way to sign in",
        "Signing in with a code from your mail now asks for one more step",
        "A phone's lock was taken away as a way to sign in",
        "The second step for signing in was taken away",
        "From now on your account uses another email address",
    ]
    for mail in told:
        words = mail.subject + mail.text + mail.html
        assert ADDRESS not in words
        assert "Talkative" not in words
        assert "ana@example.org" not in words


def test_nothing_of_allauth_is_reachable_but_what_stands_on_the_list():
    listed = {pattern.name for pattern in ours.urlpatterns}
    names = {name for name, _route in theirs()}
    assert "account_confirm_email" in names
    assert "mfa_login_webauthn" in names
    for name, route in theirs():
        path = "/accounts/" + re.sub(r"<[^>]+>|\(\?P<[^)]*\)", "1", route).strip("^$")
        if name not in listed:
            with pytest.raises(NoReverseMatch):
                reverse(name)
        try:
            found = resolve(path).url_name
        except Resolver404:
            continue
        assert found in listed


def theirs():
    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, route)
            else:
                yield pattern.name, route

    yield from walk(account_urls.urlpatterns)
    yield from walk(mfa_urls.urlpatterns, "2fa/")


# --- Who waits, is paused, or gone ---------------------------------------------------------------------


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_whoever_waits_or_is_paused_signs_in_and_looks_after_themself(a_network, client, last_code, status):
    """allauth's "inactive" would tell them that their account is closed, and mail "unknown account"."""
    person = PersonFactory()
    Person.objects.filter(pk=person.pk).update(status=status)
    client.post(reverse("account_login"), {"email": person.user.email})
    assert Mail.objects.latest("pk").subject == "Your code"
    assert client.post(reverse("account_code"), {"code": last_code()}).url == "/me/"
    assert client.session["_auth_user_id"] == str(person.user.pk)
    for page in ("/accounts/sessions/", "/accounts/2fa/", "/accounts/email/", "/accounts/logout/"):
        assert client.get(page).status_code == 200
    assert User.objects.get(pk=person.user.pk).is_active


@pytest.mark.parametrize("is_named", [True, False])
def test_an_authenticator_app_shows_no_email(a_network, is_named):
    user = PersonFactory(name="Anabel").user if is_named else UserFactory()
    url = get_mfa_adapter().build_totp_url(user, SECRET)
    assert "%40" not in url
    assert ("Anabel" if is_named else "Alder%20Flats%20Mutual%20Aid") in url
