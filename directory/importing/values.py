"""Cells into values. Each function takes the text of a cell and raises ValueError with a reason in words."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from ..hours import WEEKDAYS, parse_days, parse_numbers

OLDEST = 130
_EMAIL = EmailValidator()
_URL = URLValidator(schemes=["http", "https"])
_TIME = re.compile(
    r"T?(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?m?\.?(?:Z|[+-]\d\d:?\d\d)?", re.I
)
_DAYS = "monday mon|tuesday tue tues|wednesday wed|thursday thu thur thurs|friday fri|saturday sat|sunday sun"
_DAY_NAMES = {
    name: code for code, names in zip(WEEKDAYS, _DAYS.split("|"), strict=True) for name in names.split()
}
# What sources write for languages that the usual lists call otherwise.
_OTHER_LANGUAGES = {
    "mandarin": "zh",
    "cantonese": "yue",
    "tagalog": "tl",
    "farsi": "fa",
    "asl": "ase",
    "taiwanese": "nan",
}
_ROLES = re.compile(
    "info|contact|help|office|admin|hello|mail|intake|legal|director|team|support|enquir|inquir|general"
    "|reception|pantry|food|service|news|webmaster|volunteer|donat|program|hotline|advice|line$|clinic|apply"
    "|referral|client|helpdesk|referr|callcenter|probono"
)


def text(cell: Any) -> str:
    """Trimmed, with line breaks as they are and other white space as blanks."""
    found = str("" if cell is None else cell)
    if "\n" not in found and "\r" not in found:
        return " ".join(found.split())
    lines = found.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in lines)).strip()


def line(cell: Any) -> str:
    """Text on one line."""
    return " ".join(str("" if cell is None else cell).split())


def number(cell: Any) -> float:
    try:
        return float(line(cell))
    except ValueError:
        raise ValueError(f"not a number: {line(cell)[:40]}") from None


def whole(cell: Any) -> int:
    """A whole number, also where a spreadsheet wrote "12.0"."""
    found = number(cell)
    if found != int(found):
        raise ValueError(f"not a whole number: {line(cell)[:40]}")
    return int(found)


def age(cell: Any) -> int:
    """In years. Nobody is 999: what sources write for "no limit" is none."""
    found = whole(cell)
    if found > OLDEST or found < 0:
        raise ValueError(f"no age: {found}")
    return found


def amount(cell: Any) -> Decimal:
    """Money, with at most two decimals: "35", "2.50"."""
    try:
        found = Decimal(line(cell))
        return found.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(f"not an amount: {line(cell)[:40]}") from None


def zone(cell: Any) -> str:
    """A time zone that the machine knows."""
    found = line(cell)
    if found not in _zones():
        raise ValueError(f"no time zone: {found[:40]}")
    return found


@cache
def _zones() -> set[str]:
    """Read from the disk once: that takes as long as a hundred rows."""
    return zoneinfo.available_timezones()


def currency(cell: Any) -> str:
    """Three letters of ISO 4217."""
    found = line(cell).upper()
    if not re.fullmatch("[A-Z]{3}", found):
        raise ValueError(f"no currency: {line(cell)[:40]}")
    return found


def truth(cell: Any) -> bool:
    """ "true", "t", "yes", "1" and their contraries."""
    found = line(cell).lower()
    if found in ("true", "t", "yes", "y", "1"):
        return True
    if found in ("false", "f", "no", "n", "0", ""):
        return False
    raise ValueError(f"neither yes nor no: {line(cell)[:40]}")


def latitude(cell: Any) -> float:
    return _between(number(cell), 90, "latitude")


def longitude(cell: Any) -> float:
    return _between(number(cell), 180, "longitude")


def _between(value: float, most: int, what: str) -> float:
    if not -most <= value <= most:
        raise ValueError(f"no such {what}: {value}")
    return value


def date(cell: Any) -> dt.date:
    """ISO, with or without a time behind it."""
    try:
        return dt.date.fromisoformat(line(cell)[:10])
    except ValueError:
        raise ValueError(f"not a date such as 2026-11-23: {line(cell)[:40]}") from None


def moment(cell: Any) -> dt.datetime:
    """ISO 8601; without an offset it is taken for UTC."""
    try:
        found = dt.datetime.fromisoformat(line(cell))
    except ValueError:
        raise ValueError(f"not a moment such as 2026-11-23T09:00:00Z: {line(cell)[:40]}") from None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def time(cell: Any) -> dt.time:
    """The time on the wall: "9:00", "09:00:00", "9 am", "24:00"; an offset behind it is not computed with."""
    found = _TIME.fullmatch(line(cell))
    if not found:
        raise ValueError(f"not a time such as 9:00: {line(cell)[:40]}")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            raise ValueError(f"no such time: {line(cell)}")
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise ValueError(f"no such time: {line(cell)}")
    return dt.time(hour, minute)


def url(cell: Any) -> str:
    """A web address; "https://" is added where there is none."""
    found = line(cell)
    if "://" not in found:
        found = f"https://{found}"
    try:
        _URL(found)
    except ValidationError:
        raise ValueError(f"not a web address: {line(cell)[:60]}") from None
    return found


def email(cell: Any) -> str:
    found = line(cell)
    try:
        _EMAIL(found)
    except ValidationError:
        raise ValueError(f"not an email address: {found[:60]}") from None
    return found


def is_personal(address: str, owners: Iterable[str]) -> bool:
    """Whether an email address may be one person's own. It is, unless its name is a role's or an owner's.

    "info@", "bar@" of a bar association and "pcba@" of the Peoria County Bar Association are not.
    """
    local, _, domain = address.lower().partition("@")
    letters = re.sub(r"[^a-z]", "", local)
    return not (
        _ROLES.search(letters) is not None
        or letters == domain.split(".")[0].replace("-", "")
        or (len(letters) >= 3 and domain.startswith(local))
        or any(_is_owners(local, letters, owner) for owner in owners)
    )


def _is_owners(local: str, letters: str, owner: str) -> bool:
    words = re.findall(r"[a-z]+", owner.lower())
    acronym = "".join(word[0] for word in words)
    return local in words or letters == acronym or (len(letters) >= 3 and acronym.startswith(letters))


def phone(cell: Any) -> str:
    """A number that can be dialled: at least three digits. What stands around it stays."""
    found = line(cell).strip('"')
    if len(re.sub(r"\D", "", found)) < 3:
        raise ValueError(f"no phone number: {found[:40]}")
    return found


def weekdays(cell: Any) -> str:
    """HSDS `byday` from "TH,2FR", or from day names as HSDS 2 and spreadsheets have them."""
    parts = [part.strip() for part in re.split(r"[,;/]", line(cell)) if part.strip()]
    found = ",".join(_DAY_NAMES.get(part.lower(), part.upper()) for part in parts)
    try:
        parse_days(found)
    except ValueError:
        raise ValueError(f"no such day: {line(cell)[:40]}") from None
    return found


def numbers(most: int) -> Any:
    """A converter for lists such as "1,15,-1"."""

    def convert(cell: Any) -> str:
        found = line(cell)
        try:
            parse_numbers(found, most)
        except ValueError:
            raise ValueError(f"not numbers between 1 and {most}: {found[:40]}") from None
        return found

    return convert


def one_of(*choices: str) -> Any:
    """A converter for a code list, whatever its letters' case."""

    def convert(cell: Any) -> str:
        found = {choice.lower(): choice for choice in choices}.get(line(cell).lower())
        if found is None:
            raise ValueError(f"not one of {', '.join(choices)}: {line(cell)[:40]}")
        return found

    return convert


def language(cell: Any) -> str:
    """A language's code from its code or its English or Spanish name."""
    found = line(cell).lower()
    # "Chinese (Mandarin)" is the one in brackets.
    inner = re.search(r"\((.+)\)", found)
    code = _languages().get(found) or (_languages().get(inner[1].strip()) if inner else None)
    if code is None and re.fullmatch(r"[a-z]{2,3}(-[a-z]{2,4})?", found):
        code = found
    if code is None:
        raise ValueError(f"no language that we know: {line(cell)[:40]}")
    return code


@cache
def _languages() -> dict[str, str]:
    names: dict[str, str] = {}
    for reader in ("es", "en"):
        for code, name in Locale(reader).languages.items():
            names[name.lower()] = code
    for code in list(names.values()):
        names.setdefault(code.lower(), code)
    return names | _OTHER_LANGUAGES
