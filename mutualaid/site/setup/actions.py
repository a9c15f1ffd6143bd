"""The one-time link of an empty network, and the one action behind it."""

import hashlib
import hmac
import math
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members import actions as members
from members.agreement import actions as agreements
from members.agreement import starting
from members.models import Person, User
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import Network
from mutualaid.base.network import forget

# When a new network looks again at what it agreed on.
YEAR = timedelta(days=365)
METRES_A_DEGREE = 111_320.0


def link() -> str | None:
    """A fresh link to `/setup/`, and the one before is worth nothing; None once the network is set up."""
    with transaction.atomic():
        network = _locked()
        if network.set_up_at:
            return None
        token = secrets.token_urlsafe(24)
        network.setup_token_hash = _hash(token)
        network.save(update_fields=["setup_token_hash"])
    return f"{settings.SITE_URL}{reverse('site:setup', args=[token])}"


def is_open(token: str) -> bool:
    """Is this the link that waits to be used?"""
    wanted = Network.objects.filter(pk=1, set_up_at=None).values_list("setup_token_hash", flat=True).first()
    return bool(wanted) and hmac.compare_digest(str(wanted), _hash(token))


def is_done() -> bool:
    """Is the network set up? Asked of the database: what this process holds may be half a minute old."""
    return Network.objects.filter(pk=1, set_up_at__isnull=False).exists()


@transaction.atomic
def set_up(
    *,
    token: str,
    email: str,
    person_name: str,
    latitude: float,
    longitude: float,
    reach_km: int,
    **network: Any,
) -> Person:
    """Name the network, fix its grid for good, and make its first organizer.

    `network`: fields of `Network`. Raises NotAllowed for a wrong link, NotNow for one that was used.
    """
    row = _locked()
    if row.set_up_at:
        raise NotNow(_("This network is set up already. Sign in instead."))
    if not row.setup_token_hash or not hmac.compare_digest(row.setup_token_hash, _hash(token)):
        raise NotAllowed
    for field, value in {**network, **_area(latitude, longitude, reach_km)}.items():
        setattr(row, field, value)
    row.set_up_at = timezone.now()
    row.setup_token_hash = ""
    row.save()
    person = _first_organizer(email, person_name, row.languages)
    agreements.publish(by=person, texts=starting.texts(), review_on=timezone.localdate() + YEAR)
    audit.record("network.set_up", row, by=person)
    transaction.on_commit(forget)
    return person


def _locked() -> Network:
    Network.objects.get_or_create(pk=1)
    return Network.objects.select_for_update().get(pk=1)


def _area(latitude: float, longitude: float, reach_km: int) -> dict[str, float]:
    """The square around the middle, and the grid's origin: rounded, as it need not be anybody's door."""
    up = reach_km * 1000 / METRES_A_DEGREE
    aside = up / max(math.cos(math.radians(latitude)), 0.05)
    return {
        "grid_latitude": round(latitude, 2),
        "grid_longitude": round(longitude, 2),
        "area_south": max(latitude - up, -90.0),
        "area_north": min(latitude + up, 90.0),
        "area_west": max(longitude - aside, -180.0),
        "area_east": min(longitude + aside, 180.0),
    }


def _first_organizer(email: str, name: str, languages: list[str]) -> Person:
    """Whoever holds the link reads this machine's terminal: their email needs no code."""
    user = members.open_account(email=email)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return members.join(user=user, name=name, cell=None, languages=languages)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
