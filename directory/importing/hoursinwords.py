"""Opening hours as people write them into one cell, into rules."""

import re

NAMES = {
    **dict.fromkeys(("monday", "mon", "mo", "lunes", "lun"), "MO"),
    **dict.fromkeys(("tuesday", "tues", "tue", "tu", "martes", "mar"), "TU"),
    **dict.fromkeys(("wednesday", "wed", "we", "miércoles", "miercoles", "mié", "mie"), "WE"),
    **dict.fromkeys(("thursday", "thurs", "thur", "thu", "th", "jueves", "jue"), "TH"),
    **dict.fromkeys(("friday", "fri", "fr", "viernes", "vie"), "FR"),
    **dict.fromkeys(("saturday", "sat", "sa", "sábado", "sabado", "sáb", "sab"), "SA"),
    **dict.fromkeys(("sunday", "sun", "su", "domingo", "dom"), "SU"),
}
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERY = {"daily", "every day", "everyday", "todos los días", "todos los dias", "7 days"}
_DAY = "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True))
_DASH = r"(?:\s*[-–—]\s*|\s+(?:to|until|till|a|hasta)\s+)"
_TIME = r"(?:\d{1,2}(?:[:.]\d{2})?(?::\d{2})?\s*(?:[ap]\.?m\.?)?|noon|midnight)"
# Days, then times: "Mon-Fri, Sun: 9:00-12:00, 2-5 pm".
_PART = re.compile(
    rf"(?P<days>(?:(?:{_DAY})s?\.?(?:{_DASH}(?:{_DAY})s?\.?)?(?:\s*(?:,|&|/|and|y)\s*)?)+|"
    rf"{'|'.join(map(re.escape, sorted(_EVERY, key=len, reverse=True)))})\s*[:,]?\s*"
    rf"(?P<times>{_TIME}{_DASH}{_TIME}(?:\s*(?:,|&|and|y)\s*{_TIME}{_DASH}{_TIME})*)",
    re.I,
)
_PAIR = re.compile(rf"(?P<opens>{_TIME}){_DASH}(?P<closes>{_TIME})", re.I)
# "(Mon,10:00,15:00),(Tue,9:00,17:00)": how Food Oasis has them.
_TUPLE = re.compile(r"\(\s*([^,()]+),\s*([^,()]+),\s*([^,()]+)\)")
_LEFT = re.compile(r"[\s,;.()]*")

Rules = list[tuple[str, str, str]]


def read_hours(words: str) -> Rules | None:
    """Rules `(byday, opens, closes)` of a text, or None if any of it cannot be read: never half of it.

    "Mon-Fri 9-17; Sat 10:00 to 12:00", "lunes a viernes 9 am - 1 pm". Times as `values.time` reads them.
    """
    text = " ".join(words.lower().split())
    if _TUPLE.search(text):
        found = [(_days(day), opens.strip(), closes.strip()) for day, opens, closes in _TUPLE.findall(text)]
        return found if not _LEFT.sub("", _TUPLE.sub("", text)) and all(day for day, *_ in found) else None
    found = []
    for part in _PART.finditer(text):
        days = _days(part["days"])
        for pair in _PAIR.finditer(part["times"]):
            times = _times(pair["opens"], pair["closes"])
            if times is None:
                return None
            found.append((days, *times))
    return found if found and not _LEFT.sub("", _PART.sub("", text)) else None


def _days(words: str) -> str:
    if words.strip() in _EVERY:
        return ",".join(_WEEK)
    found: list[str] = []
    for part in re.split(r"\s*(?:,|&|/|\band\b|\by\b)\s*", words.strip()):
        ends = [NAMES.get(end) or NAMES.get(end.removesuffix("s")) for end in _ends(part)]
        if not ends or None in ends:
            if part:
                return ""
            continue
        first, last = _WEEK.index(ends[0]), _WEEK.index(ends[-1])  # type: ignore[arg-type]
        found += [_WEEK[(first + number) % 7] for number in range((last - first) % 7 + 1)]
    return ",".join(dict.fromkeys(found))


def _ends(part: str) -> list[str]:
    return [end.strip(" .:") for end in re.split(_DASH, part) if end.strip(" .:")]


def _times(opens: str, closes: str) -> tuple[str, str] | None:
    """Both with their half of the day: "2-5 pm" is in the afternoon; None where that is anybody's guess."""
    opens, closes = (_plain(one) for one in (opens, closes))
    half = closes[-2:]
    if half in ("am", "pm") and opens[-2:] not in ("am", "pm") and not _is_noon(opens):
        hour, until = (int(re.match(r"\d+", one)[0]) for one in (opens, closes))  # type: ignore[index]
        if hour > 12:
            return None
        if half == "am" or hour == 12 or (hour < until and until != 12):
            opens += half
        else:
            opens += "am"
    return opens, closes


def _is_noon(time: str) -> bool:
    return time in ("12:00", "24:00")


def _plain(time: str) -> str:
    time = time.strip().replace(".", ":") if re.search(r"\d\.\d", time) else time.strip().replace(".", "")
    return {"noon": "12:00", "midnight": "24:00"}.get(time, time.replace(" ", ""))
