"""The pocket guide as a PDF: all of it in order, nothing read as a command, nobody's place in it."""

import datetime as dt
import subprocess
from io import BytesIO

import pytest
import time_machine

from directory import booklet, projection
from directory.pocket import Entry, Part, Pocket
from mutualaid.base import limits, network
from mutualaid.base.models import Network
from tests.factories.directory import (
    AddressFactory,
    PhoneFactory,
    PlaceFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytest.importorskip("typst", reason="typst is not installed: no PDFs are made")
pypdf = pytest.importorskip("pypdf")

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
PRINT = "/directory/print/"
A4, LETTER = (595, 842), (612, 792)


@pytest.fixture(autouse=True)
def alder(db, settings):
    settings.SITE_URL = "https://alder.example"
    Network.objects.update_or_create(defaults={"name": "Alder Aid", "phone": "555-0142"}, pk=1)
    network.forget()
    with time_machine.travel(NOW, tick=False):
        yield


def entry(name, **more):
    given = {
        "name": name, "lang": "en", "organization": "Union", "about": "Groceries", "limits": "",
        "hours": "Mon–Fri 9:00–17:00", "caution": "", "checked": "Checked on 3 May 2026", "phone": "555-0163",
        "address": "7 Quince Lane", "is_secret": False, "access": [], "languages": "Spanish",
    }  # fmt: skip
    return Entry(**{**given, **more})


def guide(*names, **more):
    part = Part("Food", "apple", [entry(name, **more) for name in names])
    return Pocket("Food", [], [part], [], NOW.date())


def read(made):
    return pypdf.PdfReader(BytesIO(made))


def texts(made):
    return [" ".join(page.extract_text().split()) for page in read(made).pages]


def sizes(made):
    return {(round(page.mediabox.width), round(page.mediabox.height)) for page in read(made).pages}


@pytest.mark.parametrize(("size", "expected"), [("a4", A4), ("letter", LETTER)])
def test_booklet_is_sheets_with_two_sides(size, expected):
    few = booklet.make(guide("Bread", "Soup"), size=size)
    assert len(read(few).pages) == 2
    assert sizes(few) == {expected}
    many = booklet.make(guide(*(f"Kitchen {number}" for number in range(60))), size=size)
    assert len(read(many).pages) > 2
    assert len(read(many).pages) % 2 == 0
    whole = " ".join(texts(many))
    assert all(f"Kitchen {number} " in whole for number in range(60))


def test_front_page_is_on_the_first_side_and_what_follows_behind_it():
    front, back = texts(booklet.make(guide("Bread"), size="a4"))
    assert "What could you share?" in front
    assert "Bread" not in front
    assert "Bread Union · Groceries" in back


@pytest.mark.parametrize(("size", "expected"), [("a4", A4), ("letter", LETTER)])
def test_large_print_is_single_pages_in_order(size, expected):
    made = booklet.make(guide(*(f"Kitchen {number:02}" for number in range(20))), size=size, is_large=True)
    assert sizes(made) == {expected}
    whole = " ".join(texts(made))
    places = [whole.index(f"Kitchen {number:02}") for number in range(20)]
    assert places == sorted(places)


def test_entry_has_all_that_the_page_says():
    odd = entry("Bread", limits="Women only", caution="May be open: call first")
    made = booklet.make(
        Pocket("Food", ["Language: Spanish"], [Part("Food", "apple", [odd])], [], NOW.date()), size="a4"
    )
    whole = " ".join(texts(made))
    for text in (
        *("Bread", "Women only", "May be open: call first · Mon–Fri 9:00–17:00 · Checked on 3 May 2026"),
        *("555-0163", "7 Quince Lane", "Language: Spanish", "Alder Aid", "555-0142", "alder.example"),
    ):
        assert text in whole


@pytest.mark.parametrize(
    "name",
    [
        '#import "x": *',
        "$ x $ #panic()",
        "\\ [ ] { } *bold* _it_ @x <count>",
        '"}]) #read("/etc/passwd")',
        "= Heading",
        "- 1. + list / term: text",
        "// comment /* another",
        "Кухня",
        "Κουζίνα",
    ],
)
def test_name_is_text_and_no_command(name):
    made = booklet.make(guide(name), size="a4", is_large=True)
    assert name in " ".join(texts(made))


@pytest.mark.parametrize(
    "name", ["مطبخ الحي", "社区厨房", "🍞 & bread", "", "\x00", "W" * 200, "long words " * 18]
)
def test_any_name_can_be_printed(name):
    """In which letters, is the machine's: fonts for all of the world's scripts are none of ours."""
    assert len(read(booklet.make(guide(name, "Soup"), size="a4")).pages) == 2


def test_long_word_stays_on_the_page():
    (_cover, page) = read(booklet.make(guide("W" * 120), size="a4", is_large=True)).pages[:2]
    lines = [line for line in page.extract_text().splitlines() if line.startswith("WW")]
    assert len(lines) > 2


def test_right_to_left():
    from django.utils.translation import override

    with override("ar"):
        assert len(read(booklet.make(guide("Bread"), size="a4")).pages) == 2


def test_fonts_are_in_the_file():
    made = booklet.make(guide("Bread"), size="a4", is_large=True)
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in read(made).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold"}


def test_the_press_is_given_none_of_our_keys(monkeypatch):
    given = {}

    def run(command, **more):
        given.update(more, command=command)
        return subprocess.CompletedProcess(command, 0, b"%PDF")

    monkeypatch.setattr(subprocess, "run", run)
    assert booklet.make(guide("Bread"), size="a4") == b"%PDF"
    assert given["env"] == {}
    assert "Bread" not in str(given["command"])
    assert b"Bread" in given["input"]


# --- From its address -----------------------------------------------------------------------------


def listing(name, **kwargs):
    service = ServiceFactory(
        name=name, needs=["groceries"], last_verified_on=NOW.date(), verified_how="phone", **kwargs
    )
    location = AddressFactory(address_1="7 Quince Lane", city="Alderton").location
    ServiceAtLocationFactory(service=service, location=location)
    ScheduleFactory(service=service)
    PhoneFactory(service=service, number="555-0163")
    projection.project([service.pk])


def fetch(client, **query):
    response = client.get(PRINT, {"format": "pdf", "size": "a4", **query})
    assert response.status_code == 200
    return response, b"".join(response.streaming_content)


def test_page_offers_the_files_that_it_has(client):
    listing("Bread")
    shown = client.get(PRINT, {"need": "food"}).content.decode()
    for end in ("size=a4", "size=letter", "size=a4&amp;large=1", "size=letter&amp;large=1"):
        assert f'href="{PRINT}?need=food&amp;format=pdf&amp;{end}" rel="nofollow"' in shown


def test_file_says_nothing_by_its_name_and_is_kept_by_nobody_between(client):
    listing("Bread")
    response, made = fetch(client, need="groceries")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="list.pdf"'
    assert response["Cache-Control"] == "private"
    assert "Bread" in " ".join(texts(made))


def test_file_is_in_the_readers_language(client):
    listing("Bread")
    query = {"format": "pdf", "size": "a4"}
    response = client.get(PRINT, query, headers={"accept-language": "es"})
    whole = " ".join(texts(b"".join(response.streaming_content)))
    for text in ("Lugares que ayudan", "Comida", "lun–vie 9:00–17:00", "¿Qué podrías compartir?", "Notas"):
        assert text in whole


def test_secret_place_and_where_one_looks_from_are_in_no_file(client):
    PlaceFactory(name="Farville", key="farville", latitude=51.0, longitude=4.0)
    listing("Safe house", is_confidential=True)
    _response, made = fetch(client)
    whole = " ".join(texts(made))
    assert "Safe house" in whole
    assert "Where it is stays secret." in whole
    assert "Quince" not in whole
    listing("Bread")
    _response, made = fetch(client, near="Farville", who="women", age="47")
    assert "Bread" in " ".join(texts(made))
    for text in ("Farville", "women", "47 ", "51.0"):
        assert text not in " ".join(texts(made))
    assert set(read(made).metadata) == {"/Title", "/Author", "/Creator"}
    assert read(made).metadata.title == "Alder Aid"
    assert b"Farville" not in made


def test_files_are_not_made_by_the_hundred(client, monkeypatch):
    listing("Bread")
    made = []
    monkeypatch.setattr(booklet, "make", lambda *_args, **_more: made.append(1) or b"%PDF")
    statuses = {client.get(PRINT, {"format": "pdf", "size": "a4"}).status_code for _ in range(31)}
    assert len(made) == limits.LIMITS["pdf"].times == 30
    assert statuses == {200, 429}
    assert client.get(PRINT).status_code == 200


@pytest.mark.parametrize(
    "query", [{"format": "pdf"}, {"format": "pdf", "size": "a0"}, {"format": "docx", "size": "a4"}]
)
def test_odd_address_is_the_page(client, query):
    listing("Bread")
    assert "<article" in client.get(PRINT, query).content.decode()
