import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from members import actions
from members.accounts import passkeys
from members.models import Person, User
from mutualaid.base import limits
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory

from .phone import MAKER, Phone

pytestmark = pytest.mark.django_db
ADD, IN, AGAIN = (
    "/accounts/passkeys/add/",
    "/accounts/login/passkey/",
    "/accounts/2fa/reauthenticate/passkey/",
)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def asked(client, purpose):
    response = client.post(reverse("account_passkey_options", args=[purpose]))
    assert response.status_code == 200
    return response.json()


def add(client, phone, **data):
    return client.post(ADD, {"credential": phone.make(asked(client, "add")), **data})


def sign_in(phone, client=None, **data):
    client = client or Client(SERVER_NAME="localhost")
    response = client.post(IN, {"credential": phone.use(asked(client, "in")), **data})
    return client, response


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def ana(a_network):
    return PersonFactory(name="Anabel", user__email="ana.quill@example.org")


@pytest.fixture
def hers(ana, enter):
    return enter(ana, "code", SERVER_NAME="localhost")


@pytest.fixture
def phone(hers):
    """Anabel's, with a passkey."""
    phone = Phone()
    add(hers, phone, name="My phone")
    return phone


def test_adding_one_and_signing_in_with_it(ana, hers, deliver):
    phone = Phone()
    assert hers.get(ADD).status_code == 200
    assert add(hers, phone, name="My phone").url == reverse("mfa_index")
    assert "My phone" in hers.get(reverse("mfa_index")).text
    assert "A phone's lock was set up" in deliver()[-1].body.replace("&#39;", "'")
    assert AuditEntry.objects.filter(action="account.passkey_add", actor_id=ana.pk).count() == 1
    client, response = sign_in(phone, next="/about/")
    assert response.url == "/about/"
    assert client.session["_auth_user_id"] == str(ana.user.pk)


def test_phone_is_told_neither_email_nor_number_and_we_keep_no_make(ana, phone):
    told = json.dumps(phone.told)
    assert "quill" not in told
    assert (phone.told["user"]["name"], phone.told["rp"]["name"]) == ("Anabel", "Alder Flats Mutual Aid")
    assert len(phone.handle) == 32
    assert phone.handle != passkeys.handle_of(PersonFactory().user)
    kept = passkeys.of(ana.user)[0]
    assert kept.wrap().authenticator_data.credential_data.aaguid != MAKER
    assert set(kept.data["credential"]) == {"id", "rawId", "type", "response"}


def test_question_at_the_door_names_no_account(ana, phone):
    questions = [asked(Client(SERVER_NAME="localhost"), "in") for _time in range(2)]
    for question in questions:
        assert len(question["publicKey"].pop("challenge")) >= 43
    assert questions[0] == questions[1]
    assert questions[0]["publicKey"]["allowCredentials"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        lambda right: Phone(),
        lambda right: _like(right, key=Phone().key),
        lambda right: _like(right, origin="https://evil.example"),
        lambda right: _like(right, flags=Phone(is_unlocked=False).flags),
    ],
    ids=["unknown", "another key", "another site", "locked"],
)
def test_what_is_wrong_is_told_in_the_same_words(phone, wrong):
    client, response = sign_in(wrong(phone), next="/about/")
    assert response.url == "/accounts/login/?next=%2Fabout%2F"
    assert "That did not work. Try once more, or use another way." in client.get(response.url).text
    assert not is_in(client)
    assert is_in(sign_in(phone)[0])


def _like(phone, **changes):
    other = Phone()
    other.__dict__.update({**phone.__dict__, **changes})
    return other


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "7",
        "{}",
        '{"id": 3}',
        '{"id": "a"}',
        '{"response": {"userHandle": 3}}',
        "x" * 30_000,
        "[" * 15_000,
    ],
)
def test_nonsense_is_no_500(phone, hers, answer):
    client = Client(SERVER_NAME="localhost")
    asked(client, "in")
    assert client.post(IN, {"credential": answer}).status_code == 302
    asked(hers, "add")
    assert hers.post(ADD, {"credential": answer}).status_code == 200
    asked(hers, "again")
    assert hers.post(AGAIN, {"credential": answer}).status_code == 200
    assert Authenticator.objects.count() == 1


def test_an_answer_works_once_and_for_its_own_question(phone):
    client = Client(SERVER_NAME="localhost")
    answer = phone.use(asked(client, "in"))
    assert client.post(IN, {"credential": answer}).url == "/me/"
    client.post(reverse("account_logout"))
    assert client.post(IN, {"credential": answer}).url == "/accounts/login/"
    other = Client(SERVER_NAME="localhost")
    asked(other, "in")
    assert other.post(IN, {"credential": answer}).url == "/accounts/login/"
    assert not is_in(client)
    assert not is_in(other)


def test_somebody_else_cannot_add_what_is_known(phone, enter):
    other = enter(PersonFactory(), "code", SERVER_NAME="localhost")
    response = add(other, phone)
    assert "This one is known already." in response.text
    assert Authenticator.objects.count() == 1


def test_ten_are_enough(ana, hers):
    for _number in range(10):
        add(hers, Phone())
    assert "You have ten of them." in add(hers, Phone()).text


def test_adding_needs_a_fresh_check_also_without_a_password(ana, enter, last_code):
    stale = enter(ana, "code", ago=16 * 60, SERVER_NAME="localhost")
    assert stale.post(reverse("account_passkey_options", args=["add"])).status_code == 404
    assert (
        stale.get(ADD).url == f"{reverse('account_reauthenticate_code')}?next=%2Faccounts%2Fpasskeys%2Fadd%2F"
    )
    assert stale.post(ADD, {"credential": "{}"}).status_code == 302
    stale.post(reverse("account_reauthenticate_code"), {"next": ADD})
    assert stale.post(reverse("account_code"), {"code": last_code()}).url == ADD
    assert add(stale, Phone()).status_code == 302


def test_is_it_still_you_by_passkey(ana, phone, enter):
    stale = enter(ana, "code", ago=16 * 60, SERVER_NAME="localhost")
    door = stale.get(reverse("account_email")).url
    assert door.split("?")[0] == AGAIN
    page = stale.get(door).text
    assert "Send me a code by email" in page
    response = stale.post(door, {"credential": phone.use(asked(stale, "again")), "next": "/accounts/email/"})
    assert response.url == "/accounts/email/"
    assert stale.get("/accounts/email/").status_code == 200


def test_is_it_still_you_not_by_another_s_passkey(phone, enter):
    ben = PersonFactory()
    fresh = enter(ben, "code", SERVER_NAME="localhost")
    add(fresh, Phone())
    stale = enter(ben, "code", ago=16 * 60, SERVER_NAME="localhost")
    response = stale.post(AGAIN, {"credential": phone.use(asked(stale, "again"))})
    assert "That did not work." in response.text
    assert stale.get(reverse("account_email")).status_code == 302


def test_is_it_still_you_without_a_passkey_leads_to_the_code(hers):
    by_code = reverse("account_reauthenticate_code")
    assert hers.get(AGAIN).url == by_code
    assert hers.get(f"{AGAIN}?next=/about/").url == f"{by_code}?next=%2Fabout%2F"


def test_naming_and_removing(ana, hers, phone, deliver):
    [kept] = passkeys.of(ana.user)
    page = reverse("account_passkey_edit", args=[kept.pk])
    assert hers.get(page).status_code == 200
    assert hers.post(page, {"name": "Old phone"}).url == reverse("mfa_index")
    assert "Old phone" in hers.get(page).text
    assert hers.post(page, {"remove": "yes"}).url == reverse("mfa_index")
    assert hers.post(page, {"remove": "yes"}).status_code == 404
    assert "A phone's lock was taken away" in deliver()[-1].body.replace("&#39;", "'")
    assert not is_in(sign_in(phone)[0])


def test_another_s_is_not_there(ana, phone, enter):
    [kept] = passkeys.of(ana.user)
    stranger = enter(PersonFactory(), "code", SERVER_NAME="localhost")
    page = reverse("account_passkey_edit", args=[kept.pk])
    assert stranger.get(page).status_code == 404
    assert stranger.post(page, {"remove": "yes"}).status_code == 404
    assert len(passkeys.of(ana.user)) == 1


# --- The second step ----------------------------------------------------------------------------------


def by_code(person, last_code):
    client = Client(SERVER_NAME="localhost")
    client.post(reverse("account_login"), {"email": person.user.email})
    return client, client.post(reverse("account_code"), {"code": last_code()})


def test_a_passkey_alone_asks_for_no_second_step(ana, phone, last_code):
    assert by_code(ana, last_code)[1].url == "/me/"
    assert not Authenticator.objects.filter(type="recovery_codes").exists()


def test_second_step_by_passkey_for_who_wants_it(ana, hers, phone, last_code):
    page = reverse("account_second_step")
    assert hers.get(page).status_code == 200
    assert hers.post(page, {"on": "yes"}).url == reverse("mfa_view_recovery_codes")
    assert hers.get(reverse("mfa_view_recovery_codes")).text.count("<code>") == 10
    client, response = by_code(ana, last_code)
    assert response.url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert 'data-passkey="get"' in client.get(response.url).text
    wrong = client.post(response.url, {"credential": Phone().use(asked(client, "second"))})
    assert "That did not work." in wrong.text
    assert client.post(response.url, {"credential": phone.use(asked(client, "second"))}).url == "/me/"
    assert is_in(client)
    assert is_in(sign_in(phone)[0])
    assert client.post(page, {"on": "no"}).url == reverse("mfa_index")
    assert by_code(ana, last_code)[1].url == "/me/"


def test_second_step_needs_a_passkey_first(ana, hers):
    assert hers.post(reverse("account_second_step"), {"on": "yes"}).url == reverse("mfa_index")
    assert not User.objects.get(pk=ana.user.pk).second_step


def test_removing_the_last_one_takes_the_second_step_and_spare_codes_along(ana, hers, phone):
    hers.post(reverse("account_second_step"), {"on": "yes"})
    hers.post(reverse("account_passkey_edit", args=[passkeys.of(ana.user)[0].pk]), {"remove": "yes"})
    assert not Authenticator.objects.exists()
    assert not User.objects.get(pk=ana.user.pk).second_step


def test_question_of_the_second_step_is_for_who_is_in_the_middle_of_signing_in(ana, phone):
    assert Client().post(reverse("account_passkey_options", args=["second"])).status_code == 404


def test_organizer_opens_the_admin_by_passkey_only(a_network, enter, last_code):
    olu = OrganizerFactory()
    client = enter(olu, "code", SERVER_NAME="localhost")
    door = client.get(client.get("/admin/").url).url
    assert door == "/accounts/2fa/?next=%2Fadmin%2F"
    assert "The organizers' pages open only with one of these two." in client.get(door).text
    phone = Phone()
    assert add(client, phone).url == reverse("mfa_view_recovery_codes")
    assert client.get("/admin/").status_code == 200
    again, response = by_code(olu, last_code)
    assert response.url == reverse("mfa_authenticate")
    assert not is_in(again)
    assert sign_in(phone)[0].get("/admin/").status_code == 200


# --- Offered to whoever just joined -------------------------------------------------------------------


@pytest.mark.parametrize(("lock", "leads_to"), [("1", ADD), ("", "/members/tour/")])
def test_joining_offers_it_where_the_browser_has_a_lock(client, a_network, last_code, lock, leads_to):
    client.post(reverse("account_signup"), {"email": "new@example.org"})
    client.post(reverse("account_code"), {"code": last_code()})
    response = client.post(
        reverse("members:welcome"), {"name": "Anabel", "cell": "1000:0:0", "languages": ["en"], "lock": lock}
    )
    assert response.url.split("?")[0] == leads_to
    assert Person.objects.get().name == "Anabel"
    if lock:
        page = client.get(response.url).text
        assert 'href="/members/tour/"' in page
        assert "Not now" in page


def test_limits_count_questions_that_were_never_answered(phone):
    for _time in range(19):
        limits.spend("sign_in_failed_network", "127.0.0.1")
    for _time in range(2):
        assert is_in(sign_in(phone)[0])
    asked(Client(SERVER_NAME="localhost"), "in")
    assert Client().post(reverse("account_passkey_options", args=["in"])).status_code == 429


def test_actions_refuse_what_is_not_theirs(ana, phone):
    from mutualaid.base.actions import NotAllowed

    [kept] = passkeys.of(ana.user)
    for act in (actions.remove_passkey, lambda **who: actions.rename_passkey(**who, name="x")):
        with pytest.raises(NotAllowed):
            act(user=PersonFactory().user, pk=kept.pk)


def test_a_closed_account_stays_closed_and_a_paused_person_gets_in(ana, phone):
    Person.objects.filter(pk=ana.pk).update(status="suspended")
    assert is_in(sign_in(phone)[0])
    User.objects.filter(pk=ana.user.pk).update(is_active=False)
    client, response = sign_in(phone)
    assert response.url == reverse("account_inactive")
    assert not is_in(client)


def test_who_becomes_an_organizer_and_loses_the_phone_is_let_in_again_as_a_member(
    ana, hers, phone, last_code
):
    User.objects.filter(pk=ana.user.pk).update(is_staff=True)
    client, response = by_code(ana, last_code)
    assert response.url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert "Make spare codes" in hers.get(reverse("mfa_index")).text
    hers.post(reverse("mfa_generate_recovery_codes"))
    assert "Make spare codes" not in hers.get(reverse("mfa_index")).text
    User.objects.filter(pk=ana.user.pk).update(is_staff=False)
    assert is_in(by_code(ana, last_code)[0])
