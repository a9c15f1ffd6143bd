"""The pictures behind a map: from a file of ours, from another server, or none."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from .pmtiles import Archive

MAX_ZOOM = 19


@dataclass(frozen=True)
class Pictures:
    """What the browser is told. `zoom`: the closest there are; `box`: where; `host`: who else is asked."""

    url: str = ""
    credit: str = ""
    zoom: int = MAX_ZOOM
    box: tuple[float, ...] = ()
    host: str = ""


@lru_cache(maxsize=1)
def _opened(path: Path) -> Archive:
    return Archive(path)


def archive() -> Archive | None:
    """The network's own map, if it has one."""
    return _opened(settings.TILE_FILE) if settings.TILE_FILE else None


def pictures() -> Pictures:
    """What stands behind the maps of this network. A file of ours goes before another server."""
    credit = settings.TILE_CREDIT
    if own := archive():
        # In the query, which no log keeps: where somebody looks is theirs.
        url = reverse("site:tile") + "?z={z}&x={x}&y={y}"
        return Pictures(url, credit, own.max_zoom, own.box)
    return Pictures(settings.TILE_URL, credit, host=urlsplit(settings.TILE_URL.replace("{s}.", "")).netloc)
