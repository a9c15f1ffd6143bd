"""The network's own row, read on every page and changed once a year."""

import time
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from .grid import Grid
from .models import Network

SECONDS = 30
_held: tuple[float, Network] | None = None


def current_network() -> Network:
    """The network, at most `SECONDS` old; the unsaved defaults before it is set up."""
    global _held
    if _held and time.monotonic() - _held[0] < SECONDS:
        return _held[1]
    network = Network.objects.filter(pk=1).first() or Network(pk=1)
    _held = (time.monotonic(), network)
    return network


def forget() -> None:
    """Read the row again next time. Called by whoever changes it, and between tests."""
    global _held
    _held = None


def current_grid() -> Grid | None:
    """The network's grid; None before it is set up."""
    network = current_network()
    if network.grid_latitude is None or network.grid_longitude is None:
        return None
    return Grid(network.grid_latitude, network.grid_longitude)


def local_today() -> date:
    """The day it is where the network is, in a request, a job or a command."""
    return timezone.localdate(timezone=ZoneInfo(current_network().zone))
