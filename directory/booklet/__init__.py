"""The pocket guide as a PDF, where the `pdf` extra (typst) is installed.

Two passes: `pages.typ` sets single pages, `sheets.typ` lays eight small ones on each sheet. What is printed
goes in as data and is never made part of the markup, so that no name can be read as a command.
"""

import json
import re
import subprocess
import sys
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutualaid.base.icons import icon
from mutualaid.base.network import current_network

from .. import paper
from ..pocket import Entry, Pocket
from . import press

# What typst calls them.
SIZES = {"a4": "a4", "letter": "us-letter"}
SECONDS = 20
_FONTS = ("fontpkg_atkinson_hyperlegible",)
# Longer entries may go on on the next page; a word longer than a line is broken anywhere.
_LONG_ENTRY, _LONG_WORD = 500, 24
_BREAK = "\u200b"


def is_there() -> bool:
    """Whether PDFs can be made here."""
    return find_spec("typst") is not None


def make(guide: Pocket, *, size: str, is_large: bool = False) -> bytes:
    """A PDF on sheets of that size: a booklet to fold, or single pages in large print."""
    fonts = [str(files(name) / "files") for name in _FONTS]
    data = _data(guide) | {"size": SIZES[size], "large": is_large, "fonts": fonts}
    # Without our environment: it needs none of the keys in it.
    done = subprocess.run(  # noqa: S603 (our own file, and nothing of a request is an argument)
        [sys.executable, "-I", press.__file__],
        input=json.dumps(data, default=str).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=SECONDS,
        env={},
    )
    return done.stdout


# --- What is printed ------------------------------------------------------------------------------


def _data(guide: Pocket) -> dict[str, Any]:
    network = current_network()
    return {
        "lang": (get_language() or "en").split("-")[0],
        "network": _fit(network.name),
        "phone": _fit(" · ".join(filter(None, [network.phone, network.phone_hours]))),
        "address": paper.address(),
        "qr": _standalone(paper.qr("/")),
        "title": _fit(guide.title),
        "chosen": [_fit(text) for text in guide.chosen],
        "parts": [
            {"title": part.title, "icon": _drawn(part.icon), "entries": [_entry(one) for one in part.entries]}
            for part in guide.parts
        ],
        "signs": [{"name": node.name, "icon": _drawn(node.icon)} for node in guide.signs],
        "icons": {
            name: _drawn(name) for name in ("clock", "phone", "map-pin", "users", "message-circle", "sprout")
        },
        "words": words(guide),
    }


def words(guide: Pocket) -> dict[str, str]:
    """What the page to print says as well, but for names and hours."""
    made_on = formats.date_format(guide.made_on, "DATE_FORMAT")
    return {
        "join": _(
            "What do you need? What could you share? We are neighbours who look after each other: join us."
        ),
        "made": _("From the directory of %(network)s, %(day)s.")
        % {"network": current_network().name, "day": made_on},
        "changes": _("Hours change. When this paper is older than a month, call first."),
        "cut": _("There is more than fits: these are the first %d.") % guide.count if guide.is_cut else "",
        "signs": _("What the signs mean"),
        "inside": _("What is inside"),
        "secret": _("Where it is stays secret. Call, and they tell you."),
        "notes": _("Notes"),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    texts = {
        "name": entry.name,
        "about": " · ".join(filter(None, [entry.organization, entry.about])),
        "limits": entry.limits,
        "hours": entry.hours,
        "caution": entry.caution,
        "checked": entry.checked,
        "phone": entry.phone,
        "address": entry.address,
        "languages": entry.languages,
    }
    return {
        **{name: _fit(text) for name, text in texts.items()},
        "secret": entry.is_secret,
        "long": sum(map(len, texts.values())) > _LONG_ENTRY,
        "signs": [_drawn(node.icon) for node in entry.access],
    }


def _fit(text: str) -> str:
    """With places to break words that no line can hold."""
    return re.sub(rf"(\S{{{_LONG_WORD}}})(?=\S)", rf"\1{_BREAK}", text)


@cache
def _drawn(name: str) -> str:
    return _standalone(icon(name))


def _standalone(svg: str) -> str:
    """A drawing as a file of its own, in black."""
    svg = str(svg).replace("currentColor", "#000")  # a plain text: markup would escape what is put in
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
