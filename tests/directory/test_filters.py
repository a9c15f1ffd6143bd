"""The filters of the directory as a visitor meets them: what they find, say, take away and never break."""

import datetime as dt
import re

import pytest
import time_machine
from django.http import QueryDict
from django.utils import translation
from django.utils.http import urlencode

from directory import actions, asking, browse, projection
from directory.models import Access, Community, Need, Schedule
from mutualaid.base import words
from mutualaid.base.search import statement
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    LocationFactory,
    PhoneFactory,
    PlaceFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.members import OrganizerFactory

pytestmark = pytest.mark.django_db
# A Monday, half past ten in Brussels.
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
LIST = "/directory/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


def listing(name, *, at=(51.0, 4.0), byday="MO", only=(), made_for=(), by=(), access=(), **kwargs):
    values = {"last_verified_on": TODAY, "verified_how": "phone", "needs": ["groceries"], **kwargs}
    service = ServiceFactory(name=name, only_for=bool(only), **values)
    service.for_communities.set(Community.objects.filter(slug__in=[*only, *made_for]))
    service.by_communities.set(Community.objects.filter(slug__in=by))
    service.access.set(Access.objects.filter(slug__in=access))
    if at:
        location = AddressFactory(location=LocationFactory(latitude=at[0], longitude=at[1])).location
        ServiceAtLocationFactory(service=service, location=location)
    ScheduleFactory(service=service, byday=byday)
    PhoneFactory(service=service, number="555-0163")
    projection.project([service.pk])
    return service


def guide(name, **kwargs):
    made = GuideFactory(text__title=name, needs=["groceries"], **kwargs)
    projection.project_guides([made.pk])
    return made


def page(client, query=""):
    return client.get(f"{LIST}?{query}").content.decode()


def results(client, query=""):
    return page(client, query).split('id="results"')[1]


def found(client, query=""):
    """The titles on the page, under their headings."""
    text = page(client, query)
    sections = re.findall(r'<section class="stack" aria-labelledby="(\w+)">(.*?)</section>', text, re.S)
    return {name: re.findall(r'note-title"><a[^>]*>(.*?)</a>', part) for name, part in sections}


def names(client, query=""):
    return sorted(name for listed in found(client, query).values() for name in listed)


def browsed(query=""):
    return browse.browse(None, QueryDict(query))


def counts(name, query=""):
    return {option.value: option.count for option in browsed(query).found.box(name).options}


# --- Who is looking ---------------------------------------------------------------------------------


def test_what_is_only_for_others_is_left_out_for_whoever_says_who_they_are(client):
    listing("For all")
    listing("For women", made_for=["women"])
    listing("Women's", only=["women"])
    listing("Elders'", only=["elders", "women"])
    assert names(client) == ["Elders&#39;", "For all", "For women", "Women&#39;s"]
    assert names(client, "who=men") == ["For all", "For women"]
    assert names(client, "who=women") == ["Elders&#39;", "For all", "For women", "Women&#39;s"]
    assert names(client, "who=men&who=elders") == ["Elders&#39;", "For all", "For women"]
    assert names(client, "who=nobody") == names(client)


def test_card_says_whom_it_is_only_for(client):
    listing("Women's", only=["women"], minimum_age=18)
    listing("For women", made_for=["women"])
    cards = re.findall(r"<article.*?</article>", results(client), re.S)
    said = {"Women only" in card: "from 18 years" in card for card in cards}
    assert said == {True: True, False: False}


def test_made_for_and_run_by_are_different_questions(client):
    listing("For", made_for=["migrants"])
    listing("By", by=["migrants"])
    assert names(client, "community=migrants") == ["For"]
    assert names(client, "by=migrants") == ["By"]
    assert names(client, "community=migrants&by=migrants") == []
    more = "more=community&more=by"
    assert (counts("community", more)["migrants"], counts("by", more)["migrants"]) == (1, 1)


@pytest.mark.parametrize("name", ["community", "by", "who"])
def test_long_group_has_its_options_once_it_is_unfolded(client, name):
    listing("Soup", made_for=["women"], by=["women"], only=["women"])
    option = f'name="{name}" value="women"'
    asks, keeps = f'type="submit" name="more" value="{name}"', f'name="more" value="{name}">'
    text = page(client)
    assert (option in text, asks in text, keeps in text) == (False, True, False)
    assert browsed().found.box(name).options == []
    for query in (f"more={name}", f"{name}=women", f"more={name}&{name}=women"):
        text = page(client, query)
        assert (option in text, asks in text, keeps in text) == (True, False, True)
    assert all(f'id="more-{other}" open' not in page(client, "more=nothing") for other in ("community", "by"))


def test_age_stands_in_the_group_that_says_who_somebody_is(client):
    text = page(client, "age=30")
    assert 'name="age" value="30"' in text
    assert 'name="who" value="women"' in text
    assert 'name="more" value="who">' in text


def test_what_was_unfolded_is_kept_on_the_next_page_only(client):
    for number in range(21):
        listing(f"Soup {number}", access=["free"])
    text = page(client, "more=by&access=free")
    more = [link for link in re.findall(r'href="([^"]*)"', text) if "more=" in link]
    assert [link for link in more if "page=2" not in link] == []


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("17", ["All", "Young"]),
        ("18", ["All", "Grown", "Young"]),
        ("24", ["All", "Grown", "Young"]),
        ("25", ["All", "Grown"]),
        ("0", ["All", "Young"]),
        ("", ["All", "Grown", "Young"]),
        ("-1", ["All", "Grown", "Young"]),
        ("121", ["All", "Grown", "Young"]),
        ("9" * 40, ["All", "Grown", "Young"]),
        ("²", ["All", "Grown", "Young"]),
        ("x", ["All", "Grown", "Young"]),
    ],
)
def test_age(client, age, expected):
    listing("All")
    listing("Young", maximum_age=24)
    listing("Grown", minimum_age=18)
    assert names(client, f"age={age}") == expected


def test_who_is_looking_leads_nowhere_else(client):
    listing("Women's", only=["women"], url="https://example.org/")
    response = client.get(f"{LIST}?who=women&age=30")
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies
    text = response.content.decode()
    # Only links of this very list know it: what takes something away, its next pages, the map and the print.
    links = [link for link in re.findall(r'href="([^"]*)"', text) if "who=" in link or "age=" in link]
    assert links
    own = ("/directory/?", "/directory/places.geojson?", "/directory/print/?")
    assert all(link.startswith(own) for link in links)
    assert "/directory/files/" in text


# --- Access, kind, how sure -------------------------------------------------------------------------


def test_of_ways_in_all_are_wanted(client):
    listing("Ramp", access=["step-free"])
    listing("Ramp and dogs", access=["step-free", "pets-welcome"])
    listing("Dogs", access=["pets-welcome"], fees_description="Free!")
    assert names(client, "access=step-free&access=pets-welcome") == ["Ramp and dogs"]
    assert names(client, "access=free") == ["Dogs"]
    assert counts("access", "access=step-free")["pets-welcome"] == 1
    assert counts("access")["pets-welcome"] == 2


def test_kinds_and_their_pages(client):
    listing("Pantry")
    listing("Tenants", kind="group")
    guide("Share a fridge", slug="share-a-fridge")
    guide("Pod map", kind="tool", slug="pod-map", url="https://example.org/pods")
    assert names(client, "kind=group&kind=tool") == ["Pod map", "Tenants"]
    assert counts("kind") == {"service": 1, "group": 1, "guide": 1, "tool": 1}
    text = page(client, "need=food")
    assert found(client)["reading"] == ["Pod map", "Share a fridge"]
    assert 'href="/directory/guides/share-a-fridge/"' in text
    assert "Up and down, and back by evening." in text


def test_checked_in_the_last_six_months(client):
    listing("New", last_verified_on=TODAY - dt.timedelta(days=183))
    listing("Old", last_verified_on=TODAY - dt.timedelta(days=184))
    listing("Never", last_verified_on=None, verified_how="")
    assert names(client, "checked=6") == ["New"]
    assert counts("checked") == {"6": 1}


# --- Days and hours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("open=now", ["Monday"]),
        ("open=mo", ["Monday", "Night"]),
        ("open=tu", ["Night", "Tuesday"]),
        ("open=tu&time=10:00", ["Tuesday"]),
        ("open=tu&time=03:30", ["Night"]),
        ("open=tu&time=04:00", []),
        ("open=mo&time=16:59", ["Monday"]),
        ("open=mo&time=09:15", ["Monday"]),  # passed today, so in a week
        ("time=23:00", ["Night"]),
        ("time=09:15", ["Tuesday"]),  # passed today, so tomorrow
        ("open=now&time=23:00", ["Monday"]),
        ("open=mo&time=25:00", ["Monday", "Night"]),
        ("open=xx&time=10:00", ["Monday", "Night", "Tuesday"]),
    ],
)
def test_open_on_a_day_and_at_a_time_of_the_clock_there(client, query, expected):
    listing("Monday")
    listing("Tuesday", byday="TU", zone="America/New_York")
    night = listing("Night")
    Schedule.objects.filter(service=night).update(opens_at=dt.time(22), closes_at=dt.time(4))
    projection.project()
    assert names(client, query) == expected


def test_today_is_what_is_left_of_it(client):
    early = listing("Early")
    Schedule.objects.filter(service=early).update(opens_at=dt.time(6), closes_at=dt.time(9))
    projection.project()
    assert names(client, "open=mo") == []
    assert counts("open")["mo"] == 0


# --- Without a place --------------------------------------------------------------------------------


@pytest.fixture
def alderton():
    return PlaceFactory(name="Alderton", key="alderton", latitude=51.0, longitude=4.0)


@pytest.mark.usefixtures("alderton")
def test_what_has_no_place_comes_after_what_is_near(client):
    listing("Hotline", at=None)
    listing("Open hotline", at=None, byday="MO")
    listing("Near", at=(51.01, 4.0))
    listing("Shut", at=(51.0, 4.0), byday="TU")
    listing("Far away", at=(53.0, 4.0))
    unknown = listing("Somewhere", at=(None, None))
    guide("Share a fridge")
    wanted = {
        "open": ["Near"],
        "later": ["Shut"],
        "address": ["Somewhere"],
        "phone": ["Hotline", "Open hotline"],
        "reading": ["Share a fridge"],
    }
    assert found(client, "near=Alderton") == wanted
    assert found(client, "near=Alderton&within=1") == {k: v for k, v in wanted.items() if k != "open"}
    assert counts("within", "near=Alderton") == {"1": 1, "2": 2, "5": 2, "10": 2, "": 2}
    assert counts("reach", "near=Alderton") == {"place": 2, "address": 1, "phone": 2, "reading": 1}
    assert "3 places · 2 by phone or online · 1 guide or tool" in page(client, "near=Alderton")
    assert found(client)["later"] == ["Shut"]
    assert unknown.name in found(client)["open"]


@pytest.mark.usefixtures("alderton")
def test_words_find_what_has_no_place_too(client):
    listing("Bread hotline", at=None)
    listing("Bread", at=(51.01, 4.0))
    listing("Bread far away", at=(53.0, 4.0))
    guide("Bake bread")
    assert found(client, "near=Alderton&q=bread") == {
        "open": ["Bread"],
        "phone": ["Bread hotline"],
        "reading": ["Bake bread"],
    }


def test_pages_follow_one_another_through_all_lists():
    for number in range(15):
        listing(f"Place {number:02}", byday="MO" if number % 2 else "TU")
        listing(f"Line {number:02}", at=None)
    first, second = browsed(), browsed("page=2")
    got = [item["name"] for item in [*first.items, *second.items]]
    assert got[:15] == [f"Place {n:02}" for n in [*range(1, 15, 2), *range(0, 15, 2)]]
    assert got[15:] == [f"Line {n:02}" for n in range(15)]


# --- Chips and ways on ------------------------------------------------------------------------------


@pytest.mark.usefixtures("alderton")
def test_everything_chosen_can_be_taken_away_by_itself(client):
    listing("Bread")
    query = (
        "need=food&need=groceries&access=free&community=women&near=Alderton&within=2&open=mo&time=12:00"
        "&who=women&age=30&q=bread"
    )
    chips = dict(browsed(query).chips)
    assert list(chips) == [
        "“bread”",
        "Alderton",
        "Today at 12:00",
        "Within 2 km",
        "Groceries",
        "Free",
        "Who is looking: Women",
        "Somebody of 30",
        "Made for: Women",
    ]
    everything = set(browsed(query).asking)
    gone = {text: sorted(everything - set(rest)) for text, rest in chips.items()}
    assert gone["Alderton"] == [("near", "Alderton"), ("within", "2")]
    assert gone["Today at 12:00"] == [("open", "mo"), ("time", "12:00")]
    assert gone["Groceries"] == [("need", "groceries")]
    assert gone["Somebody of 30"] == [("age", "30")]
    assert all(set(rest) < everything for rest in chips.values())
    assert 'class="chip" href="/directory/?' in page(client, query)


def ways(query):
    return [text for text, _asking in browsed(query).wider]


@pytest.mark.usefixtures("alderton")
def test_nothing_found_offers_the_nearest_ways_on(client):
    listing("Near", at=(51.043, 4.0), byday="WE", minimum_age=18)
    listing("Nearer", at=(51.04, 4.0), byday="TU", minimum_age=60)
    assert ways("near=Alderton&within=2") == ["2 within 5 km"]
    assert ways("open=now") == ["1 open tomorrow", "2 at any time"]
    assert ways("open=fr&time=12:00") == ["1 open: Tomorrow at 12:00", "2 at any time"]
    assert ways("age=5") == ["2 for every age"]
    assert ways("need=rides&age=70") == ["2 for every need"]
    assert ways("access=free") == ["2 without “Free”"]
    assert ways("near=53.000,4.000") == ["2 anywhere"]
    assert "Ask your neighbours instead" in page(client, "open=now")


@pytest.mark.usefixtures("alderton")
def test_no_place_near_is_said_although_there_is_a_hotline(client):
    listing("Hotline", at=None)
    listing("Pantry", at=(51.03, 4.0))
    assert ways("near=Alderton&within=2") == ["1 within 5 km"]
    assert "No place near there fits all of this." in page(client, "near=Alderton&within=2")
    assert ways("near=Alderton") == []


AWAY = "&near=53.000,4.000"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=xylophone", 3),
        ("q=xilophone", 3),
        ("q=piano+xylophone", 1),
        ("q=pianno+xylophone", 1),
        ("q=piano+zither", 2),
        ("q=pianno+zithre", 2),
        ("q=piano+zither&kind=service&within=2", 2),
        ("q=xylophone+-piano", 2),
        # A hotline is reached from anywhere: it is counted here and there.
        ("q=harp", 2),
        ("q=harrp", 2),
        ("q=harp+kazoo", 2),
        ("q=pianno+kazoo", 1),
        ("q=harp+zither&who=women", 3),
        ("q=groceries", 6),
        ("q=grocries", 6),
        ("", 6),
    ],
)
def test_way_to_what_there_is_anywhere_says_as_many_as_are_found_there(query, count):
    for number, name in enumerate(
        ("Xylophone", "Xylophone and piano", "Xylophones", "Zither", "Harp, harmonica")
    ):
        listing(name, at=(51.0, 4.0 + number / 100))
    listing("Harps by phone", at=None, made_for=["women"])
    words.rebuild()
    (way,) = (way for way in browsed(query + AWAY).wider if "anywhere" in way[0])
    assert way[0] == f"{count} anywhere"
    assert browsed(urlencode(way[1])).found.total == count


def test_no_way_leads_to_what_is_not_there_or_here_already():
    listing("Harp", at=None)
    words.rebuild()
    for query in ("q=harp", "q=harrp", "q=harp+kazoo", "q=kazoo", "q=kazoo+marimba", "q=harp&access=free"):
        assert not [text for text in ways(query + AWAY) if "anywhere" in text]


def test_option_that_leads_nowhere_is_pale_but_there(client):
    listing("Bread")
    pale = re.findall(
        r'<label class="option none"><input[^>]*value="([^"]*)"', page(client, "more=community")
    )
    assert {"tool", "step-free", "health", "women"} <= set(pale)
    assert not {"now", "service", "food"} & set(pale)


# --- Addresses --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*asking.NAMES, "page"])
@pytest.mark.parametrize("value", ["%00", "a" * 3000, "-1"])
def test_nothing_that_somebody_types_breaks_the_page(client, name, value):
    assert client.get(f"{LIST}?{name}={value}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"{name}={value}" for name in asking.NAMES)
        for value in (
            "",
            "%00",
            "%27%22",
            "b" * 3000,
            "9" * 30,
            "-1",
            "nan",
            "%E2%82%AC",
            "now",
            "now&near=1,1",
        )
    ],
)
def test_nonsense_everywhere_breaks_nothing(client, query):
    listing("Bread")
    assert client.get(f"{LIST}?{query}").status_code == 200
    assert client.get(f"{LIST}places.geojson?{query}").status_code == 200


@pytest.mark.usefixtures("alderton")
def test_all_filters_at_once_are_as_few_statements(client, django_assert_num_queries):
    query = (
        "need=food&access=free&kind=service&language=en&community=women&by=women&checked=6&who=women&age=30"
        "&near=Alderton&within=5&open=mo&time=12:00&reach=place"
    )
    listing("Bread", access=["free"], made_for=["women"], by=["women"])
    page(client, query)  # what the process holds
    with django_assert_num_queries(2):
        page(client, query)
    for number in range(3):
        listing(f"Bread {number}", access=["free"], made_for=["women"], by=["women"])
    with django_assert_num_queries(2):
        page(client, query)


def test_options_are_in_the_readers_words_and_follow_what_organizers_reword():
    def named(slug):
        found = browsed("more=community&more=by&more=who").found
        options = [option for box in found.boxes for option in box.options if option.value == slug]
        return [str(option.label) for option in options]

    def in_spanish(slug):
        with translation.override("es"):
            return named(slug)

    assert (named("food"), in_spanish("food"), named("food")) == (["Food"], ["Comida"], ["Food"])
    assert named("women") == ["Women"] * 3
    olu = OrganizerFactory()
    actions.change_need(by=olu, subject=Need.objects.get(slug="food"), name_en="Eating", name_es="Comer")
    actions.change_community(by=olu, subject=Community.objects.get(slug="women"), is_retired=True)
    assert (named("food"), in_spanish("food")) == (["Eating"], ["Comer"])
    assert named("women") == []


@pytest.mark.parametrize(
    ("asked", "is_kept"),
    [
        ("near=51.0,4.0&within=5", True),
        ("need=groceries&open=now", True),
        ("age=34", False),
        ("who=women", False),
        ("q=soup", False),
    ],
)
def test_what_says_who_somebody_is_is_kept_with_no_statement(client, asked, is_kept):
    listing("Soup")
    statement._kept.cache_clear()
    assert client.get(f"{LIST}?{asked}").status_code == 200
    assert bool(statement._kept.cache_info().currsize) is is_kept
