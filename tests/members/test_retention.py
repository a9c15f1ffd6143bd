from datetime import timedelta

import pytest
from django.utils import timezone

from members import retention
from members.models import Report, Session, User
from tests.factories.members import OrganizerFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_accounts_that_never_joined_go_after_fourteen_days():
    old = NOW - timedelta(days=15)
    kept = {
        UserFactory(date_joined=NOW - timedelta(days=13)).pk,
        PersonFactory(user__date_joined=old).user.pk,
        OrganizerFactory(user__date_joined=old).user.pk,
        UserFactory(date_joined=old, is_staff=True).pk,
    }
    UserFactory(date_joined=old)
    assert retention.purge_unjoined(NOW) == 1
    assert set(User.objects.values_list("pk", flat=True)) == kept


@pytest.mark.parametrize(
    ("category", "days", "left"),
    [("other", 364, 1), ("other", 366, 0), ("safety", 366, 1), ("safety", 731, 0)],
)
def test_reports_go_in_their_time(category, days, left):
    Report.objects.create(
        kind="person", subject_id="x", category=category, created_at=NOW - timedelta(days=days)
    )
    retention.purge_reports(NOW)
    assert Report.objects.count() == left


def test_sessions_that_ended_go():
    for number, days in enumerate([-1, 1]):
        Session.objects.create(
            session_key=f"k{number}", session_data="", expire_date=NOW + timedelta(days=days)
        )
    assert retention.purge_sessions(NOW) == 1
