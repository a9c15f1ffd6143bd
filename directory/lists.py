"""A list of listings that somebody gathers: it stands in its address, `?l=1f.2a.G3`, and is stored nowhere.

Whoever has the link has the list; it says nothing of who made it. Codes are keys in base 36, a guide's with a
"G" before it. What is hidden by now, or never was, is passed over in silence.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from .browse import COLUMNS
from .cards import state_of
from .hours import Kind, Rule
from .models import ListingRow
from .projection import rules_at
from .reading import in_readers_words
from .timetable import Timetable
from .wordsofhours import write_hours

MOST = 50
# Three messages of a phone, joined: 153 letters each, and far fewer where one is outside of its alphabet.
SMS_PARTS = 3
SMS_LETTERS, SMS_UNICODE = 153, 67
LONGEST_NAME = 60
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODE = re.compile(r"G?[0-9a-z]{1,8}")
# What a phone's own alphabet (GSM 03.38) has, and what counts twice there.
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


def code(item: dict[str, Any]) -> str:
    """What stands for a search row's listing or guide in a list."""
    return f"G{_base36(item['guide_id'])}" if item["guide_id"] else _base36(item["service_id"])


def code_of(pk: int) -> str:
    """The same of a listing's key."""
    return _base36(pk)


def _base36(number: int) -> str:
    found = ""
    while number:
        number, digit = divmod(number, 36)
        found = _DIGITS[digit] + found
    return found or "0"


def codes(address: QueryDict) -> list[str]:
    """The codes of an address, each once and in order; what is none is passed over."""
    parts = address.get("l", "")[: MOST * 10].split(".")
    return list(dict.fromkeys(part for part in parts if _CODE.fullmatch(part)))[:MOST]


def name(address: QueryDict) -> str:
    """What the list is called by whoever shared it."""
    return " ".join(address.get("name", "").split())[:LONGEST_NAME]


def rows_of(wanted: Iterable[str]) -> Q:
    """The search rows of what these codes stand for."""
    order = list(wanted)
    services = [int(one, 36) for one in order if not one.startswith("G")]
    guides = [int(one[1:], 36) for one in order if one.startswith("G")]
    return Q(service__in=services) | Q(guide__in=guides)


def items(viewer: Any, wanted: Iterable[str]) -> list[dict[str, Any]]:
    """The search rows of a list, in its order: of a listing with several places the first. One statement."""
    order = list(wanted)
    rows = ListingRow.objects.visible_to(viewer).filter(rows_of(order))
    found: dict[str, dict[str, Any]] = {}
    for row in rows.order_by("pk").values(*COLUMNS, "open", "service_id", "guide_id", "location_id"):
        found.setdefault(code(row), {**row, "distance_m": None})
    return in_readers_words([found[one] for one in order if one in found])


# --- As a text message ------------------------------------------------------------------------------


def message(listed: list[dict[str, Any]], at: dt.datetime) -> tuple[str, int]:
    """The list short enough for a text message, and how many parts of one it takes (`SMS_PARTS` at most).

    Each entry says its name, the number to call, when it is open and where; what does not fit is left away
    from the back, then whole entries, and the text says how many those are.
    """
    timetable = Timetable(listed)
    usual = {one["id"]: write_hours(_weekly(timetable.of(one))) for one in listed}
    for most in (4, 3, 2):
        lines = [_entry(one, usual, most, at) for one in listed]
        if parts("\n".join(lines)) <= SMS_PARTS:
            return "\n".join(lines), parts("\n".join(lines))
    lines = [_entry(one, usual, 2, at) for one in listed]
    for kept in range(len(lines) - 1, 0, -1):
        text = "\n".join([*lines[:kept], _("and %d more") % (len(lines) - kept)])
        if parts(text) <= SMS_PARTS:
            return text, parts(text)
    return lines[0][: SMS_UNICODE * SMS_PARTS], SMS_PARTS


def parts(text: str) -> int:
    """How many messages a phone makes of a text."""
    if not text:
        return 0
    letters = SMS_LETTERS if set(text) <= _GSM else SMS_UNICODE
    return -(-len(text) // letters)


def _entry(item: dict[str, Any], usual: dict[int, str], most: int, at: dt.datetime) -> str:
    where = ", ".join(filter(None, [item["street"], item["city"]]))
    told = [item["name"][:40], item["phone"], _when(item, usual, at), where]
    return " ".join(filter(None, told[:most]))


def _when(item: dict[str, Any], usual: dict[int, str], at: dt.datetime) -> str:
    """The weekly hours; where nobody checked them lately, that one should call."""
    if item["service_id"] is None or not item["has_hours"]:
        return ""
    if state_of(item, at).kind in (Kind.MAYBE, Kind.PAUSED):
        return _("call first")
    return usual[item["id"]]


def _weekly(levels: list[list[dict[str, Any]]]) -> list[Rule]:
    """The usual rules that hold, without holidays."""
    return [rule for rule in rules_at(*levels) if not rule.is_exception]
