"""What the directory forgets, and when."""

import datetime as dt

from .models import ChangeRequest, Check, ImportRun, Use

DECIDED = dt.timedelta(days=90)
WEEK = dt.timedelta(days=7)
YEAR = dt.timedelta(days=365)


def requests(now: dt.datetime) -> int:
    """Corrections and suggestions that were decided long ago."""
    return ChangeRequest.objects.filter(decided_at__lt=now - DECIDED).delete()[0]


def checks(now: dt.datetime) -> int:
    """What neighbours confirmed long ago."""
    old = Check.objects.filter(by=Check.By.NEIGHBOUR, on__lt=(now - YEAR).date())
    return old.delete()[0]


def uses(now: dt.datetime) -> int:
    """Counts of months long past."""
    return Use.objects.filter(month__lt=(now - YEAR).date().replace(day=1)).delete()[0]


def imports(now: dt.datetime) -> int:
    """Files that were brought, and what became of them."""
    return ImportRun.objects.filter(created_at__lt=now - WEEK).delete()[0]
