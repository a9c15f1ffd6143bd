"""Can somebody tell by the clock whether an address is known here? Two hundred asks of each kind, in turn.

What is counted is the share of pairs (one known, one unknown address) in which the known one took longer: 0.5
is a coin, and within 0.4 to 0.6 two hundred asks tell nothing. It all happens in one transaction, taken back.
"""

import ipaddress
import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test.client import RequestFactory
from django.urls import reverse

from members.models import User
from mutualaid.base import limits

NAME = "enumeration"
SAMPLES = 200
WARM_UP = 5
TOKEN = "1" * 32
# What each door is called: its page, and what is typed there besides the address.
DOORS: dict[str, tuple[str, dict[str, str]]] = {
    "sign-up": ("account_signup", {}),
    "sign-in": ("account_login", {}),
    "forgotten password": ("account_reset_password", {}),
    "sign-in by password": ("account_password_sign_in", {"password": "three quiet words"}),
}


def measure(samples: int = SAMPLES) -> dict[str, float]:
    """By the door's name, the share of pairs in which the known address took longer."""
    limits.spend("draft", NAME)  # makes the day's salt, which may not be taken back
    of_each = WARM_UP + samples
    with _taken_back():
        numbers = range(len(DOORS) * of_each)
        passwords = [make_password("another one"), "!"]
        User.objects.bulk_create(
            User(email=_address("known", number), password=passwords[number % 2]) for number in numbers
        )
        return {
            door: share_slower(*_times(*at, numbers[turn * of_each : (turn + 1) * of_each]))
            for turn, (door, at) in enumerate(DOORS.items())
        }


def share_slower(known: list[float], unknown: list[float]) -> float:
    """Of all pairs, in how many the known one took longer (the area under the curve). A tie is half."""
    wins = sum((one > other) + (one == other) / 2 for one in known for other in unknown)
    return wins / (len(known) * len(unknown))


def _times(page: str, typed: dict[str, str], numbers: range) -> tuple[list[float], list[float]]:
    path, handler = reverse(page), WSGIHandler()
    times: dict[str, list[float]] = {"known": [], "other": []}
    for number in numbers:
        for kind in random.sample(list(times), k=len(times)):
            times[kind].append(_ask(handler, path, {"email": _address(kind, number), **typed}))
    return times["known"][WARM_UP:], times["other"][WARM_UP:]


def _ask(handler: WSGIHandler, path: str, typed: dict[str, str]) -> float:
    """Seconds of one POST, from a network of its own: no limit is met."""
    body = urlencode({**typed, "csrfmiddlewaretoken": TOKEN}).encode()
    environ = RequestFactory(SERVER_NAME="localhost")._base_environ()  # type: ignore[attr-defined]
    environ.update(
        PATH_INFO=path,
        REQUEST_METHOD="POST",
        CONTENT_TYPE="application/x-www-form-urlencoded",
        CONTENT_LENGTH=str(len(body)),
        HTTP_COOKIE=f"csrftoken={TOKEN}",
        REMOTE_ADDR=str(ipaddress.IPv4Address(0x0A000000 + secrets.randbelow(2**24))),
    )
    environ["wsgi.input"] = BytesIO(body)
    status: list[str] = []
    started = time.perf_counter()
    response = handler(environ, lambda line, *rest: status.append(line))  # type: ignore[arg-type]
    b"".join(response)
    taken = time.perf_counter() - started
    response.close()
    if status[0][:3] not in ("200", "302"):
        raise RuntimeError(f"{path}: {status[0]}")
    return taken


def _address(kind: str, number: int) -> str:
    return f"{kind}{number:05}@bench.example"


@contextmanager
def _taken_back() -> Iterator[None]:
    """One transaction, in which requests keep the connection, and of which nothing stays."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
