"""Links that let one person in: made, taken back, used once, by somebody who has no account yet."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from members import actions
from members.joining import invitations, retention, rules
from members.models import Application, Invitation, Person, Vouch
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.together import at_once

pytestmark = pytest.mark.django_db
WELCOME = {"name": "Pilar", "cell": "1000:2:1"}


def status_of(person):
    return Person.objects.values_list("status", flat=True).get(pk=person.pk)


def path_of(token):
    return f"/members/invite/{token}/"


def age(invitation, **delta):
    Invitation.objects.filter(pk=invitation.pk).update(created_at=timezone.now() - timedelta(**delta))


# --- Making them --------------------------------------------------------------------------------------


def test_only_a_fingerprint_is_stored(a_network, member):
    _made, token = invitations.invite(by=member())
    assert len(token) >= 32
    with connection.cursor() as cursor:
        cursor.execute("SELECT members_invitation::text FROM members_invitation")
        assert token not in cursor.fetchone()[0]
    assert Invitation.objects.get().token_hash == invitations.token_hash(token)
    assert AuditEntry.objects.filter(action="invitation.make").count() == 1


def test_at_most_five_wait_to_be_used(a_network, member):
    ana = member()
    made = [invitations.invite(by=ana)[0] for _number in range(5)]
    with pytest.raises(NotNow, match="Five links wait"):
        invitations.invite(by=ana)
    invitations.take_back(by=ana, subject=made[0])
    invitations.invite(by=ana)


def test_at_most_ten_within_30_days(a_network, member):
    ana = member()
    for _number in range(10):
        made, _token = invitations.invite(by=ana)
        invitations.take_back(by=ana, subject=made)
    with pytest.raises(NotNow, match="ten links within 30 days"):
        invitations.invite(by=ana)
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=31))
    invitations.invite(by=ana)


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_make_no_more(a_network, member):
    ana = member()
    for _number in range(3):
        invitations.invite(by=ana)
    refused = at_once(*[lambda: invitations.invite(by=ana)] * 6)
    assert refused == ["NotNow"] * 4
    assert ana.invitations.outstanding().count() == 5


@pytest.mark.parametrize("status", ["pending", "suspended", "left"])
def test_whoever_is_not_in_invites_nobody(a_network, status):
    with pytest.raises(NotAllowed):
        invitations.invite(by=PersonFactory(status=status))


def test_a_neighbour_by_phone_invites_nobody(a_network):
    with pytest.raises(NotAllowed):
        invitations.invite(by=PersonFactory(user=None))


def test_where_people_vouch_only_those_who_may_do_that_invite(joined_by, member):
    joined_by("vouching")
    with pytest.raises(NotAllowed):
        invitations.invite(by=member(days=29))
    invitations.invite(by=member(days=31))
    invitations.invite(by=OrganizerFactory())


def test_nobody_takes_back_anothers(a_network, member, client):
    made, _token = invitations.invite(by=member())
    other = member()
    with pytest.raises(NotAllowed):
        invitations.take_back(by=other, subject=made)
    client.force_login(other.user)
    assert client.post(f"/members/invite/{made.pk}/take-back/").status_code == 404
    assert Invitation.objects.outstanding().count() == 1


# --- The pages ----------------------------------------------------------------------------------------


def test_the_link_is_shown_once(client, a_network, member):
    ana = member()
    client.force_login(ana.user)
    assert client.post("/members/invite/").url == "/members/invite/"
    page = client.get("/members/invite/").text
    token = re.search(r"/members/invite/([\w-]{20,})/", page)[1]
    assert invitations.is_good(invitations.token_hash(token))
    assert 'class="segno"' in page
    assert token not in client.get("/members/invite/").text


def test_whoever_made_it_learns_that_it_was_used_and_not_by_whom(client, joined_by, member, newcomer):
    joined_by("invitation")
    ana = member()
    _made, token = invitations.invite(by=ana)
    newcomer("Pilar", invitation=invitations.token_hash(token))
    client.force_login(ana.user)
    page = client.get("/members/invite/").text
    assert "1 of your links was used" in page
    assert "Pilar" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same(client, a_network, member, number, django_assert_num_queries):
    ana = member()
    for _number in range(number):
        invitations.invite(by=ana)
    client.force_login(ana.user)
    with django_assert_num_queries(3):
        client.get("/members/invite/")


def test_taking_back_by_the_button(client, a_network, member):
    ana = member()
    made, token = invitations.invite(by=ana)
    client.force_login(ana.user)
    client.post(f"/members/invite/{made.pk}/take-back/")
    assert client.get(path_of(token)).status_code == 404


# --- Following one ------------------------------------------------------------------------------------


def test_a_newcomer_follows_it_through_the_six_digits(client, joined_by, member, last_code):
    joined_by("invitation")
    _made, token = invitations.invite(by=member())
    page = client.get(path_of(token)).text
    assert "Somebody would like you to be here" in page
    assert Invitation.objects.outstanding().count() == 1
    assert client.post(path_of(token)).url == "/accounts/signup/"
    client.post("/accounts/signup/", {"email": "pia@example.org"})
    assert client.post("/accounts/code/", {"code": last_code()}).url == "/members/welcome/"
    response = client.post("/members/welcome/", WELCOME)
    assert response.url != "/members/application/"
    assert status_of(Person.objects.get(name="Pilar")) == "active"
    assert Invitation.objects.get().used_at is not None
    assert not Vouch.objects.exists()


def test_the_link_itself_does_nothing(client, joined_by, member, last_code):
    joined_by("invitation")
    _made, token = invitations.invite(by=member())
    client.get(path_of(token))
    client.post("/accounts/signup/", {"email": "pia@example.org"})
    client.post("/accounts/code/", {"code": last_code()})
    client.post("/members/welcome/", WELCOME)
    assert status_of(Person.objects.get(name="Pilar")) == "pending"


def spoil(invitation, how):
    if how == "used":
        Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now(), token_hash=None)
    elif how == "old":
        age(invitation, days=7, seconds=1)
    elif how == "taken back":
        invitations.take_back(by=invitation.by, subject=invitation)
    else:
        Person.objects.filter(pk=invitation.by_id).update(status="suspended")


@pytest.mark.parametrize("how", ["used", "old", "taken back", "by somebody paused"])
def test_what_is_no_longer_good_looks_like_what_never_was(client, joined_by, member, newcomer, how):
    joined_by("invitation")
    made, token = invitations.invite(by=member())
    spoil(made, how)
    answers = [client.get(path_of(one)) for one in (token, "x" * 32)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace(token, "x" * 32) == answers[1].text
    assert client.post(path_of(token)).status_code == 404
    assert newcomer(invitation=invitations.token_hash(token)).status == "pending"


def test_it_lets_in_one(joined_by, member, newcomer):
    joined_by("invitation")
    _made, token = invitations.invite(by=member())
    hashed = invitations.token_hash(token)
    assert status_of(newcomer(invitation=hashed)) == "active"
    assert status_of(newcomer(invitation=hashed)) == "pending"


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_not_both_let_in(joined_by, member, newcomer):
    joined_by("invitation")
    _made, token = invitations.invite(by=member())
    people = [newcomer(), newcomer()]
    hashed = invitations.token_hash(token)
    refused = at_once(*[lambda one=one: invitations.accept(by=one, hashed=hashed) for one in people])
    assert refused == ["NotNow"]
    assert sorted(status_of(one) for one in people) == ["active", "pending"]


def test_whoever_waits_already_follows_one(client, joined_by, member, newcomer):
    joined_by("invitation")
    pia = newcomer()
    _made, token = invitations.invite(by=member())
    client.force_login(pia.user)
    client.post(path_of(token))
    assert status_of(pia) == "active"


def test_a_members_visit_does_not_use_it(client, a_network, member):
    _made, token = invitations.invite(by=member())
    client.force_login(PersonFactory().user)
    assert "You are here already" in client.get(path_of(token)).text
    client.post(path_of(token))
    assert Invitation.objects.outstanding().count() == 1


@pytest.mark.parametrize("blocker", ["pia", "ana"])
def test_of_somebody_kept_apart_it_does_nothing(joined_by, member, newcomer, blocker):
    joined_by("invitation")
    pia, ana = newcomer(), member()
    _made, token = invitations.invite(by=ana)
    actions.block(**({"by": pia, "person": ana} if blocker == "pia" else {"by": ana, "person": pia}))
    with pytest.raises(NotNow, match="no longer works"):
        invitations.accept(by=pia, hashed=invitations.token_hash(token))
    assert status_of(pia) == "pending"


def test_under_approval_it_still_needs_an_organizer_who_sees_it(joined_by, member, newcomer):
    joined_by("approval")
    ana = member(name="Anabel")
    _made, token = invitations.invite(by=ana)
    pia = newcomer(invitation=invitations.token_hash(token))
    assert status_of(pia) == "pending"
    assert list(Vouch.objects.values_list("by", "is_invitation")) == [(ana.pk, True)]


def test_where_people_vouch_it_is_a_word(joined_by, member, newcomer):
    joined_by("vouching")
    pia = newcomer()
    for ana in (member(), member()):
        assert status_of(pia) == "pending"
        _made, token = invitations.invite(by=ana)
        invitations.accept(by=pia, hashed=invitations.token_hash(token))
    assert status_of(pia) == "active"


def test_where_it_is_open_it_is_used_up(joined_by, member, newcomer):
    joined_by("open")
    _made, token = invitations.invite(by=member())
    assert status_of(newcomer(invitation=invitations.token_hash(token))) == "active"
    assert not invitations.is_good(invitations.token_hash(token))
    assert Application.objects.count() == 0


# --- The clock ----------------------------------------------------------------------------------------


def test_fingerprints_go_after_seven_days_and_the_rows_after_thirty(a_network, member):
    made, _token = invitations.invite(by=member())
    now = timezone.now()
    assert retention.purge_invitations(now + timedelta(days=6)) == 0
    assert retention.purge_invitations(now + timedelta(days=8)) == 1
    assert list(Invitation.objects.values_list("token_hash")) == [(None,)]
    assert retention.purge_invitations(now + timedelta(days=31)) == 1
    assert Invitation.objects.count() == 0
    assert timedelta(days=30) == rules.MONTH
    assert made.until - made.created_at == timedelta(days=7)
