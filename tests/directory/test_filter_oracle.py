"""All filters together against a slow, plain reading of the same listings and guides."""

import datetime as dt
import math
import random

import pytest
import time_machine
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import browse, hours, needs, projection
from directory.models import Access, Community, Guide, Service
from mutualaid.base.search.conditions import on_map
from tests.factories.directory import (
    GuideFactory,
    LanguageFactory,
    LocationFactory,
    PlaceFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
# A Monday, half past nine in the network's zone, which is UTC; in the week before clocks change in Brussels.
NOW = dt.datetime(2026, 10, 19, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
CENTRE = (51.0, 4.0)
ZONES = ["UTC", "Europe/Brussels", "America/New_York"]
NEEDS = ["food", "groceries", "hot-meals", "bed-tonight", "legal-advice", "rides"]
COMMUNITIES = ["women", "men", "elders", "migrants"]
ACCESS = ["free", "walk-in", "step-free"]
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


@pytest.fixture
def things():
    """Sixty listings and ten guides, all different, and what is true of each."""
    with time_machine.travel(NOW, tick=False):
        chance = random.Random(11)
        PlaceFactory(name="Alderton", key="alderton", latitude=CENTRE[0], longitude=CENTRE[1])
        found = [_listing(chance, i) for i in range(60)] + [_guide(chance, i) for i in range(10)]
        projection.rebuild()
        yield Things(found)


class Things(list):
    def __repr__(self):
        return f"{len(self)} things"


def some(chance, ones, most=2):
    return chance.sample(ones, chance.randrange(most + 1))


def _listing(chance, i):
    age = sorted(chance.sample([16, 18, 25, 60], 2))
    checked = chance.choice([None, *(TODAY - dt.timedelta(days=days) for days in (1, 100, 170, 200))])
    what = {
        "needs": some(chance, NEEDS),
        "access": some(chance, ACCESS, 3),
        "for": some(chance, COMMUNITIES),
        "by": some(chance, COMMUNITIES),
        "languages": some(chance, ["en", "es", "vi"]),
        "only": chance.random() < 0.4,
        "ages": (age[0] if chance.random() < 0.4 else None, age[1] if chance.random() < 0.4 else None),
        "checked": checked,
        "zone": chance.choice(ZONES),
        "kind": chance.choice(["service", "service", "group"]),
        "point": None,
        "spans": [],
    }
    service = ServiceFactory(
        name=f"Listing {i:02}",
        kind=what["kind"],
        zone=what["zone"],
        needs=what["needs"],
        only_for=what["only"],
        minimum_age=what["ages"][0],
        maximum_age=what["ages"][1],
        last_verified_on=checked,
        verified_how="phone" if checked else "",
        verify_every_days=180,
    )
    service.access.set(Access.objects.filter(slug__in=what["access"]))
    service.for_communities.set(Community.objects.filter(slug__in=what["for"]))
    service.by_communities.set(Community.objects.filter(slug__in=what["by"]))
    for code in what["languages"]:
        LanguageFactory(service=service, code=code)
    if chance.random() < 0.7:
        what["point"] = (CENTRE[0] + chance.gauss(0, 0.1), CENTRE[1] + chance.gauss(0, 0.1))
        location = LocationFactory(latitude=what["point"][0], longitude=what["point"][1])
        ServiceAtLocationFactory(service=service, location=location)
    if chance.random() < 0.8:
        rules = [_hours(chance, service)]
        if chance.random() < 0.4:
            rules.append(_exception(chance, service))
        if checked and checked + dt.timedelta(days=180) >= TODAY:
            end = dt.datetime.combine(checked + dt.timedelta(days=181), dt.time())
            spans = hours.spans(rules, hours.wall_clock(NOW, what["zone"]).date())
            what["spans"] = [(start, min(stop, end)) for start, stop in spans if start < end]
    return {**what, "name": service.name}


def _hours(chance, service):
    """On some days of a week, over midnight or around the clock; mostly by half hours."""
    opens = dt.time(chance.randrange(24), chance.choice([0, 30, 30, 15]))
    closes = chance.choice(
        [opens, *(dt.time(chance.randrange(24), chance.choice([0, 0, 45])) for _ in range(4))]
    )
    days = ",".join(day.upper() for day in chance.sample(DAYS, chance.randrange(1, 8)))
    ScheduleFactory(service=service, byday=days, opens_at=opens, closes_at=closes)
    return hours.Rule(opens_at=opens, closes_at=closes, freq="WEEKLY", byday=days)


def _exception(chance, service):
    """Closed, or open at other hours, on one of the days to come."""
    day = TODAY + dt.timedelta(days=chance.randrange(10))
    opens, closes = chance.choice([(None, None), (dt.time(9), dt.time(11, 30)), (dt.time(22), dt.time(3))])
    once = {"opens_at": opens, "closes_at": closes, "valid_from": day, "valid_to": day, "is_exception": True}
    ScheduleFactory(service=service, freq="", byday="", **once)
    return hours.Rule(**once)


def _guide(chance, i):
    kind = chance.choice(["guide", "tool"])
    wanted = some(chance, ["food", "groceries", "rides"])
    url = "https://example.org/" if kind == "tool" else ""
    GuideFactory(text__title=f"Guide {i}", kind=kind, url=url, needs=wanted)
    return {
        "name": f"Guide {i}",
        "kind": kind,
        "needs": wanted,
        "languages": ["en"],
        "zone": "UTC",
        "ages": (None, None),
        **{name: [] for name in ("access", "for", "by", "spans")},
        **dict.fromkeys(("only", "checked", "point")),
    }


# --- The plain reading ------------------------------------------------------------------------------


def reach(thing):
    return "reading" if thing["kind"] in Guide.Kind.values else "place" if thing["point"] else "phone"


def is_open(thing, value, time):
    if value == "now":
        local = hours.wall_clock(NOW, thing["zone"])
        return any(start <= local < end for start, end in thing["spans"])
    now = NOW.replace(tzinfo=None)
    day = next(TODAY + hours.DAY * n for n in range(7) if DAYS[(TODAY + hours.DAY * n).weekday()] == value)
    if time is not None:
        at = dt.datetime.combine(day, time)
        at += dt.timedelta(days=7 * (at < now))
        return any(start <= at < end for start, end in thing["spans"])
    begin = max(dt.datetime.combine(day, dt.time()), now)
    until = dt.datetime.combine(day + hours.DAY, dt.time())
    return any(start < until and begin < end for start, end in thing["spans"])


def about(thing):
    """The needs of a thing and what they are a part of."""
    nodes = [needs.tree().by_slug[slug] for slug in thing["needs"]]
    return {node.slug for node in nodes} | {node.root.slug for node in nodes}


def passes(thing, name, value, time):
    """Whether a thing is what one ticked option asks for."""
    low, high = thing["ages"]
    return {
        "need": lambda: value in about(thing),
        "access": lambda: value in thing["access"],
        "community": lambda: value in thing["for"],
        "by": lambda: value in thing["by"],
        "language": lambda: value in thing["languages"],
        "kind": lambda: value == thing["kind"],
        "reach": lambda: value == reach(thing),
        "who": lambda: not (thing["only"] and thing["for"]) or value in thing["for"],
        "age": lambda: (low or 0) <= int(value) <= (high or 200),
        "checked": lambda: (
            thing["checked"] is not None and thing["checked"] >= TODAY - dt.timedelta(days=183)
        ),
        "open": lambda: is_open(thing, value, time),
        "within": lambda: reach(thing) != "place" or away(thing) <= float(value) * 1000,
    }[name]()


def away(thing):
    """On the map that the rows lie on, which is true to half a percent."""
    return math.dist(on_map(CENTRE), on_map(thing["point"])) * math.cos(math.radians(CENTRE[0]))


def expected(things, asked, but=None):
    """What passes all groups, but for one."""
    time = dt.time.fromisoformat(asked["time"]) if asked.get("time") else None
    found = [
        thing for thing in things if "near" not in asked or reach(thing) != "place" or away(thing) <= 25_000
    ]
    for name, values in asked.items():
        if name in ("near", "time", but) or not values:
            continue
        enough = all if name == "access" else any
        found = [t for t in found if enough(passes(t, name, value, time) for value in values)]
    return found


def in_order(things, asked):
    """Nearest or by name; those without a place after them, guides last; the open ones first in each."""
    lists = ["place", "phone", "reading"]
    if "near" not in asked:
        return sorted(things, key=lambda t: (lists.index(reach(t)), not is_open(t, "now", None), t["name"]))
    return sorted(
        things,
        key=lambda t: (
            lists.index(reach(t)),
            not is_open(t, "now", None),
            away(t) if t["point"] else 0,
            t["name"],
        ),
    )


def subset(values, most=2):
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


@st.composite
def addresses(draw):
    asked = {
        "need": draw(subset(["food", "groceries", "rides"])),
        "access": draw(subset(ACCESS)),
        "community": draw(subset(COMMUNITIES, 1)),
        "by": draw(subset(COMMUNITIES, 1)),
        "language": draw(subset(["en", "es"])),
        "kind": draw(subset(["service", "group", "guide", "tool"], 3)),
        "reach": draw(subset(["place", "phone", "reading"])),
        "who": draw(subset(COMMUNITIES)),
        "age": draw(subset(["0", "15", "16", "17", "18", "25", "26", "60", "61", "99"], 1)),
        "checked": draw(subset(["6"], 1)),
        "open": draw(subset(["now", *DAYS], 1)),
    }
    names = draw(st.sets(st.sampled_from(list(asked)), max_size=4))
    asked = {name: values for name, values in asked.items() if name in names and values}
    if "open" in asked and asked["open"] != ["now"] and draw(st.booleans()):
        asked["time"] = draw(st.times().map(lambda time: time.strftime("%H:%M")))
    if draw(st.booleans()):
        asked["near"] = ["Alderton"]
        if draw(st.booleans()):
            asked["within"] = draw(subset(["1", "5", "10"], 1))
    return asked


def as_address(asked):
    address = QueryDict(mutable=True)
    for name, values in asked.items():
        address.setlist(name, [values] if isinstance(values, str) else values)
    return address


def picked(asked):
    """A child that is ticked stands for its parent."""
    if "groceries" in asked.get("need", ()):
        return {**asked, "need": [slug for slug in asked["need"] if slug != "food"]}
    return asked


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=addresses())
def test_every_combination_finds_and_counts_what_a_plain_reading_does(things, asked):
    browsed = browse.browse(None, as_address({**asked, "more": ["community", "by"]}))
    asked = picked(asked)
    found = expected(things, asked)

    assert browsed.found.total == len(found)
    wanted = [thing["name"] for thing in in_order(found, asked)]
    assert [item["name"] for item in browsed.items] == wanted[: browse.PER_PAGE]
    time = dt.time.fromisoformat(asked["time"]) if asked.get("time") else None
    assert all(box.options for box in browsed.found.boxes if box.name in ("community", "by"))
    for box in browsed.found.boxes:
        if box.name in ("who", "age"):  # uncounted; one box that is typed
            continue
        among = expected(things, asked, but=None if box.name == "access" else box.name)
        for option in box.options:
            if box.name == "within":
                far = float(option.value or 25) * 1000
                count = sum(reach(thing) == "place" and away(thing) <= far for thing in among)
            elif option.value:
                count = sum(passes(t, option.name, option.value, time) for t in among)
            else:
                count = len(among)
            assert (option.name, option.value, option.count) == (option.name, option.value, count)
    for name, count in browsed.found.without.items():
        assert (name, count) == (name, len(expected(things, asked, but=name)))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=addresses())
def test_every_way_on_leads_to_as_many_as_it_says(things, asked):
    browsed = browse.browse(None, as_address(asked))
    for text, asking in browsed.wider:
        address = QueryDict(mutable=True)
        for name, value in asking:
            address.appendlist(name, value)
        led = browse.browse(None, address).found
        places = {option.value: option.count for option in led.box("reach").options}
        shown = places["place"] if " within " in text else led.total
        assert (text, int(text.split()[0])) == (text, shown)
        assert shown > 0


def test_there_is_something_of_everything(things):
    """Without, the plain reading would be worth little."""
    assert Service.objects.count() == 60
    assert {reach(thing) for thing in things} == {"place", "phone", "reading"}
    assert any(is_open(thing, "now", None) for thing in things)
    assert any(thing["only"] and thing["for"] for thing in things)
