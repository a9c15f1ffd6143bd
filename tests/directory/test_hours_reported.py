"""What people reported to other makers of opening hours and calendars: it must not happen here.

The comment says what went wrong there; the case, what a card of ours says at that moment.
"""

import datetime as dt

import pytest

from directory.hours import WEEKDAYS, Rule, is_open, spans
from tests.directory.opening import BRUSSELS, on, once, said, said_at

EVERY_DAY = ",".join(WEEKDAYS)
NIGHTS = on("SU", "19:00-02:00") + on("MO,TU,WE,TH,FR", "18:00-03:00")
CHRISTMAS = once("2026-12-25", last="2026-12-26")
ROUND_THE_CLOCK = on(EVERY_DAY, "00:00-00:00")


def day(text):
    return dt.date.fromisoformat(text)


PAST_MIDNIGHT = [
    # The weekday was that of the calendar, so that after midnight last night's hours were not looked at.
    (on("MO", "20:00-02:00"), "2026-11-24 01:00", "Open now · closes in 60 minutes"),
    # And the other way round: on the evening itself the closing time had "already passed".
    (on("MO", "20:00-02:00"), "2026-11-23 20:30", "Open now · until 2:00"),
    # A place that closes a quarter past midnight was closed all day.
    (on(EVERY_DAY, "11:00-00:15"), "2026-11-24 00:10", "Open now · closes in 5 minutes"),
    # The rule of the next days cut off the night that ran into them.
    (
        on("MO", "6:00-15:00") + on("TU,WE,TH", "7:00-4:00") + on("FR,SA,SU", "9:00-17:00"),
        "2026-11-27 03:00",
        "Open now · closes in 60 minutes",
    ),
    # With hours early and late on the same day, the late ones ended at midnight.
    (
        on("TU", "2:30-4:30", "22:00-2:00") + on("WE", "5:00-8:00"),
        "2026-11-25 01:00",
        "Open now · closes in 60 minutes",
    ),
    # Friday's and Saturday's nights were taken for those that begin on Thursday and Friday.
    (on("FR,SA", "23:00-4:00"), "2026-11-27 03:30", "Opens today 23:00"),
    (on("FR,SA", "23:00-4:00"), "2026-11-28 03:30", "Open now · closes in 30 minutes"),
    # Yesterday's closing time kept a place open that had not opened yet.
    (on("MO", "11:00-18:00") + on("TU", "13:37-15:37"), "2026-11-24 11:35", "Opens today 13:37"),
    # Between last night's end and tonight's start the next closing was this evening's, not tomorrow's.
    (on("MO", "18:00-5:00") + on("TU", "17:00-6:00"), "2026-11-24 04:30", "Open now · closes in 30 minutes"),
    (on("MO", "18:00-5:00") + on("TU", "17:00-6:00"), "2026-11-24 05:30", "Opens today 17:00"),
    # "Closing soon" was said only once midnight had passed.
    (on("SU", "9:00-0:30"), "2026-11-29 23:50", "Open now · closes in 40 minutes"),
    # "From nine to midnight" was read as ending before it began.
    (on("MO", "9:00-0:00"), "2026-11-23 22:00", "Open now · until 0:00"),
    (on("MO", "9:00-0:00"), "2026-11-24 00:00", "Opens Monday 9:00"),
    # Hours split at midnight were said to end there, though they go on.
    (on("MO", "9:00-0:00") + on("TU", "0:00-3:00"), "2026-11-23 23:30", "Open now · until 3:00"),
    # A longer night on some days, beside the rule of every day: one of the two was lost.
    (
        on(EVERY_DAY, "7:00-1:00") + on("FR,SA", "7:00-3:00"),
        "2026-11-28 02:30",
        "Open now · closes in 30 minutes",
    ),
    (on(EVERY_DAY, "7:00-1:00") + on("FR,SA", "7:00-3:00"), "2026-11-30 01:30", "Opens today 7:00"),
    # Opening at midnight counted as never opening.
    (on("MO", "0:00-6:00"), "2026-11-22 23:30", "Opens in 30 minutes"),
    (on("MO", "0:00-6:00"), "2026-11-23 00:00", "Open now · until 6:00"),
]

ALL_DAY = [
    # 23:59 left a minute a day in which it was closed.
    (on(EVERY_DAY, "0:00-23:59"), "2026-11-23 23:59:30", "Open now · all day, every day"),
    # The same time twice was an empty span.
    (on("TU", "0:00-0:00"), "2026-11-24 12:00", "Open now · until 0:00"),
    # Somebody enters 8 to 8 for round the clock.
    (on(EVERY_DAY, "8:00-8:00"), "2026-11-24 08:00", "Open now · all day, every day"),
    # "24 hours" written as from 11 at night until a minute before: closed at 22:59.
    (on(EVERY_DAY, "23:00-22:59"), "2026-11-23 22:59", "Open now · all day, every day"),
    # Round the clock on one day only has an end.
    (on("TU", "0:00-23:59"), "2026-11-24 23:30", "Open now · closes in 30 minutes"),
    # A place that never closes could not be closed for a day.
    (ROUND_THE_CLOCK + once("2026-12-25"), "2026-12-25 12:00", "Opens tomorrow 0:00"),
    (ROUND_THE_CLOCK + once("2026-12-25"), "2026-12-24 12:00", "Open now · until 0:00"),
    (ROUND_THE_CLOCK + once("2026-12-25"), "2026-12-26 00:00", "Open now · all day, every day"),
    # All day as an exception: refused, or a minute short.
    (
        on("MO", "9:00-17:00") + once("2026-11-24", "0:00-0:00"),
        "2026-11-24 23:59:10",
        "Open now · closes in 1 minute",
    ),
]

HOLIDAYS = [
    # The night before a holiday ended at midnight.
    (NIGHTS + once("2023-05-01"), "2023-05-01 01:00", "Open now · closes in 60 minutes"),
    # The holiday was over at midnight: its own evening had the hours of the wrong day.
    (NIGHTS + once("2023-05-01", "20:00-3:00"), "2023-05-02 02:30", "Open now · closes in 30 minutes"),
    (NIGHTS + once("2023-05-01"), "2023-05-02 01:00", "Opens today 18:00"),
    # Shorter hours on Good Friday did not stop the usual ones from running into Saturday.
    (
        on(EVERY_DAY, "15:00-3:00") + once("2026-04-03", "15:00-0:00"),
        "2026-04-04 02:00",
        "Opens today 15:00",
    ),
    # An exception that ended at midnight hid the next day's usual hours.
    (
        on("MO,TU,WE,TH", "7:30-0:00") + once("2017-05-29", "12:00-0:00"),
        "2017-05-30 09:00",
        "Open now · until 0:00",
    ),
    # The table of hours knew of the holiday, "open now" did not.
    (on("FR", "9:00-17:00") + CHRISTMAS, "2026-12-25 10:00", "Opens January 1 9:00"),
    # Between two holidays in a row it was about to "close".
    (on(EVERY_DAY, "9:00-17:00") + CHRISTMAS, "2026-12-25 10:00", "Opens Sunday 9:00"),
    # The next opening was looked for in the usual hours only.
    (
        on("MO", "9:00-17:00") + once("2026-11-30", "10:00-12:00"),
        "2026-11-29 20:00",
        "Opens tomorrow 10:00",
    ),
    # A holiday with hours was open all day, or closed all day.
    (
        on("MO", "9:00-17:00") + once("2026-11-23", "10:00-12:00"),
        "2026-11-23 11:30",
        "Open now · closes in 30 minutes",
    ),
    (
        on("MO", "9:00-17:00") + once("2026-11-23", "10:00-12:00"),
        "2026-11-23 15:00",
        "Opens November 30 9:00",
    ),
    # Closed early on the eve, which also has no night then.
    (NIGHTS + once("2026-12-24", "9:00-12:00"), "2026-12-25 01:00", "Opens today 18:00"),
    # Closed on the last Friday of each month: a holiday could only be a date.
    (
        [*on("FR", "9:00-17:00"), Rule(freq="MONTHLY", byday="-1FR", is_exception=True)],
        "2026-11-27 10:00",
        "Opens December 4 9:00",
    ),
    # A holiday had to be entered again each year.
    (
        [*on(EVERY_DAY, "9:00-17:00"), Rule(freq="YEARLY", dtstart=day("2020-12-25"), is_exception=True)],
        "2026-12-25 10:00",
        "Opens tomorrow 9:00",
    ),
]

WEEKS_OF_THE_MONTH = [
    # Open four days a month: it was shown as open every week, or not at all.
    (
        [Rule(dt.time(9), dt.time(12), "MONTHLY", bymonthday="5,12,19,26")],
        "2026-11-26 11:30",
        "Open now · closes in 30 minutes",
    ),
    # The fourth was taken for the last.
    (on("-1SA", "9:00-12:00"), "2026-10-24 10:00", "Opens October 31 9:00"),
    (on("4SA", "9:00-12:00"), "2026-10-31 10:00", "Opens November 28 9:00"),
    # There was no fifth; or where a month has none, the fourth was taken.
    (on("5SU", "9:00-12:00"), "2026-11-29 11:00", "Open now · closes in 60 minutes"),
    (on("5SU", "9:00-12:00"), "2026-12-27 11:00", "Not open in the next weeks"),
    (on("5SU", "9:00-12:00"), "2026-12-28 11:00", "Opens January 31 9:00"),
    # The last Friday of a month whose last week has none.
    (on("-1FR", "9:00-12:00"), "2030-01-25 11:00", "Open now · closes in 60 minutes"),
    # The second Tuesday is not the Tuesday of the second week.
    (on("2TU", "9:00-12:00"), "2026-12-08 11:00", "Open now · closes in 60 minutes"),
    # On the 31st: shorter months were skipped, as they should; "the last day" is another rule.
    (
        [Rule(dt.time(9), dt.time(12), "MONTHLY", dtstart=day("2026-01-31"))],
        "2026-02-28 10:00",
        "Opens March 31 9:00",
    ),
    (
        [Rule(dt.time(9), dt.time(12), "MONTHLY", bymonthday="-1")],
        "2026-02-28 11:00",
        "Open now · closes in 60 minutes",
    ),
    # The 29th of February came on the 28th or the 1st of March in other years.
    (
        [Rule(dt.time(9), dt.time(12), "YEARLY", dtstart=day("2024-02-29"))],
        "2027-02-28 10:00",
        "Not open in the next weeks",
    ),
    (
        [Rule(dt.time(9), dt.time(12), "YEARLY", dtstart=day("2024-02-29"))],
        "2028-02-29 11:00",
        "Open now · closes in 60 minutes",
    ),
]

OTHER_WEEKS = [
    # Every other Wednesday lost its step at New Year.
    (
        on("WE", "9:00-12:00", interval=2, dtstart=day("2016-12-14")),
        "2017-01-04 10:00",
        "Opens January 11 9:00",
    ),
    (
        on("WE", "9:00-12:00", interval=2, dtstart=day("2016-12-14")),
        "2017-01-11 11:00",
        "Open now · closes in 60 minutes",
    ),
    # And every other Saturday in a year of 53 weeks.
    (
        on("SA", "9:00-12:00", interval=2, dtstart=day("2020-12-26")),
        "2021-01-02 10:00",
        "Opens January 9 9:00",
    ),
    (
        on("SA", "9:00-12:00", interval=2, dtstart=day("2020-12-26")),
        "2021-01-09 11:00",
        "Open now · closes in 60 minutes",
    ),
    # Two days every other week: the second week began with the second of them.
    (
        on("MO,TU", "9:00-12:00", interval=2, dtstart=day("2014-02-10")),
        "2014-02-17 10:00",
        "Opens February 24 9:00",
    ),
    (
        on("MO,TU", "9:00-12:00", interval=2, dtstart=day("2014-02-10")),
        "2014-02-25 11:00",
        "Open now · closes in 60 minutes",
    ),
    # With days named, the interval was forgotten.
    (on("MO", "9:00-12:00", interval=2, dtstart=day("2023-06-19")), "2023-06-26 10:00", "Opens July 3 9:00"),
    # Whose week begins on Sunday counts from another one.
    (
        on("TH", "9:00-12:00", interval=2, dtstart=day("2023-09-03")),
        "2023-09-07 10:00",
        "Opens September 14 9:00",
    ),
    (
        on("TH", "9:00-12:00", interval=2, dtstart=day("2023-09-03"), wkst="SU"),
        "2023-09-07 11:00",
        "Open now · closes in 60 minutes",
    ),
    # The first days of January may be in week 53, and are not in week 1 then.
    (on("SA", "9:00-12:00", byweekno="53"), "2027-01-02 11:00", "Open now · closes in 60 minutes"),
    (on("SA", "9:00-12:00", byweekno="1"), "2027-01-02 10:00", "Opens January 9 9:00"),
    # Weeks that go on over the end of the year.
    (on("MO", "9:00-12:00", byweekno="51,52,53,1,2"), "2027-01-11 11:00", "Open now · closes in 60 minutes"),
    (on("MO", "9:00-12:00", byweekno="51,52,53,1,2"), "2027-01-18 10:00", "Not open in the next weeks"),
]

SEASONS = [
    # A winter that crosses New Year was over on the 1st of January.
    (
        on("FR", "9:00-17:00", valid_from=day("2026-10-01"), valid_to=day("2027-03-31")),
        "2027-01-01 10:00",
        "Open now · until 17:00",
    ),
    # The times were right, the season was over: still "open".
    (
        on(EVERY_DAY, "9:00-16:45", valid_from=day("2025-12-13"), valid_to=day("2026-04-11")),
        "2026-04-12 10:00",
        "Not open in the next weeks",
    ),
    # The last day was left out; and so was the night that begins on it.
    (on("SA", "9:00-17:00", valid_to=day("2026-04-11")), "2026-04-11 10:00", "Open now · until 17:00"),
    (on("SA", "22:00-2:00", until=day("2026-04-11")), "2026-04-12 01:00", "Open now · closes in 60 minutes"),
    # Summer's hours and winter's: on the other days the first rule of the season alone held.
    (
        on("TU", "14:00-18:00", valid_from=day("2026-09-01"), valid_to=day("2027-06-30"))
        + on("TU", "10:00-12:00", valid_from=day("2026-07-01"), valid_to=day("2026-08-31")),
        "2026-09-01 10:30",
        "Opens today 14:00",
    ),
    # "Four times" counted the days before the first, or one too many.
    (
        on("TU,TH", "9:00-12:00", dtstart=day("2026-11-19"), count=4),
        "2026-12-01 11:00",
        "Open now · closes in 60 minutes",
    ),
    (
        on("TU,TH", "9:00-12:00", dtstart=day("2026-11-19"), count=4),
        "2026-12-01 12:30",
        "Not open in the next weeks",
    ),
]

UNSAID = [
    # On Friday evening: "closed until tomorrow", for a place that is closed at the weekend.
    (on("MO,TU,WE,TH,FR", "9:00-17:00"), "2026-11-27 22:00", "Opens Monday 9:00"),
    # Two spans on one day: only the first was looked at.
    (on("MO", "9:00-12:00", "14:00-17:00"), "2026-11-23 15:00", "Open now · until 17:00"),
    (on("MO", "9:00-12:00", "14:00-17:00"), "2026-11-23 13:30", "Opens in 30 minutes"),
    # Neither open nor closed was shown as closed.
    ([], "2026-11-23 10:00", "Hours not known: call first"),
    # By appointment is not "open all day".
    ([Rule(freq="WEEKLY", byday="MO")], "2026-11-23 10:00", "Hours not known: call first"),
    # By appointment on some days, with hours on others.
    ([Rule(freq="WEEKLY", byday="MO"), *on("TU", "9:00-17:00")], "2026-11-23 10:00", "Opens tomorrow 9:00"),
]

CLOCKS_CHANGE = [
    # On the days on which clocks are changed everything was an hour off, early and late.
    (on(EVERY_DAY, "9:00-18:00"), "2019-03-31 08:30", "Opens in 30 minutes"),
    (on(EVERY_DAY, "9:00-18:00"), "2019-03-31 17:30", "Open now · closes in 30 minutes"),
    (on(EVERY_DAY, "9:00-18:00"), "2019-10-27 08:30", "Opens in 30 minutes"),
    (on(EVERY_DAY, "9:00-18:00"), "2019-10-27 17:30", "Open now · closes in 30 minutes"),
    # Opening at a time that the clock jumps over: never opened, or an hour early.
    (on("SU", "2:30-6:00"), "2026-03-29 01:59", "Opens in 1 minute"),
    (on("SU", "2:30-6:00"), "2026-03-29 03:00", "Open now · until 6:00"),
    # Hours that lie in the skipped hour alone do not come that night.
    (on("SU", "2:10-2:50"), "2026-03-29 01:59", "Opens April 5 2:10"),
]

REPORTED = (
    PAST_MIDNIGHT + ALL_DAY + HOLIDAYS + WEEKS_OF_THE_MONTH + OTHER_WEEKS + SEASONS + UNSAID + CLOCKS_CHANGE
)


@pytest.mark.parametrize(("rules", "text", "expected"), REPORTED)
def test_reported_elsewhere(rules, text, expected):
    assert said(rules, text) == expected


OFFICE = on("MO,TU,WE,TH,FR", "9:00-17:00")


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        # The server's clock, in UTC, was compared with the hours on the door.
        ("America/New_York", "2026-11-23T15:00Z", "Open now · until 17:00"),
        ("America/New_York", "2026-11-23T22:30Z", "Opens tomorrow 9:00"),
        # It was already tomorrow there, and another weekday.
        ("Asia/Tokyo", "2026-11-22T23:30Z", "Opens in 30 minutes"),
        ("America/Los_Angeles", "2026-11-28T00:30Z", "Open now · closes in 30 minutes"),
        # Zones that are half an hour or a quarter off.
        ("Asia/Kolkata", "2026-11-23T03:30Z", "Open now · until 17:00"),
        ("Asia/Kathmandu", "2026-11-23T03:14Z", "Opens in 1 minute"),
        ("Asia/Kathmandu", "2026-11-23T03:15Z", "Open now · until 17:00"),
        # Where summer time is half an hour.
        ("Australia/Lord_Howe", "2026-04-05T22:30Z", "Open now · until 17:00"),
        ("Australia/Lord_Howe", "2026-04-02T21:59Z", "Opens in 1 minute"),
    ],
)
def test_reported_elsewhere_of_zones(zone, at, expected):
    assert said_at(OFFICE, dt.datetime.fromisoformat(at), zone) == expected


def test_midnight_that_the_clock_jumps_over():
    # In Havana clocks go from 23:59 to 1:00: hours that begin at midnight were lost with the whole night.
    zone, sunday = "America/Havana", day("2026-03-08")
    found = spans(on("SU", "0:00-6:00"), sunday)
    assert not is_open(found, zone=zone, at=dt.datetime(2026, 3, 8, 4, 59, tzinfo=dt.UTC))
    assert is_open(found, zone=zone, at=dt.datetime(2026, 3, 8, 5, 0, tzinfo=dt.UTC))


def test_hour_that_comes_twice():
    # It was open in one of the two only.
    found = spans(on("SU", "2:00-2:30"), day("2026-10-25"))
    open_at = [
        is_open(found, zone=BRUSSELS, at=dt.datetime(2026, 10, 25, hour, minute, tzinfo=dt.UTC))
        for hour in (0, 1)
        for minute in (0, 29, 30)
    ]
    assert open_at == [True, True, False, True, True, False]
