"""What the pages say about hours, distances and how sure we are, in the reader's language."""

import datetime as dt
from collections.abc import Sequence

from babel import Locale, UnknownLocaleError
from django.utils import formats
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext

from mutualaid.base.said import gettext as _
from mutualaid.base.said import language, once

from . import hours
from .hours import DAY, Kind, Rule, Span, State
from .models import Check

SOON = 60
A_WEEK = 7
WEEK = DAY * A_WEEK
METRES_A_MILE = 1609.344


def language_name(code: str) -> str:
    """In the reader's language; the code where nobody knows a name."""
    try:
        return (Locale.parse(language() or "en", sep="-").languages.get(code) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


def clock_time(moment: dt.time | dt.datetime, clock: str) -> str:
    """`clock`: "24" or "12", as the network keeps it. "9:00" or "9 am"."""
    if clock == "12":
        half = _("am") if moment.hour < 12 else _("pm")
        minutes = f":{moment.minute:02}" if moment.minute else ""
        return f"{moment.hour % 12 or 12}{minutes} {half}"
    return f"{moment.hour}:{moment.minute:02}"


def span(found: Span, clock: str) -> str:
    """ "9:00–17:00", "all day"."""
    start, end = found
    if end - start >= DAY:
        return _("all day")
    return f"{clock_time(start, clock)}–{clock_time(end, clock)}"


def opening(state: State, clock: str = "24") -> str:
    """One line for a card: "Open now · closes in 40 minutes", "Opens tomorrow 9:00"."""
    if state.kind is Kind.PAUSED:
        return _("Closed for now: call first")
    if state.kind is Kind.UNKNOWN:
        return _("Hours not known: call first")
    if state.kind is Kind.MAYBE:
        return _("May be open: call first")
    if state.kind is Kind.OPEN:
        return _("Open now · %s") % _closing(state, clock)
    if state.opens is None:
        return _("Not open in the next weeks")
    return _opens(state, clock)


def _closing(state: State, clock: str) -> str:
    assert state.until is not None
    assert state.minutes is not None
    if state.until - state.now > WEEK:
        return _("all day, every day")
    if state.minutes <= SOON:
        return _closes_in(state.minutes)
    time = clock_time(state.until, clock)
    if state.until - state.now <= DAY:
        return _("until %s") % time
    return _("until %(day)s %(time)s") % {"day": _weekday(state.until), "time": time}


@once
def _closes_in(minutes: int) -> str:
    return ngettext("closes in %d minute", "closes in %d minutes", minutes) % minutes


@once
def _opens_in(minutes: int) -> str:
    return ngettext("Opens in %d minute", "Opens in %d minutes", minutes) % minutes


def _opens(state: State, clock: str) -> str:
    assert state.opens is not None
    if state.minutes is not None and state.minutes <= SOON:
        return _opens_in(state.minutes)
    time = clock_time(state.opens, clock)
    ahead = (state.opens.date() - state.now.date()).days
    if ahead == 0:
        return _("Opens today %s") % time
    if ahead == 1:
        return _("Opens tomorrow %s") % time
    day = _weekday(state.opens) if ahead < A_WEEK else formats.date_format(state.opens, "MONTH_DAY_FORMAT")
    return _("Opens %(day)s %(time)s") % {"day": day, "time": time}


def _weekday(moment: dt.datetime) -> str:
    return weekday_name(moment.weekday())


def week(found: Sequence[Span], today: dt.date, clock: str) -> list[tuple[dt.date, list[str]]]:
    """The next seven days and what is open on each; a night belongs to the day that it begins on."""
    table: list[tuple[dt.date, list[str]]] = []
    for number in range(A_WEEK):
        day = today + DAY * number
        table.append((day, [span(part, clock) for part in _on(found, day)]))
    return table


def _on(found: Sequence[Span], day: dt.date) -> list[Span]:
    """The parts of spans that begin on a day; of a span that lasts longer than a day, that day."""
    begin = dt.datetime.combine(day, dt.time())
    parts: list[Span] = []
    for start, end in found:
        if end - start > DAY:
            start, end = max(start, begin), min(end, begin + DAY)
        if begin <= start < begin + DAY and start < end:
            parts.append((start, end))
    return parts


def rule(one: Rule, clock: str = "24") -> str:
    """A rule in words: "2nd Tuesday, 4th Tuesday of the month 9:00–12:00"."""
    times = _("closed") if one.is_exception else ""
    if one.opens_at is not None and one.closes_at is not None:
        times = span(hours.span_on(dt.date(2000, 1, 1), one.opens_at, one.closes_at), clock)
    return " ".join(filter(None, [_which_days(one), _season(one), times]))


def _which_days(one: Rule) -> str:
    days = [_ordinal(ordinal) % weekday_name(weekday) for ordinal, weekday in hours.parse_days(one.byday)]
    text = ", ".join(days)
    if any(ordinal for ordinal, _day in hours.parse_days(one.byday)):
        return _("%s of the month") % text
    if one.bymonthday:
        text = ", ".join(filter(None, [text, _("on day %s of the month") % one.bymonthday]))
    if one.freq == "DAILY" and not text:
        text = _("every day")
    if one.interval > 1:
        every = {"WEEKLY": _("every %d weeks"), "MONTHLY": _("every %d months")}
        text = " ".join(filter(None, [text, every.get(one.freq, _("every %d days")) % one.interval]))
    return text


def _season(one: Rule) -> str:
    first, last = one.valid_from or one.dtstart, one.valid_to or one.until
    if first and first == last:
        return formats.date_format(first, "DATE_FORMAT")
    if first and last:
        return "–".join(formats.date_format(day, "DATE_FORMAT") for day in (first, last))
    return ""


def _ordinal(number: int | None) -> str:
    words = {
        1: pgettext("of the month", "1st %s"),
        2: pgettext("of the month", "2nd %s"),
        3: pgettext("of the month", "3rd %s"),
        4: pgettext("of the month", "4th %s"),
        5: pgettext("of the month", "5th %s"),
        -1: pgettext("of the month", "last %s"),
        -2: pgettext("of the month", "last but one %s"),
    }
    return words.get(number or 0, "%s")


@once
def weekday_name(number: int) -> str:
    """ "Monday" is 0."""
    # The 3rd of January 2000 was a Monday.
    return formats.date_format(dt.date(2000, 1, 3 + number), "l")


def trust(
    last: dt.date | None, today: dt.date, how: str = "", hours_on: dt.date | None = None, confirmed: int = 0
) -> str:
    """How sure we are, for every listing: "Called 12 days ago · 2 neighbours confirmed".

    `last`, `how`: the whole of it; `hours_on`: its hours alone; `confirmed`: by neighbours since then.
    """
    parts = []
    if last or not hours_on:
        parts.append(checked(last, today, how))
    if hours_on and (last is None or hours_on > last):
        ago = _ago((today - hours_on).days)
        parts.append((_("hours checked %s") if parts else _("Hours checked %s")) % ago)
    if confirmed:
        parts.append(_confirmed(confirmed))
    return " · ".join(parts)


@once
def _confirmed(times: int) -> str:
    return ngettext("%d neighbour confirmed", "%d neighbours confirmed", times) % times


def confirmed(times: int) -> str:
    """What neighbours say, as a sentence of its own."""
    return (
        ngettext(
            "%d neighbour says that it is still right", "%d neighbours say that it is still right", times
        )
        % times
    )


def checked_part(check: Check, today: dt.date) -> str:
    """ "Opening hours: checked 3 days ago by organizers"."""
    return _("%(part)s: checked %(ago)s by %(who)s") % {
        "part": check.get_part_display().capitalize(),
        "ago": _ago((today - check.on).days),
        "who": check.get_by_display(),
    }


_CHECKED = {
    "": _lazy("Checked %s"),
    "phone": _lazy("Called %s"),
    "visit": _lazy("Visited %s"),
    "website": _lazy("Checked %s on their website"),
    "themselves": _lazy("They told us %s"),
    "import": _lazy("Checked %s by the directory it comes from"),
}


def checked(last: dt.date | None, today: dt.date, how: str = "") -> str:
    """ "Called 2 days ago", "Not checked yet: call first"."""
    if last is None:
        return _("Not checked yet: call first")
    return _checked((today - last).days, how)


@once
def _checked(passed: int, how: str) -> str:
    return str(_CHECKED.get(how, _CHECKED[""])) % _ago(passed)


@once
def _ago(passed: int) -> str:
    if passed <= 0:
        return _("today")
    if passed == 1:
        return _("yesterday")
    if passed < 60:
        return ngettext("%d day ago", "%d days ago", passed) % passed
    if passed < 730:
        return ngettext("%d month ago", "%d months ago", passed // 30) % (passed // 30)
    return ngettext("%d year ago", "%d years ago", passed // 365) % (passed // 365)


def ages(low: int | None, high: int | None) -> str:
    """Whom it is for by age: "from 18 years", "up to 25 years"; nothing where nobody is too young or old."""
    if low and high:
        return _("%(low)d to %(high)d years") % {"low": low, "high": high}
    if low:
        return _("from %d years") % low
    return _("up to %d years") % high if high else ""


def distance(metres: float, units: str) -> str:
    """`units`: "km" or "mi", as the network keeps it. "400 m", "1.2 km", "0.3 mi"."""
    if units == "mi":
        return _("%s mi") % _short(metres / METRES_A_MILE)
    if metres < 950:
        return _("%d m") % (round(metres / 50) * 50 or 50)
    return _("%s km") % _short(metres / 1000)


def _short(number: float) -> str:
    """With one decimal where that says anything: "1.2", "10"."""
    return _whole(int(number)) if number == int(number) else _tenths(int(number * 10))


@once
def _whole(count: int) -> str:
    return formats.number_format(count, 0)


@once
def _tenths(count: int) -> str:
    return formats.number_format(count / 10, 1)
