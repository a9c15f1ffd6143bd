"""The real data beside the checkout: every row stored or reported, and the second time nothing new."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from directory import gazetteer, models
from directory.importing import BrokenFile, import_hsds, import_table
from directory.importing.store import Choices
from directory.models import (
    Attribute,
    Contact,
    CostOption,
    ListingRow,
    Metadata,
    Phone,
    Program,
    Schedule,
    Service,
    ServiceArea,
    TaxonomyTerm,
)
from tests.shared_data import folder

pytestmark = pytest.mark.django_db

MAPPINGS = Path(models.__file__).parents[1] / "mappings"
CHOICES = Choices(zone="America/Los_Angeles")
EXAMPLES = (
    *("csv", "tabular.json", "service_full.json", "service_list.json", "organization_full.json"),
    *("organization_list.json", "service_at_location_full.json", "service_at_location_list.json"),
    *("location.json", "taxonomy.json", "taxonomy_list.json", "taxonomy_term.json"),
    "taxonomy_term_list.json",
)
# Where it is, which mapping reads it (none for HSDS), and how many rows come in and are left out.
SOURCES = [
    ("la-pantries", "la_pantries.yaml", 2210, 12),
    ("la-pantries", "food_oasis_template.yaml", 1, 1),
    ("florida-spreadsheets", "florida_legal_aid.yaml", 533, 0),
    ("illinois-legal-hsds-2", "", 5034, 1313),
    ("ohana-hsds-1", "", 455, 6),
    ("open-eligibility/taxonomy", "", 396, 1),
    *((f"hsds-3.0/examples/{name}", "", None, None) for name in EXAMPLES),
]


def bring(name, mapping, **told):
    root, *rest = name.split("/")
    path = folder(root).joinpath(*rest)
    choices = Choices(zone="America/Los_Angeles", **told)
    if mapping:
        report = import_table(path, mapping=MAPPINGS / mapping, choices=choices)
    else:
        report = import_hsds(path, choices=choices)
    count()
    return report


def count():
    """What autovacuum does soon after so many rows came: without, they are read as if there were few.

    No table without a row: it would be taken for empty in every later test, too.
    """
    every = apps.get_app_config("directory").get_models()
    filled = [model for model in every if model._base_manager.exists()]
    tables = ", ".join(f'"{model._meta.db_table}"' for model in filled)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def stored():
    """Every row of the directory's tables, as it stands, but for when it was written."""
    found = {}
    for name in models.__all__:
        model = getattr(models, name)
        if name != "RESERVED" and not model._meta.abstract:
            rows = model._default_manager.order_by("pk").values()
            found[name] = [{k: v for k, v in row.items() if k not in ("id", "pk")} for row in rows]
    return found


def la_pantries(report):
    assert ListingRow.objects.filter(service__isnull=False).count() == 589
    assert Attribute.objects.count() == 689
    assert TaxonomyTerm.objects.get(name="Community Garden").need.slug == "growing-food"
    assert Service.objects.filter(needs__slug="groceries").count() > 500
    assert Service.objects.filter(hours_verified_on__isnull=False, verified_how="import").exists()
    assert str(gazetteer.find("Los Angeles")[0]) == "Los Angeles, CA"
    assert str(gazetteer.find("90011")[0]) == "90011, Los Angeles"
    assert Schedule.objects.filter(byday="2TH", freq="MONTHLY").exists()


def florida(report):
    assert Phone.objects.filter(type="textphone", number="800-955-8771").exists()
    miami = models.Address.objects.get(address_1="9525 Sterling Drive")
    assert (miami.city, miami.state_province, miami.postal_code) == ("Cutler Bay", "FL", "33157")
    assert not models.Address.objects.filter(address_1__startswith="State").exists()
    assert ServiceArea.objects.filter(name="Alachua County").exists()
    assert not Service.objects.filter(maximum_age__gte=200).exists()
    # A row whose cells have slipped to the right is stored as far as it goes, and what slipped is told.
    assert ("services.csv", 65, "column 20") in {(r.file, r.row, r.column) for r in report.remarks}


def ohana(report):
    assert Program.objects.get().name == "Defeat Hunger"
    service = Service.objects.get(name="Passport Photos")
    assert [one.document for one in service.required_documents.all()] == [
        "Government-issued picture identification"
    ]
    assert {
        one.value for one in Attribute.objects.filter(link_id=service.uuid, link_type="accepted payment")
    } == {
        "Cash",
        "Check",
        "Credit Card",
    }
    closed = service.schedules.get(is_exception=True)
    assert (closed.freq, closed.byyearday, closed.opens_at) == ("YEARLY", "1", None)
    assert models.Accessibility.objects.filter(description="Disabled parking").exists()
    assert TaxonomyTerm.objects.get(code="101-03").parent.name == "Emergency"


def open_eligibility(report):
    pantry = TaxonomyTerm.objects.get(code="1130")
    assert (pantry.name, pantry.parent.code, pantry.need.slug) == ("Food Pantry", "1102", "groceries")
    assert "food pantries" in pantry.parent.description
    assert pantry.taxonomy_detail.name == "Open Eligibility"


def hsds_examples(report):
    service = Service.objects.get()
    assert service.program.organization == service.organization
    cost = CostOption.objects.get()
    assert (cost.currency, str(cost.amount)) == ("GBP", "35.00")
    contact = Contact.objects.get()
    assert (contact.name, contact.title) == ("", "Reception Manager")
    assert Phone.objects.get().contact == contact
    assert Attribute.objects.get().service == service
    assert Metadata.objects.get().updated_by == ""
    assert str(service.last_modified.isoformat()) == "2023-03-15T10:30:45.123000+00:00"


# What stands there once a source was imported.
CHECKS = {
    "la_pantries.yaml": la_pantries,
    "florida_legal_aid.yaml": florida,
    "ohana-hsds-1": ohana,
    "open-eligibility/taxonomy": open_eligibility,
    "hsds-3.0/examples/service_full.json": hsds_examples,
}


@pytest.mark.parametrize(
    ("name", "mapping", "rows", "left_out"), SOURCES, ids=[f"{n}-{m}" for n, m, *_ in SOURCES]
)
def test_every_row_is_stored_or_reported_and_the_second_import_changes_nothing(name, mapping, rows, left_out):
    first = bring(name, mapping)
    before = stored()
    second = bring(name, mapping)

    print(f"\n{first.table()}")  # noqa: T201
    assert first.is_balanced
    assert all(counted["new"] + counted["left out"] == counted["in"] for counted in first.counts.values())
    if rows is not None:
        assert sum(counted["in"] for counted in first.counts.values()) == rows
        assert len(first.left_out) == left_out
    assert all(not counted["new"] and not counted["changed"] for counted in second.counts.values())
    assert second.changes == []
    assert stored() == before
    if check := CHECKS.get(mapping or name):
        check(first)


def test_every_file_of_the_data_has_its_import():
    """A file that comes to the shared data one day does not go unread."""
    root = folder("la-pantries").parent
    read = {"LICENSE", "LICENSE.md", "README.md", "SOURCES.md", "datapackage.json", "florida_mapping.yaml"}
    read |= {"base.json"}  # what the API says of itself
    for path in root.rglob("*"):
        if path.is_file() and path.name not in read and "schema" not in path.parts:
            place = path.relative_to(root).as_posix()
            assert any(place.startswith(name) for name, *_ in SOURCES), place


def test_what_the_api_says_of_itself_is_no_listing():
    with pytest.raises(BrokenFile):
        bring("hsds-3.0/examples/base.json", "")


def test_names_are_kept_for_whoever_vouches():
    bring("hsds-3.0/examples/service_full.json", "", keep_names=True)

    assert Contact.objects.get().name == "Ann Persona"
    assert models.Address.objects.get().attention == "A. Persona"
