import pytest

from members import notices
from members.models import Delivery
from members.notices import kinds
from mutualaid.base import network
from mutualaid.base.models import Network


@pytest.fixture
def some_kinds(monkeypatch, a_network):
    """A kind of each sort, in three groups, in a network on Brussels' clock."""
    Network.objects.update(zone="Europe/Brussels")
    network.forget()
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(kinds, "_groups", {})
    notices.register_group("swaps", title="Your swaps")
    notices.register_group("messages", title="Somebody writes to you")
    notices.register_group("organizers", title="Work of organizers", for_organizers=True)
    notices.register("test.answer", title="You have an answer", group="swaps")
    notices.register("test.thanks", title="Somebody thanked you", group="swaps")
    notices.register("test.wrote", title="Somebody wrote to you", group="messages", is_thread=True)
    notices.register("test.tomorrow", title="It is tomorrow", group="swaps", is_timely=True)
    notices.register("test.report", title="Something waits", group="organizers")
    notices.register("test.quietly", title="Something small", group="swaps", template=None)


@pytest.fixture
def waiting():
    """`(kind, channel, due_at)` of all that waits, in order."""

    def read():
        rows = Delivery.objects.filter(done_at=None).order_by("pk")
        return list(rows.values_list("notice__kind", "channel", "due_at"))

    return read
