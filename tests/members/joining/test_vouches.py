"""Two members know somebody who waits: who may say so, what is told to whom."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from members import actions
from members.joining import applications, rules, vouches
from members.models import Application, Notice, Person, Vouch
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def pia(joined_by, newcomer):
    """Waits; `pia.code` is what she tells."""
    joined_by("vouching")
    person = newcomer()
    person.code = Application.objects.get().code
    return person


def status_of(person):
    return Person.objects.values_list("status", flat=True).get(pk=person.pk)


def test_the_second_word_lets_in(pia, member):
    vouches.vouch(by=member(), code=pia.code)
    assert status_of(pia) == "pending"
    vouches.vouch(by=member(), code=pia.code.upper())
    assert status_of(pia) == "active"
    assert list(Notice.objects.values_list("person", "kind")) == [(pia.pk, "joining.let_in")]


def test_the_same_member_twice_is_one(pia, member):
    ana = member()
    vouches.vouch(by=ana, code=pia.code)
    vouches.vouch(by=ana, code=pia.code)
    assert (Vouch.objects.count(), status_of(pia)) == (1, "pending")


def test_no_trace_but_the_word_itself_says_who_it_was(pia, member):
    ana = member()
    vouches.vouch(by=ana, code=pia.code)
    assert not AuditEntry.objects.filter(action="application.vouch", actor_id=ana.pk).exists()


def vouch_or_be_late(by, code):
    """Once they are in, the code is nobody's: whoever looks only then is refused as for any other."""
    with suppress(NotAllowed):
        vouches.vouch(by=by, code=code)


@pytest.mark.django_db(transaction=True)
def test_words_at_the_same_moment_let_in_once(joined_by, newcomer, member):
    joined_by("vouching")
    pia = newcomer()
    code = Application.objects.get().code
    known = [member() for _number in range(4)]
    at_once(*[lambda ana=ana: vouch_or_be_late(ana, code) for ana in known])
    assert status_of(pia) == "active"
    assert AuditEntry.objects.filter(action="person.let_in").count() == 1
    assert Vouch.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_word_and_an_organizer_at_the_same_moment_let_in_once(joined_by, newcomer, member, olu):
    joined_by("vouching")
    pia = newcomer()
    application = Application.objects.get()
    ana, ida = member(), member()
    vouches.vouch(by=ana, code=application.code)
    at_once(
        lambda: vouch_or_be_late(ida, application.code),
        lambda: actions.restore_person(by=olu, subject=pia),
    )
    assert status_of(pia) == "active"
    assert AuditEntry.objects.filter(action="person.let_in").count() == 1


def test_whoever_is_here_for_less_than_30_days_cannot(pia, member):
    with pytest.raises(NotNow, match="30 days"):
        vouches.vouch(by=member(days=29), code=pia.code)
    assert Vouch.objects.count() == 0


def test_founders_may_at_once(pia, joined_by):
    joined_by("vouching", set_up_at=timezone.now() - timedelta(days=2))
    early = PersonFactory()
    assert rules.is_founder(early)
    vouches.vouch(by=early, code=pia.code)
    vouches.vouch(by=OrganizerFactory(), code=pia.code)
    assert status_of(pia) == "active"


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_whoever_is_not_in_cannot(pia, member, status):
    by = member(status=status)
    with pytest.raises(NotNow):
        vouches.vouch(by=by, code=pia.code)


def test_nobody_vouches_for_themselves(pia):
    with pytest.raises(NotAllowed):
        vouches.vouch(by=pia, code=pia.code)


@pytest.mark.parametrize("blocker", ["pia", "ana"])
def test_a_block_either_way_hides_them(client, pia, member, blocker):
    ana = member()
    actions.block(**({"by": pia, "person": ana} if blocker == "pia" else {"by": ana, "person": pia}))
    with pytest.raises(NotAllowed):
        vouches.vouch(by=ana, code=pia.code)
    client.force_login(ana.user)
    assert client.get(f"/members/vouch/{pia.code}/").status_code == 404


def test_codes_are_not_tried_without_end(pia, member, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "vouch", limits.Limit(2, limits.DAY))
    ana = member()
    for _number in range(2):
        with pytest.raises(NotAllowed):
            vouches.vouch(by=ana, code="nothing")
    vouches.vouch(by=ana, code=pia.code)


def test_under_another_way_of_joining_no_word_counts(pia, member, joined_by):
    joined_by("approval")
    with pytest.raises(NotAllowed):
        vouches.vouch(by=member(), code=pia.code)


def test_whoever_was_declined_has_no_code(pia, member, olu):
    applications.decide(by=olu, subject=Application.objects.get(), decision="decline", reason="full")
    with pytest.raises(NotAllowed):
        vouches.vouch(by=member(), code=pia.code)


# --- The pages ----------------------------------------------------------------------------------------


def test_by_the_pages(client, pia, member):
    ana = member(name="Anabel")
    client.force_login(pia.user)
    page = client.get("/members/application/").text
    assert f"/members/vouch/{pia.code}/" in page
    client.force_login(ana.user)
    typed = f"{pia.code[:5]} {pia.code[5:]}"
    assert client.get("/members/vouch/", {"code": typed}).url == f"/members/vouch/{pia.code}/"
    assert "Pilar asks to join. Do you know them?" in client.get(f"/members/vouch/{pia.code}/").text
    assert Vouch.objects.count() == 0
    assert client.post(f"/members/vouch/{pia.code}/").url == "/members/vouch/"
    assert Vouch.objects.get().by == ana
    client.force_login(pia.user)
    assert "Anabel" not in client.get("/members/application/").text


def test_nothing_is_found_under_a_code_that_nobody_has(client, pia, member):
    client.force_login(member().user)
    assert client.get("/members/vouch/nothing/").status_code == 404
    assert client.post("/members/vouch/nothing/").status_code == 404


def test_organizers_see_who_knows_them(client, pia, member, olu):
    from .test_policies import admin

    vouches.vouch(by=member(name="Anabel"), code=pia.code)
    page = admin(client, olu).get(f"/admin/members/application/{Application.objects.get().pk}/change/")
    assert "Anabel" in page.text
