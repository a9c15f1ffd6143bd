"""Accounts that nobody used for a year, under a moved clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members import actions, unused
from members.models import Person, User
from mutualaid.base.actions import NotAllowed
from mutualaid.base.models import Mail
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()


def seen(days_ago, **fields):
    old = NOW - timedelta(days=800)
    day = TODAY - timedelta(days=days_ago) if days_ago is not None else None
    return PersonFactory(created_at=old, last_seen_on=day, **fields)


@pytest.mark.parametrize(("days_ago", "warned"), [(334, False), (335, True), (400, True), (None, True)])
def test_they_are_warned_at_eleven_months_once(days_ago, warned):
    ana = seen(days_ago)
    for _night in range(2):
        unused.ask_and_end(NOW)
    assert [mail.to for mail in Mail.objects.all()] == [ana.user.email] * warned
    assert Person.objects.filter(pk=ana.pk, status="active").exists()


def test_a_newcomer_who_only_joined_is_not_warned():
    PersonFactory(last_seen_on=None)
    assert unused.ask_and_end(NOW) == 0


def test_they_end_at_twelve_and_never_without_a_month_s_warning():
    ana = seen(340)
    unused.ask_and_end(NOW)
    unused.ask_and_end(NOW + timedelta(days=29))
    assert Person.objects.filter(pk=ana.pk).exists()
    assert unused.ask_and_end(NOW + timedelta(days=30)) == 1
    assert not Person.objects.filter(pk=ana.pk).exists()
    assert not User.objects.filter(pk=ana.user_id).exists()


def test_who_is_seen_again_stays_and_would_be_warned_anew():
    ana = seen(340)
    unused.ask_and_end(NOW)
    actions.see(person_id=ana.pk, today=TODAY)
    assert unused.ask_and_end(NOW + timedelta(days=60)) == 0
    ana.refresh_from_db()
    assert (ana.status, ana.warned_on) == ("active", None)
    assert unused.ask_and_end(NOW + timedelta(days=335)) == 1
    assert Mail.objects.count() == 2


def test_the_only_organizer_stays():
    olu = seen(400, user__is_staff=True)
    unused.ask_and_end(NOW)
    unused.ask_and_end(NOW + timedelta(days=40))
    assert Person.objects.filter(pk=olu.pk, status="active").exists()


def test_a_neighbour_by_phone_is_asked_for_and_never_deleted():
    olu = OrganizerFactory()
    rosa = seen(500, user=None)
    assert unused.ask_and_end(NOW) == 0
    assert list(unused.to_call()) == [rosa]
    with pytest.raises(NotAllowed):
        actions.hear_of(by=PersonFactory(), subject=rosa)
    with pytest.raises(NotAllowed):
        actions.hear_of(by=olu, subject=PersonFactory())
    actions.hear_of(by=olu, subject=rosa)
    assert not unused.to_call().exists()


def test_a_call_is_use():
    rosa = seen(500, user=None)
    actions.reveal_phone(by=OrganizerFactory(), subject=rosa)
    assert not unused.to_call().exists()
