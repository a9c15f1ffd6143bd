"""How often is too often: token buckets in PostgreSQL, without keeping anybody's address.

A bucket's key is an HMAC of what is counted with a salt of the day, in a table that is in no dump; a salt is
deleted the day after the next begins.
"""

import hashlib
import hmac
import ipaddress
import math
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import clocks
from .actions import NotNow
from .models import Bucket, Salt
from .network import current_network


@dataclass(frozen=True)
class Limit:
    """At most `times` within `per`, refilled evenly. `newly`: for somebody in their first 14 days."""

    times: int
    per: timedelta
    newly: int | None = None


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LIMITS = {
    "sign_in_failed": Limit(5, timedelta(minutes=5)),  # an account
    "sign_in_failed_network": Limit(20, HOUR),  # a network address
    "sign_up": Limit(5, HOUR),  # a network address
    "code": Limit(3, HOUR),  # an email: sign-in codes and resets
    "code_network": Limit(30, HOUR),  # a network address: mails to many strangers
    "code_try": Limit(5, DAY),  # one code
    "number_code": Limit(3, HOUR),  # a person: codes texted to a number of theirs
    "number_code_to": Limit(3, DAY),  # a number: texts to a stranger
    "post": Limit(5, DAY, newly=2),
    "draft": Limit(600, HOUR),  # a pause in typing each
    "thread": Limit(10, DAY, newly=3),
    "join": Limit(20, DAY),  # gatherings
    "profile_once": Limit(1, DAY),  # one who looks at one: how often does not count
    "profile": Limit(60, DAY),  # people looked at; then organizers are told, nobody is kept from it
    "profile_told": Limit(1, DAY),
    "table_try": Limit(20, HOUR),  # a network address: codes of sign-up tables
    "message": Limit(60, HOUR),
    "upload": Limit(20, DAY),
    "report": Limit(20, DAY),
    "export": Limit(3, DAY),  # of all that is kept of a person
    "vouch": Limit(20, DAY),  # codes that a member tries
    "pod": Limit(2, DAY, newly=1),  # pods that are started
    "pod_ask": Limit(5, DAY),
    "round": Limit(3, DAY),  # check-ins of a pod
    # Without an account, of a network address:
    "confirm": Limit(20, DAY),
    "confirm_listing": Limit(1, DAY),  # and one listing
    "use_listing": Limit(1, DAY),  # and one listing
    "correct": Limit(10, DAY),
    "suggest": Limit(5, DAY),
    "pdf": Limit(30, HOUR),  # half a second of a core each
}

# What organizers may lift for a while.
IN_A_CRISIS = frozenset({"post", "thread", "message"})

# One statement makes or locks the row, refills and spends: parallel tries pass exactly `times`. The first one
# of a day begins with what yesterday's row, under yesterday's salt, had left.
FULL = """least(%(times)s::float8,
  b.tokens + greatest(0, extract(epoch FROM excluded.at - b.at)) * %(rate)s::float8)"""
SPEND = """
INSERT INTO base_bucket AS b (key, tokens, at, passed)
SELECT %(key)s, had.tokens - CASE WHEN had.tokens >= 1 THEN 1 ELSE 0 END, %(now)s, had.tokens >= 1
FROM (SELECT coalesce((
  SELECT least(%(times)s::float8,
    y.tokens + greatest(0, extract(epoch FROM %(now)s::timestamptz - y.at)) * %(rate)s::float8)
  FROM base_bucket y WHERE y.key = %(before)s), %(times)s::float8) AS tokens) had
ON CONFLICT (key) DO UPDATE SET
  tokens = {full} - CASE WHEN {full} >= 1 THEN 1 ELSE 0 END,
  passed = {full} >= 1,
  at = greatest(b.at, excluded.at)
RETURNING passed, tokens
""".replace("{full}", FULL)


class TooMany(NotNow):
    """Spent for now. `retry_at` is when one more is allowed; the message says so in the network's time."""

    def __init__(self, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(
            _("That was a lot in a short time. You can go on %(when)s.") % {"when": when(retry_at)}
        )


def when(moment: datetime) -> str:
    """ "after 18:30" today, "after 3 May, 18:30" on another day, in the zone that is active."""
    local, today = timezone.localtime(moment), timezone.localdate()
    clock = clocks.said(local.time())
    if local.date() == today:
        return _("after %(time)s") % {"time": clock}
    return _("after %(day)s, %(time)s") % {"day": date_format(local, "MONTH_DAY_FORMAT"), "time": clock}


def spend(kind: str, key: object, *, new: bool = False, now: datetime | None = None) -> None:
    """Take one token of `kind` for `key` (an account's id, an email, `network_key(request)`).

    `new`: the one who acts is in their first 14 days. Raises `TooMany`. An empty key is not limited.
    """
    now = now or timezone.now()
    limit = LIMITS[kind]
    times = limit.newly if new and limit.newly is not None else limit.times
    if key == "" or (kind in IN_A_CRISIS and _is_crisis(now)):
        return
    rate = times / limit.per.total_seconds()
    keys = {"key": _digest(kind, key, now), "before": _digest(kind, key, now - DAY)}
    with connection.cursor() as cursor:
        cursor.execute(SPEND, {**keys, "times": times, "rate": rate, "now": now})
        passed, tokens = cursor.fetchone()
    if not passed:
        raise TooMany(_round_up(now + timedelta(seconds=(1 - tokens) / rate)))


def give_back(kind: str, key: object, *, now: datetime | None = None) -> None:
    """Undo one `spend`: a sign-in that did succeed is no failed one."""
    digest = _digest(kind, key, now or timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE base_bucket SET tokens = least(%s, tokens + 1) WHERE key = %s",
            [LIMITS[kind].times, digest],
        )


def network_key(request: HttpRequest) -> str:
    """The IPv4 address or the IPv6 /64 a request came from; "" where unknown. Only ever used to count.

    Behind `PROXY_HOPS` proxies it is the address that the outermost of them saw.
    """
    address = _address(request)
    if address is None or (settings.DEMO and address.is_loopback):
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a browser on this very machine asks."""
    address = _address(request)
    return address is not None and address.is_loopback


def _address(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    text = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_HOPS:
        seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        text = seen[-settings.PROXY_HOPS] if len(seen) >= settings.PROXY_HOPS else ""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def purge(now: datetime) -> int:
    """Forget all buckets and salts of days before yesterday. Returns how many rows.

    Yesterday's are still asked what somebody has left; by then every bucket of older days is full again.
    """
    yesterday = now.date() - DAY
    begins = datetime(yesterday.year, yesterday.month, yesterday.day, tzinfo=now.tzinfo)
    old = Bucket.objects.filter(at__lt=begins), Salt.objects.filter(day__lt=yesterday)
    return sum(rows.delete()[0] for rows in old)


_salts: dict[date, bytes] = {}


def _salt(day: date) -> bytes:
    """The day's salt: whoever asks first makes it, the others read it."""
    if day not in _salts:
        Salt.objects.bulk_create([Salt(day=day, salt=secrets.token_bytes(32))], ignore_conflicts=True)
        for old in [one for one in _salts if abs(one - day) > DAY]:
            del _salts[old]
        _salts[day] = bytes(Salt.objects.values_list("salt", flat=True).get(day=day))
    return _salts[day]


def _is_crisis(now: datetime) -> bool:
    """Organizers lifted what they may lift, until a moment that is to come."""
    until = current_network().limits_lifted_until
    return until is not None and now < until


def _digest(kind: str, key: object, now: datetime) -> bytes:
    return hmac.digest(_salt(now.date()), f"{kind}\0{key}".lower().encode(), hashlib.sha256)


def _round_up(moment: datetime) -> datetime:
    """To the next whole minute: nobody comes back a few seconds early."""
    return datetime.fromtimestamp(math.ceil(moment.timestamp() / 60) * 60, tz=moment.tzinfo)
