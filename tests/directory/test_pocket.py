"""The pocket guide on paper: what it says of each listing and what it never says, in how many statements."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import booklet, lists, needs, pocket, projection
from directory.booklet import press
from directory.hours import Rule
from directory.models import Access, Schedule, Service
from directory.wordsofhours import usual
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    LanguageFactory,
    LocationFactory,
    OrganizationFactory,
    PhoneFactory,
    PlaceFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
# A Monday, half past ten in Brussels.
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
PRINT = "/directory/print/"


@pytest.fixture(autouse=True)
def alder(db, settings):
    settings.SITE_URL = "https://alder.example"
    network_row = {"name": "Alder Aid", "phone": "555-0142", "clock": "24", "zone": "Europe/Brussels"}
    Network.objects.update_or_create(defaults=network_row, pk=1)
    network.forget()
    with time_machine.travel(NOW, tick=False):
        yield


def listing(name, *, need="groceries", checked=TODAY, street="7 Quince Lane", lat=51.0, access=(), **kwargs):
    how = "phone" if checked else ""
    service = ServiceFactory(
        name=name, needs=[need] if need else [], last_verified_on=checked, verified_how=how, **kwargs
    )
    location = AddressFactory(
        location=LocationFactory(latitude=lat), address_1=street, city="Alderton"
    ).location
    ServiceAtLocationFactory(service=service, location=location)
    ScheduleFactory(service=service)
    PhoneFactory(service=service, number="555-0163")
    service.access.set(Access.objects.filter(slug__in=access))
    projection.project([service.pk])
    return service


def guide(**query):
    address = QueryDict(mutable=True)
    for name, value in query.items():
        address.setlist(name, [value])
    return pocket.of_address(None, address)


def entries(found):
    return {entry.name: entry for part in found.parts for entry in part.entries}


def page(client, **query):
    response = client.get(PRINT, query)
    assert response.status_code == 200
    return response.content.decode()


def paper(shown):
    return shown[shown.index('<article class="pocket') : shown.index("</article>")]


# --- What it says ---------------------------------------------------------------------------------


def test_listings_stand_under_their_needs_by_name():
    listing("Soup", need="hot-meals")
    listing("Law", need="legal-advice")
    listing("Bread")
    listing("Something", need=None)
    found = guide()
    assert [(part.title, [one.name for one in part.entries]) for part in found.parts] == [
        ("Food", ["Bread", "Soup"]),
        ("Law and papers", ["Law"]),
        ("Other places", ["Something"]),
    ]
    assert found.count == 4
    assert not found.is_cut


def test_listing_of_several_needs_stands_once_and_under_the_one_that_was_asked_for():
    both = listing("Bread and law")
    both.needs.add(needs.tree().get("legal-advice").id)
    projection.project([both.pk])
    assert [part.title for part in guide().parts] == ["Food"]
    assert [part.title for part in guide(need="legal-advice").parts] == ["Law and papers"]


def test_entry_says_what_one_needs_on_the_street():
    service = listing(
        "Bread", access=["step-free"], organization=OrganizationFactory(name="Union"), minimum_age=18
    )
    LanguageFactory(service=service, code="es")
    projection.project([service.pk])
    entry = entries(guide())["Bread"]
    assert entry.hours == "Mon–Fri 9:00–17:00"
    assert (entry.caution, entry.checked) == ("", "Checked on Nov. 23, 2026")
    assert (entry.phone, entry.address) == ("555-0163", "7 Quince Lane, Alderton")
    assert (entry.organization, entry.about, entry.limits) == ("Union", "Groceries", "from 18 years")
    assert [node.slug for node in entry.access] == ["step-free"]
    assert entry.languages == "Spanish"
    assert [node.slug for node in guide().signs] == ["step-free"]


@pytest.mark.parametrize(
    ("checked", "caution", "said"),
    [
        (dt.date(2026, 8, 24), "May be open: call first", "Checked on Aug. 24, 2026"),
        (dt.date(2026, 8, 25), "", "Checked on Aug. 25, 2026"),
        (None, "May be open: call first", "Not checked yet"),
    ],
)
def test_stale_hours_say_call_first_and_when_they_were_right(checked, caution, said):
    listing("Bread", checked=checked)
    entry = entries(guide())["Bread"]
    assert (entry.hours, entry.caution, entry.checked) == ("Mon–Fri 9:00–17:00", caution, said)


def test_closed_for_now_and_hours_that_nobody_knows():
    listing("Paused", status=Service.Status.PAUSED)
    silent = listing("Silent")
    Schedule.objects.filter(service=silent).delete()
    ScheduleFactory(service=silent, byday="", opens_at=None, closes_at=None, description="By appointment")
    projection.project([silent.pk])
    found = entries(guide())
    assert found["Paused"].caution == "Closed for now: call first"
    assert (found["Silent"].caution, found["Silent"].hours) == (
        "Hours not known: call first",
        "By appointment",
    )


def test_hours_of_one_place_are_not_printed_at_the_other():
    service = listing("Bread")
    other = AddressFactory(address_1="9 Elm Row", city="Alderton").location
    link = ServiceAtLocationFactory(service=service, location=other)
    ScheduleFactory(service=None, service_at_location=link, byday="SA")
    projection.project([service.pk])
    found = {one.address: one.hours for part in guide().parts for one in part.entries}
    assert found == {"7 Quince Lane, Alderton": "Mon–Fri 9:00–17:00", "9 Elm Row, Alderton": "Sat 9:00–17:00"}


def test_seasons_that_are_over_and_far_exceptions_are_left_out():
    service = listing("Bread")
    ScheduleFactory(service=service, byday="SU", valid_to=TODAY - dt.timedelta(days=1))
    for day in (dt.date(2026, 12, 25), dt.date(2027, 5, 1)):
        ScheduleFactory(
            service=service, byday="", freq="", dtstart=day, until=day, opens_at=None, closes_at=None,
            is_exception=True,
        )  # fmt: skip
    assert entries(guide())["Bread"].hours == "Mon–Fri 9:00–17:00; Dec. 25, 2026 closed"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([("MO,WE,FR", 9, 12)], ["Mon, Wed, Fri 9:00–12:00"]),
        ([("MO", 13, 17), ("MO", 9, 12)], ["Mon 9:00–12:00, 13:00–17:00"]),
        ([("TU", 9, 17), ("MO", 9, 17), ("SA", 10, 12)], ["Mon–Tue 9:00–17:00", "Sat 10:00–12:00"]),
        ([("MO", 9, 17), ("2TU", 9, 12)], ["Mon 9:00–17:00", "2nd Tuesday of the month 9:00–12:00"]),
        ([("MO,TU,WE,TH,FR,SA,SU", 0, 0)], ["every day all day"]),
        ([("MO,TU,WE,TH,FR,SA,SU", 9, 17)], ["every day 9:00–17:00"]),
        ([], []),
    ],
)
def test_usual_hours_in_few_words(rules, expected):
    made = [
        Rule(byday=days, freq="WEEKLY", opens_at=dt.time(a), closes_at=dt.time(b)) for days, a, b in rules
    ]
    assert usual(made) == expected


def test_filters_narrow_it_and_the_choice_is_said():
    listing("Bread", access=["step-free"])
    listing("Soup", need="hot-meals")
    found = guide(need="groceries", access="step-free")
    assert list(entries(found)) == ["Bread"]
    assert (found.title, found.chosen) == ("Groceries", ["Easy to get in: Step-free"])


def test_guides_are_printed_from_their_own_pages():
    listing("Bread")
    ladder = GuideFactory(needs=["groceries"])
    projection.project_guides([ladder.pk])
    assert list(entries(guide())) == ["Bread"]


def test_what_is_beyond_the_most_is_cut_and_said(client, monkeypatch):
    monkeypatch.setattr(pocket, "MOST", 2)
    for name in ("A", "B"):
        listing(name)
    assert not guide().is_cut
    listing("C")
    assert list(entries(guide())) == ["A", "B"]
    assert "these are the first 2." in page(client)


def test_gathered_list_has_its_listings_at_all_their_places_and_its_guides():
    chosen, other = listing("Bread"), listing("Soup")
    ServiceAtLocationFactory(service=chosen, location=AddressFactory(address_1="9 Elm Row").location)
    hidden = listing("Gone", publication=Service.Publication.HIDDEN, hidden_reason="closed")
    ladder = GuideFactory(text__title="Borrow a ladder", text__summary="Up and down.", needs=["groceries"])
    projection.project([chosen.pk])
    projection.project_guides([ladder.pk])
    codes = [lists.code_of(chosen.pk), lists.code_of(hidden.pk), f"G{lists.code_of(ladder.pk)}"]
    found = pocket.of_list(None, codes, "For Saturday")
    assert other.name not in entries(found)
    assert found.title == "For Saturday"
    assert [(part.title, [one.name for one in part.entries]) for part in found.parts] == [
        ("Food", ["Bread", "Bread"]),
        ("Guides and tools", ["Borrow a ladder"]),
    ]
    assert entries(found)["Borrow a ladder"] == pocket.Entry("Borrow a ladder", "en", about="Up and down.")


def test_list_without_listings_is_empty():
    assert pocket.of_list(None, [], "").parts == []


# --- The page -------------------------------------------------------------------------------------


def test_list_leads_to_it_with_what_was_asked(client):
    listing("Bread")
    shown = client.get("/directory/", {"need": "groceries", "page": "1"}).content.decode()
    assert f'href="{PRINT}?need=groceries"' in shown


def test_gathered_list_leads_to_it_and_back(client):
    one = lists.code_of(listing("Bread").pk)
    listing("Soup")
    shown = client.get("/directory/lists/", {"l": one, "name": "Mine"}).content.decode()
    assert f'href="{PRINT}?l={one}&amp;name=Mine"' in shown
    shown = page(client, l=one, name="Mine")
    assert "<h1>Mine</h1>" in shown
    assert "Bread" in shown
    assert "Soup" not in shown
    assert f'href="{PRINT}?l={one}&amp;name=Mine&amp;large=1"' in shown
    assert f'href="{reverse("directory:listing_share")}?l={one}&amp;name=Mine"' in shown


def test_page_has_everything_and_needs_no_script(client):
    listing("Bread", access=["step-free"])
    shown = paper(page(client))
    for text in (
        "Bread",
        "Mon–Fri 9:00–17:00",
        "555-0163",
        "7 Quince Lane, Alderton",
        "Alder Aid",
        "555-0142",
    ):
        assert text in shown
    assert "What the signs mean" in shown
    assert shown.count("Step-free") == 2
    assert "alder.example" in shown
    assert 'class="segno"' in shown
    assert "From the directory of Alder Aid, Nov. 23, 2026." in shown
    assert "<script" not in shown


def test_large_print_and_back(client):
    listing("Bread")
    assert 'class="pocket"' in (small := page(client, need="food"))
    assert f'href="{PRINT}?need=food&amp;large=1"' in small
    assert 'class="pocket large"' in (large := page(client, need="food", large="1"))
    assert f'href="{PRINT}?need=food"' in large


def test_in_the_readers_language(client):
    listing("Bread")
    shown = paper(client.get(PRINT, headers={"accept-language": "es"}).content.decode())
    assert "Comida" in shown
    assert "lun–vie 9:00–17:00" in shown


def test_nothing_to_print_leads_back(client):
    shown = page(client, need="groceries")
    assert "<article" not in shown
    assert f'href="{reverse("directory:listing_list")}"' in shown


def test_names_are_text(client):
    listing("<script>alert(1)</script>")
    assert "<script>alert" not in page(client)


def test_without_typst_there_is_the_page_and_no_word_of_files(client, monkeypatch):
    listing("Bread")
    monkeypatch.setattr(booklet, "find_spec", lambda name: None)
    shown = client.get(PRINT, {"format": "pdf", "size": "a4"}).content.decode()
    assert "Bread" in shown
    assert 'id="files"' not in shown
    assert f'href="{PRINT}?format=pdf' not in shown


def test_only_reading(client):
    assert client.post(PRINT).status_code == 405


# --- What it never says ---------------------------------------------------------------------------


def test_secret_place_is_on_no_paper(client):
    service = listing("Safe house", street="13 Hidden Street", need="groceries", is_confidential=True)
    ScheduleFactory(service=None, location=service.at_locations.get().location, byday="SU")
    shown = page(client)
    assert "Safe house" in shown
    assert "Where it is stays secret. Call, and they tell you." in shown
    assert "Hidden Street" not in shown
    assert "Alderton" not in shown
    assert entries(guide())["Safe house"].hours == "Mon–Fri 9:00–17:00"


def test_hidden_listing_is_on_no_paper(client):
    listing("Bread")
    listing("Gone", publication=Service.Publication.HIDDEN, hidden_reason="closed")
    assert "Gone" not in page(client)


def test_nobodys_place_age_or_words_are_on_the_paper(client):
    PlaceFactory(name="Farville", key="farville", latitude=51.0, longitude=4.0)
    listing("Zebra", lat=51.0)
    listing("Apple", lat=51.1)
    query = {"near": "Farville", "who": "women", "age": "47", "q": "groceries"}
    shown = paper(page(client, **query))
    # By name: not even the order tells where somebody is.
    assert shown.index("Apple") < shown.index("Zebra")
    for text in ("Farville", " km", "women", "47"):
        assert text.casefold() not in re.sub(r"<svg.*?</svg>", "", shown, flags=re.S).casefold()
    assert client.get(PRINT, query)["Cache-Control"] == "private"


def test_as_many_statements_for_three_as_for_one(client):
    def statements():
        client.get(PRINT)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PRINT).status_code == 200
        return len(queries)

    listing("One")
    one = statements()
    for name in ("Two", "Three"):
        service = listing(name, need="hot-meals", access=["step-free"], organization=OrganizationFactory())
        LanguageFactory(service=service)
        projection.project([service.pk])
    assert statements() == one <= 3


def test_as_many_statements_for_a_list_of_three_as_of_one(client):
    def statements(codes):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PRINT, {"l": ".".join(codes)}).status_code == 200
        return len(queries)

    codes = [lists.code_of(listing(name).pk) for name in ("One", "Two", "Three")]
    client.get(PRINT)
    assert statements(codes) == statements(codes[:1]) <= 3


# --- Folding --------------------------------------------------------------------------------------


def folded(sides):
    """The pages as one reads them in the folded booklet: a small machine that folds paper."""
    outer: list[int] = []
    inner: list[int] = []
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        # Front: top left, top right, bottom left, bottom right. The back was turned on its long edge, so that
        # what is left there is behind what is right here. Folding the top behind makes two leaves of it.
        leaves = [(front[3], back[2]), (back[0], front[1]), (front[0], back[1]), (back[3], front[2])]
        pages = [page for leaf in leaves for page in leaf]
        outer, inner = outer + pages[:4], pages[4:] + inner
    return outer + inner


@pytest.mark.parametrize("count", [1, 8, 9, 16, 17, 69])
def test_folded_sheets_read_from_front_to_back(count):
    sides = list(press.impose(count))
    assert len(sides) == 2 * -(-count // 8)
    assert folded(sides) == list(range(1, 4 * len(sides) + 1))


def test_front_page_is_where_one_sheet_shows_it():
    assert list(press.impose(8)) == [(5, 4, 8, 1), (3, 6, 2, 7)]
