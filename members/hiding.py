"""Whose report takes a thing out of sight until an organizer looked at it.

Whoever is in danger must not wait for an organizer; a crowd of new accounts must not silence anybody. So a
report counts when it comes from somebody who has been here for a while or has to do with whom it is about.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from .models import Person, PodMembership, Report

# So many of those who count have to agree, where nobody is in danger.
ENOUGH = 3
# So many things may one person alone take out of sight in a month.
ALONE = 3
MONTH = timedelta(days=30)

_met: list[Callable[[Person, Person], bool]] = []


def when_met(rule: Callable[[Person, Person], bool]) -> None:
    """From an app's `ready()`: `rule(a, b)` says whether these two do something with each other.

    A proposal that nobody accepted is not enough: anybody can make one.
    """
    _met.append(rule)


def share_a_pod(a: Person, b: Person) -> bool:
    """Both are in one pod."""
    return PodMembership.objects.filter(person=a, pod__memberships__person=b).exists()


def counts(reporter: Person, person: Person | None) -> bool:
    """Whether what they report is taken out of sight: they are no longer new, or the two have met."""
    return not reporter.is_new or (person is not None and any(rule(reporter, person) for rule in _met))


def is_due(report: Report, now: datetime) -> bool:
    """Whether the thing should be out of sight now that this report was made.

    For safety one is enough, a few times a month; otherwise three. What organizers left as it is, nobody
    takes out of sight alone, and none of those whose report was decided.
    """
    reporter = report.reporter
    if reporter is None or not counts(reporter, report.person):
        return False
    case = Report.objects.about_the_same(report)
    decided = case.filter(status=Report.Status.DONE)
    if report.category == Report.Category.SAFETY and not decided.exists():
        alone = Report.objects.filter(reporter=reporter, category=report.category, hid_at__gt=now - MONTH)
        if alone.count() < ALONE:
            return True
    heard = case.open().exclude(reporter=None).exclude(reporter__in=decided.values("reporter"))
    people = {one.reporter for one in heard.select_related("reporter") if one.reporter}
    return sum(counts(one, report.person) for one in people) >= ENOUGH
