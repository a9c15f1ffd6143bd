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
def told_to(clock):
    """Day by day with the job of each: who was told when what, `[(person, day, kind), ...]`."""
    from members.models import Notice

    def pass_by(*days):
        notices = Notice.objects.order_by("pk").values_list("pk", "person", "kind")
        told, last = [], max((pk for pk, *_ in notices), default=0)
        for day in days:
            clock(day)
            turning.turn()
            turning.ask()
            new = list(notices.filter(pk__gt=last))
            told += [(person, day, kind) for _pk, person, kind in new]
            last = new[-1][0] if new else last
        return told

    return pass_by


@pytest.fixture
def live(told_to):
    """The same, whoever it was: `[(day, kind), ...]`."""
    return lambda *days: [(day, kind) for _person, day, kind in told_to(*days)]
