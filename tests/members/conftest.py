import re

import pytest
from django.core import mail as django_mail

from members.models import Notice
from mutualaid.base import limits, mail, network
from mutualaid.base.models import Mail, Network
from tests.factories.members import OrganizerFactory


@pytest.fixture(autouse=True)
def _fresh_day():
    limits._salts.clear()
    network.forget()
    yield
    limits._salts.clear()
    network.forget()


@pytest.fixture
def a_network(db):
    """Set up, with an area of 5 by 4 squares of a kilometre."""
    found = Network.objects.create(
        pk=1,
        name="Alder Flats Mutual Aid",
        languages=["en", "es"],
        grid_latitude=51.0,
        grid_longitude=4.0,
        area_south=51.001,
        area_west=4.001,
        area_north=51.033,
        area_east=4.065,
        set_up_at="2026-01-01T00:00Z",
    )
    network.forget()
    return found


@pytest.fixture
def last_code():
    """The six digits of the newest mail in the outbox."""

    def read():
        return re.search(r"\b\d{6}\b", Mail.objects.latest("pk").text)[0]

    return read


@pytest.fixture
def deliver():
    """Send what waits, and give back what was sent."""

    def send_all():
        for pk in Mail.objects.filter(sent_at=None).order_by("pk").values_list("pk", flat=True):
            mail.deliver(pk)
        return django_mail.outbox

    return send_all


@pytest.fixture
def olu(a_network):
    return OrganizerFactory(name="Oluwa")


@pytest.fixture
def told():
    """The kinds of what somebody was told, in order."""

    def kinds(person):
        return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))

    return kinds
