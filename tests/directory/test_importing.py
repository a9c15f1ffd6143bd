"""Other people's directories: all rows accounted for, nothing half imported, the second time nothing new."""

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from directory import gazetteer
from directory.importing import BrokenFile, import_hsds, import_table
from directory.importing.sources import read_csv, read_json
from directory.importing.store import Choices
from directory.importing.values import is_personal, language, phone, time, url, weekdays
from directory.models import (
    Address,
    Language,
    ListingRow,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from mutualaid.base import many

CHOICES = Choices(zone="America/Los_Angeles")
MODELS = [Organization, Location, Service, ServiceAtLocation, Address, Phone, Schedule, Language, ListingRow]

FILES = {
    "organizations.csv": "id,name,description,email\n1,Alder Kitchen,Cooks,info@alder.example\n",
    "locations.csv": "id,organization_id,name,latitude,longitude\n5,1,Union hall,51.0,4.0\n6,1,Depot,,\n",
    "services.csv": 'id,organization_id,name,description\n7,1,Soup,"Hot\nsoup"\n8,1,Bread,Fresh\n',
    "service_at_location.csv": "id,service_id,location_id\n9,7,5\n10,8,6\n",
    "addresses.csv": "id,location_id,address_1,city,postal_code\n11,5,7 Quince Lane,Alderton,QX9\n",
    "phones.csv": "id,location_id,service_id,number\n12,5,,555-0163\n",
    "schedules.csv": "service_id,weekday,opens_at,closes_at\n7,Monday,9:00,17:00\n",
    "languages.csv": "id,service_id,language\n13,7,Spanish\n",
}


@pytest.fixture
def hsds(tmp_path):
    """A small, whole HSDS 2 folder."""
    path = tmp_path / "small"
    path.mkdir()
    for name, text in FILES.items():
        (path / name).write_text(text)
    return path


def counts():
    return {model.__name__: model._default_manager.count() for model in MODELS}


NOTHING = dict.fromkeys([model.__name__ for model in MODELS], 0)


# --- Whole files ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_small_folder_is_stored_whole(hsds):
    report = import_hsds(hsds, choices=CHOICES)

    assert report.left_out == []
    assert report.is_balanced
    soup = Service.objects.get(name="Soup")
    assert soup.description == "Hot\nsoup"
    assert soup.organization.email == "info@alder.example"
    assert [(one.byday, one.opens_at) for one in soup.schedules.all()] == [("MO", dt.time(9))]
    assert [one.code for one in soup.languages.all()] == ["es"]
    assert soup.zone == "America/Los_Angeles"
    assert soup.last_verified_on is None
    row = ListingRow.objects.get(service=soup)
    assert (row.city, row.phone, row.latitude) == ("Alderton", "555-0163", 51.0)
    assert [str(place) for place in gazetteer.find("qx9")] == ["QX9, Alderton"]


@pytest.mark.django_db
def test_second_import_changes_nothing(hsds):
    import_hsds(hsds, choices=CHOICES)
    before = {model: list(model._default_manager.order_by("pk").values()) for model in MODELS}

    report = import_hsds(hsds, choices=CHOICES)

    assert {model: list(model._default_manager.order_by("pk").values()) for model in MODELS} == before
    total = {name for counted in report.counts.values() for name, number in counted.items() if number}
    assert total == {"in", "unchanged"}


@pytest.mark.django_db
def test_changed_row_is_written_again_and_what_organizers_decided_stays(hsds):
    import_hsds(hsds, choices=CHOICES)
    Service.objects.filter(name="Soup").update(publication="hidden", hidden_reason="closed")
    Service.objects.filter(name="Bread").update(name="Bread and rolls")
    slug = Service.objects.get(name="Soup").slug
    (hsds / "services.csv").write_text(FILES["services.csv"].replace("Soup", "Thick soup"))

    import_hsds(hsds, choices=CHOICES)

    soup = Service.objects.get(name="Thick soup")
    assert (soup.publication, soup.slug) == ("hidden", slug)
    assert Service.objects.filter(name="Bread and rolls").exists()
    assert not ListingRow.objects.filter(service=soup).exists()


@pytest.mark.django_db
def test_listing_gone_from_the_source_is_told_and_stays(hsds):
    import_hsds(hsds, choices=CHOICES)
    lines = FILES["services.csv"].splitlines(keepends=True)
    (hsds / "services.csv").write_text("".join(lines[:-1]))

    assert import_hsds(hsds, choices=CHOICES).gone == ["Bread"]
    assert Service.objects.count() == 2


@pytest.mark.django_db
def test_vouching_for_a_file_says_so(hsds):
    day = dt.date(2026, 11, 23)
    import_hsds(hsds, choices=Choices(zone="Europe/Brussels", verified_on=day))
    assert set(Service.objects.values_list("last_verified_on", "verified_how")) == {(day, "import")}


# --- Rows that cannot be taken --------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "row", "at", "column", "reason"),
    [
        ("services.csv", "14,1,,No name", 4, "name", "empty"),
        ("services.csv", "7,1,Soup again,", 4, "id", "7 is there twice"),
        ("schedules.csv", "7,Monday,9 o'clock,10", 3, "opens_at", "not a time such as 9:00: 9 o'clock"),
        ("schedules.csv", "7,Someday,9,10", 3, "byday", "no such day: Someday"),
        ("schedules.csv", "7,Monday,10:00,10:00", 3, "closes_at", "opens and closes at the same time"),
        ("schedules.csv", "99,Monday,9,10", 3, "service_id", "services have no 99, or it was left out"),
        ("phones.csv", "13,5,,no phone", 3, "number", "no phone number: no phone"),
        ("addresses.csv", "12,5,,,", 3, "address_1", "none of address_1, city, state_province says anything"),
        ("services.csv", "14,1", 4, "", "more or fewer cells than the first row has"),
    ],
)
def test_row_is_left_out_and_told(hsds, file, row, at, column, reason):
    # A short row is only a cut file if it is the last.
    last = "15,1,Rolls,Fresh\n" if file == "services.csv" else ""
    (hsds / file).write_text(f"{FILES[file]}{row}\n{last}")

    report = import_hsds(hsds, choices=CHOICES)

    assert [(one.file, one.row, one.column, one.reason) for one in report.left_out] == [
        (file, at, column, reason)
    ]
    assert report.is_balanced
    assert Service.objects.filter(name="Soup").exists()


@pytest.mark.django_db
def test_what_belongs_to_a_row_left_out_is_left_out_too(hsds):
    (hsds / "services.csv").write_text(FILES["services.csv"].replace("7,1,Soup", "7,1,"))

    report = import_hsds(hsds, choices=CHOICES)

    assert [(one.file, one.column) for one in report.left_out] == [
        ("services.csv", "name"),
        ("service_at_location.csv", "service_id"),
        ("schedules.csv", "service_id"),
        ("languages.csv", "service_id"),
    ]
    assert list(Service.objects.values_list("name", flat=True)) == ["Bread"]


@pytest.mark.django_db
def test_strict_import_stores_nothing_if_a_row_is_left_out(hsds):
    (hsds / "phones.csv").write_text(FILES["phones.csv"] + "13,5,,no phone\n")
    with pytest.raises(BrokenFile, match="1 rows cannot be taken"):
        import_hsds(hsds, choices=CHOICES, strict=True)
    assert counts() == NOTHING


@pytest.mark.django_db
def test_try_stores_nothing(hsds):
    report = import_hsds(hsds, choices=CHOICES, dry_run=True)
    assert report.counts["services.csv"]["new"] == 2
    assert counts() == NOTHING


@pytest.mark.django_db
def test_point_shared_by_many_addresses_is_no_point(hsds):
    places = "".join(f"{n},1,Place {n},33.94,-118.52\n" for n in range(20, 26))
    (hsds / "locations.csv").write_text(FILES["locations.csv"] + places)
    streets = "".join(f"{n},{n},{n} Elm Street,Alderton,QX9\n" for n in range(20, 26))
    (hsds / "addresses.csv").write_text(FILES["addresses.csv"] + streets)

    import_hsds(hsds, choices=CHOICES)

    assert list(Location.objects.exclude(latitude=None).values_list("name", flat=True)) == ["Union hall"]


# --- Files that cannot be trusted -----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["services.csv", "schedules.csv", "addresses.csv"])
def test_csv_cut_in_half_stores_nothing(hsds, file):
    text = (hsds / file).read_text()
    cut = text[: text.index("\n") + 4]
    (hsds / file).write_text(cut)

    with pytest.raises(CommandError, match=r"cut off\?.* Nothing was stored\."):
        call_command("import_hsds", hsds, zone="America/Los_Angeles")
    assert counts() == NOTHING


@pytest.mark.django_db
def test_csv_cut_inside_of_a_quote_stores_nothing(hsds):
    (hsds / "services.csv").write_text('id,organization_id,name,description\n7,1,Soup,"Hot')
    with pytest.raises(BrokenFile, match="inside of a quoted cell"):
        import_hsds(hsds, choices=CHOICES)
    assert counts() == NOTHING


@pytest.mark.django_db
@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_json_cut_in_half_stores_nothing(tmp_path, part):
    text = json.dumps({"services.csv": [{"id": "7", "name": "Soup", "status": "active"}] * 5}, indent=1)
    path = tmp_path / "half.json"
    path.write_text(text[: int(len(text) * part)])
    with pytest.raises(BrokenFile, match="cut off"):
        import_hsds(path, choices=CHOICES)
    assert counts() == NOTHING


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("id,name\n1,Café\n".encode("latin-1"), "not UTF-8 text .line 2."),
        ("id,name\n1,Café\n".encode("utf-16"), "is UTF-16"),
        (b"id,name\n1,Caf" + "é".encode()[:1], "in the middle of a letter, in line 2"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8 text"),
        (b"id,name\n1,a\x00b\n", "zero byte"),
        (b"", "is empty"),
        (b"id,name,id\n1,a,2\n", "two columns of one name"),
    ],
)
def test_file_that_is_no_table(tmp_path, data, message):
    path = tmp_path / "services.csv"
    path.write_bytes(data)
    with pytest.raises(BrokenFile, match=message):
        read_csv(path)


@pytest.mark.parametrize("text", ["{", '{"a": ', '[{"id": "1"}', '{"a": "b', "nonsense"])
def test_file_that_is_no_json(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(BrokenFile):
        read_json(path)


def test_missing_file_is_said(tmp_path):
    with pytest.raises(BrokenFile, match="cannot be read"):
        read_csv(tmp_path / "none.csv")


@pytest.mark.django_db
def test_mapping_with_an_unknown_part_is_said(tmp_path):
    path = tmp_path / "mapping.yaml"
    path.write_text("source: x\nservices: {file: y.csv, name: name}\nservises: {}\n")
    with pytest.raises(BrokenFile, match="unknown parts servises"):
        import_table(tmp_path, mapping=path, choices=CHOICES)


# --- Cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [("9:00", (9, 0)), ("09:00:00", (9, 0)), ("9 am", (9, 0)), ("12:30 pm", (12, 30)), ("12 am", (0, 0)),
     ("24:00", (0, 0)), ("17:00-08:00", (17, 0)), ("T10:00Z", (10, 0)), ("5p.m.", (17, 0))],
)  # fmt: skip
def test_time(text, expected):
    assert time(text) == dt.time(*expected)


@pytest.mark.parametrize("text", ["25:00", "9:75", "13 pm", "noon", "9-5"])
def test_time_refused(text):
    with pytest.raises(ValueError, match="time"):
        time(text)


def test_cells():
    assert weekdays("Monday") == "MO"
    assert weekdays("TH, 2FR") == "TH,2FR"
    assert url("www.alder.example") == "https://www.alder.example"
    assert phone('"+44 1234 234567"') == "+44 1234 234567"
    assert [language(name) for name in ("Spanish", "español", "ur", "Cantonese")] == ["es", "es", "ur", "yue"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("info@bar.example", False),
        ("PCBA@mail.example", False),
        ("bar@pcba.example", False),
        ("contactus@x.example", False),
        ("rose.quince@x.example", True),
        ("rquince@x.example", True),
        ("rosequince@freemail.example", True),
    ],
)
def test_mailbox_of_one_person(address, expected):
    assert is_personal(address, ["Plum County Bar Association"]) is expected


# --- Large files ----------------------------------------------------------------------------------


def test_as_many_parameters_however_many_listings(db, tmp_path):
    """A statement may have 65,535 of them: seven thousand listings were too many."""

    def most(path, listings):
        seen = [0]

        def look(execute, sql, params, is_many, context):
            if not sql.startswith("INSERT"):  # written in batches
                seen.append(len(params or ()))
            return execute(sql, params, is_many, context)

        place = {
            "location_type": "physical",
            "addresses": [{"address_1": "7 Quince Lane", "city": "Alderton"}],
        }
        services = [
            {
                "id": f"s{n}",
                "name": f"Soup {n}",
                "status": "active",
                "phones": [{"number": "555-0163"}],
                "service_at_locations": [{"location": {"id": f"l{n}", **place}}],
            }
            for n in range(listings)
        ]
        path.write_text(json.dumps(services))
        with connection.execute_wrapper(look):
            import_hsds(path, choices=CHOICES, source="one")
        return max(seen)

    assert most(tmp_path / "few.json", 3) == most(tmp_path / "many.json", 30)
    assert Service.objects.count() == 30


def test_a_hundred_thousand_keys_are_one_parameter(db):
    service = Service.objects.create(name="Soup", slug="soup", zone="Europe/Berlin")
    assert not Service.objects.filter(pk__in=many.keys([])).exists()
    assert Service.objects.get(pk__in=many.keys(range(service.pk, service.pk + 100_000))) == service
    uuids = [service.uuid, *(uuid4() for _ in range(70_000))]
    assert Service.objects.get(uuid__in=many.uuids(uuids)) == service
    assert not Service.objects.exclude(uuid__in=many.uuids(uuids)).exists()
