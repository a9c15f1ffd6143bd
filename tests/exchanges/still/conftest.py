from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from exchanges import turning
from mutualaid.base import network
from mutualaid.base.models import Network

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture(autouse=True)
def brussels(alder):
    """The network is on Brussels' clock."""
    Network.objects.update(zone="Europe/Brussels")
    network.forget()


@pytest.fixture
def clock():
    """Ten in the morning of 1 February 2027. `clock(30)`: 30 days later, `clock(day="2027-03-28T00:10")`."""
    start = datetime(2027, 2, 1, 10, tzinfo=BRUSSELS)
    with time_machine.travel(start, tick=False) as traveller:

        def move(days=0, day=None):
            moment = datetime.fromisoformat(day).replace(tzinfo=BRUSSELS) if day else start + timedelta(days)
            traveller.move_to(moment)
            network.forget()

        yield move


@pytest.fixture
def live(clock):
    """The days pass, one by one with the job of each: `[(day, kind), ...]` of what was told to anybody."""
    from members.models import Notice

    def pass_by(*days):
        told = []
        for day in days:
            clock(day)
            before = set(Notice.objects.values_list("pk", flat=True))
            turning.turn()
            turning.ask()
            new = Notice.objects.exclude(pk__in=before).order_by("pk")
            told += [(day, kind) for kind in new.values_list("kind", flat=True)]
        return told

    return pass_by
