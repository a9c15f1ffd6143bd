"""How long words in small conversations are kept."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from mutualaid.base.retention import declare

from ..models import Talk, TalkMessage, TalkReading
from . import actions

WORDS = timedelta(days=180)


def purge_words(now: datetime) -> int:
    """Delete each message after 180 days, also where people go on talking."""
    return TalkMessage.objects.filter(created_at__lt=now - WORDS).delete()[0]


def purge_places(now: datetime) -> int:
    """Delete who had read what, with the words. Who muted it stays so."""
    return TalkReading.objects.filter(is_muted=False, read_at__lt=now - WORDS).delete()[0]


def declare_all() -> None:
    """Called once, from the app's `ready()`."""
    declare(
        Talk, kept=_("as long as its pod or application, without words"), on_leaving="kept", mine="person"
    )
    declare(TalkMessage, kept=_("180 days"), on_leaving="erased", purge=purge_words, erase=actions.erase)
    declare(
        TalkReading,
        kept=_("180 days; who muted it, as long as it is there"),
        on_leaving="erased",
        purge=purge_places,
    )
