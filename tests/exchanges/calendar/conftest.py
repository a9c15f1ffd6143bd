from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.members import PersonFactory


@pytest.fixture(autouse=True)
def now(alder):
    """Ten in the morning of 1 March 2027 in Brussels, standing still; `now.shift(...)` moves it."""
    Network.objects.update(zone="Europe/Brussels")
    network.forget()
    ten = datetime(2027, 3, 1, 10, tzinfo=ZoneInfo("Europe/Brussels"))
    with time_machine.travel(ten, tick=False) as clock:
        yield clock


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")
