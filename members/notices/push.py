"""Web push: a device is woken without a word. What it then shows stands in its own service worker (`/sw.js`).

Through the browser maker's server goes only that something is new, signed with our key (RFC 8292). We ask
nobody but the known push services: an endpoint is an address that a browser gave us, and could be any.
"""

import re
import time
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from ..models import Delivery, Device, Person
from .kinds import any_urgent
from .wishes import is_reached, quiet_until

# Google, Mozilla, Apple, Microsoft: a host, or what it ends with. `PUSH_HOSTS` may add some.
HOSTS = ("fcm.googleapis.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
ENDPOINT = re.compile(r"https://([a-z0-9.-]+)/[\w.~:=%?&+/-]*", re.ASCII)
LONGEST = 1000
# A device that is off for longer than a day need not hear of yesterday.
HEADERS = {"TTL": "86400", "Urgency": "normal", "Topic": "news"}
TIMEOUT_S = 10
SIGNED_FOR_S = 12 * 3600


class Unreachable(Exception):
    """The push service does not answer, or not now."""


def is_offered() -> bool:
    """Where the network has a key for it."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """What the browser subscribes with."""
    key = Vapid02.from_string(settings.VAPID_PRIVATE_KEY).public_key
    return b64urlencode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def is_known(endpoint: str) -> bool:
    """An https address at one of the known push services, and nothing odd about it."""
    found = ENDPOINT.fullmatch(endpoint)
    if found is None or len(endpoint) > LONGEST:
        return False
    hosts = (*HOSTS, *settings.PUSH_HOSTS)
    return any(found[1].endswith(host) if host.startswith(".") else found[1] == host for host in hosts)


def hash_of(endpoint: str) -> str:
    """By which one device is told from another, without reading where it is."""
    return salted_hmac("members.device", endpoint, algorithm="sha256").hexdigest()


def reaches(person: Person) -> bool:
    """Whether they have a device here."""
    return is_offered() and person.devices.exists()


def send(person: Person, deliveries: list[Delivery]) -> None:
    """Wake each of their devices once, however many notices there are: a job for each."""
    from ..tasks import push

    urgent = {"is_urgent": True} if any_urgent(deliveries) else {}
    for device in person.devices.all():
        push.defer(device_id=device.pk, **urgent)


def wake(device_id: int, *, is_urgent: bool = False) -> None:
    """Ask the push service to wake one device. A device that it no longer knows is forgotten.

    In its owner's quiet hours, which a second try may meet, another job is to do it at their end, unless
    `is_urgent`. Raises `Unreachable` where trying again may help.
    """
    from ..tasks import push

    device = Device.objects.select_related("person__user").filter(pk=device_id).first()
    if device is None or not (is_offered() and is_reached(device.person) and is_known(device.endpoint)):
        return
    until = quiet_until(device.person, timezone.now())
    if until and not is_urgent:
        push.configure(schedule_at=until).defer(device_id=device_id)
        return
    status = _ask(device.endpoint)
    if status in (404, 410):
        device.delete()
    elif status == 429 or status >= 500:
        raise Unreachable(f"the push service answered {status}")


def _ask(endpoint: str) -> int:
    headers = {**HEADERS, **_signature(endpoint)}
    try:
        return requests.post(endpoint, headers=headers, timeout=TIMEOUT_S, allow_redirects=False).status_code
    except requests.RequestException as problem:
        # Its own words hold the address, and a job's failure is logged.
        raise Unreachable(type(problem).__name__) from None


def _signature(endpoint: str) -> dict[str, str]:
    vapid = Vapid02.from_string(settings.VAPID_PRIVATE_KEY)
    claims = {
        "aud": f"https://{urlsplit(endpoint).netloc}",
        "sub": settings.VAPID_CONTACT,
        "exp": int(time.time()) + SIGNED_FOR_S,
    }
    signed: dict[str, str] = vapid.sign(claims)
    return signed
