"""What a round knows, by a moved clock; and what is told to, and erased of, somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import CheckIn, PodReach, Round
from members.rounds import actions, retention
from mutualaid.base import belongings
from mutualaid.base.retention import purge_due

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ended(begun, ana, ben):
    actions.answer(by=ben, subject=begun, state="need", words="Insulin")
    actions.end_round(by=ana, subject=begun)
    begun.refresh_from_db()
    return begun


def test_answers_go_after_thirty_days_and_counts_stay(ended):
    purge_due(ended.ended_at + 30 * DAY)
    assert CheckIn.objects.count() == 12
    purge_due(ended.ended_at + 30 * DAY + timedelta(minutes=1))
    assert not CheckIn.objects.exists()
    ended.refresh_from_db()
    assert (ended.asked, ended.ok, ended.need, ended.words, ended.started_by) == (12, 1, 1, "", None)
    assert retention.purge_words(ended.ended_at + 31 * DAY) == 0


def test_one_that_is_on_keeps_its_answers(begun):
    purge_due(timezone.now() + 60 * DAY)
    assert CheckIn.objects.count() == 12


def told(person):
    return {policy.model: list(rows) for policy, rows in belongings.of(person)}


def test_each_is_told_their_own_and_nobody_else_s(ended, ana, ben, others):
    mine, theirs = told(ben), told(others[0])
    assert [row["words"] for row in mine[CheckIn]] == ["Insulin"]
    assert len(mine[PodReach]) == 1
    assert "Insulin" not in str(theirs)
    assert [row["words"] for row in told(ana)[Round]] == ["Heat wave"]
    assert mine[Round] == []


def test_nothing_of_somebody_is_left(ended, ana, ben):
    for person in (ben, ana):
        belongings.erase(person)
    assert not CheckIn.objects.filter(person__in=[ana, ben]).exists()
    assert not PodReach.objects.filter(membership__person__in=[ana, ben]).exists()
    ended.refresh_from_db()
    assert (ended.words, ended.started_by, ended.asked) == ("", None, 12)
