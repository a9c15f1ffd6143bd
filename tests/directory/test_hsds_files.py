"""The directory as files: what is in them, that they come back as they were, and what never leaves."""

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.hsds import exports
from directory.importing import import_hsds
from directory.importing.store import Choices
from directory.importing.tables import TABLES
from directory.models import (
    Address,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from mutualaid.site.demo import making
from tests.factories.directory import PhoneFactory, ScheduleFactory, ServiceFactory

from . import hsds_data
from .hsds_schemas import schema, wrong
from .test_importing_real import SOURCES, bring, count

pytestmark = pytest.mark.django_db
CHOICES = Choices(zone="America/Los_Angeles")


def files(folder):
    """Every file of every format, by name."""
    for name in exports.FORMATS:
        exports.write(folder / name, name)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def empty():
    """An empty database, as far as listings go."""
    for model in (Service, Location, Organization, TaxonomyTerm, Taxonomy):
        model.objects.all().delete()


def test_secret_place_is_in_no_file(tmp_path):
    hsds_data.public()
    hsds_data.secret()
    hsds_data.unshown()
    made = files(tmp_path)

    assert len(made) == 5 + len(TABLES)
    for name, content in made.items():
        text = content.decode()
        assert [word for word in (*hsds_data.SECRETS, *hsds_data.UNSHOWN) if word in text] == [], name
    for name in ("services.json", "tabular.json"):
        assert "Shelter" in made[f"hsds-json/{name}"].decode()
    assert "555-0122" in made["csv/listings.csv"].decode()


def test_spreadsheet(tmp_path):
    service = hsds_data.public()
    PhoneFactory(service=service, number="+1 555 0100")
    (path,) = exports.write(tmp_path, "csv")
    (row,) = csv.DictReader(io.StringIO(path.read_text()))
    assert row["name"] == "Soup"
    assert row["organization"] == "Alder Kitchen"
    assert (row["needs"], row["made_for"], row["access"]) == ("Hot meals", "Elders", "Walk in")
    assert (row["place"], row["address_1"], row["city"]) == ("Union hall", "1 Alder Street", "Alderton")
    assert (row["latitude"], row["longitude"]) == ("51.0", "4.0")
    assert row["hours"] == "MO,TU,WE,TH,FR 09:00-17:00"
    assert {"555-0111 x12", "+1 555 0100"} == set(row["phones"].removeprefix("'").split("; "))


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_reckon_with_is_text(tmp_path, begin):
    Service.objects.create(name=f"{begin}1+1", slug="sum", zone="UTC")
    (path,) = exports.write(tmp_path, "csv")
    with path.open(newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["name"] == f"'{begin}1+1"


def test_map(tmp_path):
    service = hsds_data.public()
    hsds_data.secret()
    (path,) = exports.write(tmp_path, "geojson")
    (feature,) = json.loads(path.read_text())["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [4.0, 51.0]}
    assert feature["properties"]["id"] == str(service.uuid)
    assert feature["properties"]["address_1"] == "1 Alder Street"


def test_package_says_what_is_in_it(tmp_path):
    hsds_data.public()
    exports.write(tmp_path, "datapackage")
    told = json.loads((tmp_path / "datapackage.json").read_text())
    ids, links = {}, []
    for resource in told["resources"]:
        with (tmp_path / resource["path"]).open(newline="") as stream:
            rows = csv.DictReader(stream)
            assert rows.fieldnames == [field["name"] for field in resource["schema"]["fields"]]
            found = list(rows)
        ids[resource["name"]] = {row["id"] for row in found}
        for key in resource["schema"].get("foreignKeys", ()):
            to = key["reference"]["resource"] or resource["name"]
            links += [(to, row[key["fields"]]) for row in found if row[key["fields"]]]
    assert len(links) > 5
    assert [link for link in links if link[1] not in ids[link[0]]] == []


def test_package_as_one_file_is_the_same_every_time():
    hsds_data.public()
    first, second = io.BytesIO(), io.BytesIO()
    exports.zip_into(first)
    exports.zip_into(second)
    assert first.getvalue() == second.getvalue()
    names = zipfile.ZipFile(first).namelist()
    assert names == ["datapackage.json", *(f"{table}.csv" for table in TABLES)]


def test_long_directory_costs_as_many_statements_as_a_short_one(tmp_path):
    def cost():
        with CaptureQueriesContext(connection) as counted:
            files(tmp_path)
        return len(counted)

    hsds_data.public()
    files(tmp_path)
    one = cost()
    hsds_data.public()
    hsds_data.public()
    assert cost() == one


def test_command(tmp_path, capsys):
    hsds_data.public()
    call_command("export_directory", tmp_path / "out", format="geojson")
    assert "places.geojson" in capsys.readouterr().out
    assert json.loads((tmp_path / "out" / "places.geojson").read_text())["features"]
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file: "):
        call_command("export_directory", tmp_path / "file", format="csv")


# --- There and back -------------------------------------------------------------------------------


def again(tmp_path, *, keep_names=False):
    """Export, import each into an empty directory, export: the same bytes, whatever the way.

    What went out as JSON is compared after it came back as a package, and the other way round. Whole listings
    do not know the words that nothing is said with.
    """
    package, tables = tmp_path / "package", tmp_path / "json"
    exports.write(package, "datapackage")
    exports.write(tables, "hsds-json")
    choices = Choices(zone="UTC", keep_names=keep_names)
    for way, compared in (
        (package, ["tabular.json", "services.json"]),
        (tables / "tabular.json", sorted(path.name for path in package.iterdir())),
        (tables / "services.json", ["services.json"]),
    ):
        empty()
        report = import_hsds(way, choices=choices, source="again")
        assert report.left_out == [], way.name
        count()
        back, first = tmp_path / f"after {way.name}", tables if "services.json" in compared else package
        exports.write(back, "hsds-json" if first is tables else "datapackage")
        changed = [name for name in compared if (back / name).read_bytes() != (first / name).read_bytes()]
        assert changed == [], way.name


EXAMPLES = [source[:2] for source in SOURCES if source[0].startswith("hsds-3.0")]


@pytest.mark.parametrize(
    "sources",
    [*([source[:2]] for source in SOURCES if source[:2] not in EXAMPLES), EXAMPLES],
    ids=lambda sources: sources[0][0].split("/")[0],
)
def test_real_data_come_back_as_they_were(tmp_path, sources):
    for name, mapping in sources:
        bring(name, mapping)
    again(tmp_path)


@pytest.mark.parametrize("name", ["ohana-hsds-1", "hsds-3.0/examples/csv"])
def test_files_are_hsds(tmp_path, name):
    bring(*next(source[:2] for source in SOURCES if source[0] == name), keep_names=True)
    exports.write(tmp_path, "hsds-json")
    services = json.loads((tmp_path / "services.json").read_text())
    assert services
    assert [found for one in services if (found := wrong("service.json", one))] == []
    tables = json.loads((tmp_path / "tabular.json").read_text())
    assert tables["service"]
    assert set(tables) <= set(schema("compiled/tabular.json")["properties"])
    assert wrong("compiled/tabular.json", tables) == []


def test_everything_that_we_know_comes_back(tmp_path):
    """Also what HSDS has no words for."""
    service = hsds_data.public()
    parent = Organization.objects.create(name="Umbrella")
    Organization.objects.filter(pk=service.organization_id).update(parent_organization=parent)
    ServiceFactory(organization=parent, kind="group", only_for=True, language="es", verify_every_days=30)
    for number, freq in enumerate(["DAILY", "YEARLY", "MONTHLY", "WEEKLY", ""]):
        ScheduleFactory(
            service=service, freq=freq, byday="", interval=2, dtstart=dt.date(2026, 1, number + 1)
        )
    ScheduleFactory(service=service, freq="DAILY", byday="")
    ScheduleFactory(service=service, freq="YEARLY", byday="", byyearday="1", is_exception=True)
    link = service.at_locations.get()
    PhoneFactory(service=service, number="555-0199", extension="012")
    # Of a listing, and of it at this place.
    Phone.objects.create(service=service, service_at_location=link, number="555-0198")
    Schedule.objects.create(service_at_location=link, byday="2TU", opens_at=dt.time(22), closes_at=dt.time(2))
    term = TaxonomyTerm.objects.get()
    TaxonomyTerm.objects.filter(pk=term.pk).update(
        parent=TaxonomyTerm.objects.create(name="Tools", taxonomy_detail=term.taxonomy_detail)
    )
    hsds_data.secret()
    again(tmp_path, keep_names=True)

    assert Service.objects.get(name="Shelter").is_confidential
    assert not ServiceAtLocation.objects.filter(service__name="Shelter").exists()
    assert Organization.objects.get(name="Alder Kitchen").parent_organization.name == "Umbrella"
    group = Service.objects.get(kind="group")
    assert (group.only_for, group.language, group.verify_every_days) == (True, "es", 30)
    assert set(Schedule.objects.values_list("freq", flat=True)) == {
        *("DAILY", "YEARLY", "MONTHLY", "WEEKLY", "")
    }
    assert Phone.objects.get(number="555-0199").extension == "012"
    assert Phone.objects.get(number="555-0198").service_at_location is not None
    assert Address.objects.get().address_1 == "1 Alder Street"


def test_need_that_organizers_took_away_does_not_come_back(tmp_path):
    """Others' term means it, but what we say of our own needs is all of it."""
    service = hsds_data.public()
    TaxonomyTerm.objects.update(name="Groceries")
    again(tmp_path)
    assert [need.slug for need in Service.objects.get().needs.all()] == ["hot-meals"]
    assert service.name == "Soup"


def test_demo_comes_back_as_it_was(tmp_path):
    making.place.set_up(timezone.now())
    assert making.directory.fill(timezone.now()) > 20
    again(tmp_path, keep_names=True)
    tables = (tmp_path / "json" / "tabular.json").read_text()
    assert wrong("compiled/tabular.json", json.loads(tables)) == []
