"""Imports, again and again: what changes is told, what is gone comes back, and others' words become ours."""

import datetime as dt
import json
import zipfile

import pytest

from directory import vocabularies
from directory.importing import BrokenFile, import_hsds, import_table
from directory.importing.hoursinwords import read_hours
from directory.importing.sources import Sheets
from directory.importing.store import Choices
from directory.models import (
    Access,
    Attribute,
    Contact,
    Language,
    ListingRow,
    Location,
    Phone,
    Schedule,
    Service,
    TaxonomyTerm,
)

CHOICES = Choices(zone="America/Los_Angeles")
ORG = "4f0e9d8a-0000-4000-8000-000000000001"
SOUP = "4f0e9d8a-0000-4000-8000-000000000002"
PHONE = "4f0e9d8a-0000-4000-8000-000000000003"


def soup(**more):
    """A small HSDS 3 service as JSON has it."""
    return {
        "id": SOUP,
        "name": "Soup",
        "status": "active",
        "organization": {"id": ORG, "name": "Alder Kitchen", "description": "Cooks"},
        "phones": [{"id": PHONE, "number": "555-0163", "languages": [{"id": ORG[:-1] + "9", "code": "es"}]}],
        **more,
    }


def bring(tmp_path, *services, **choices):
    path = tmp_path / "directory.json"
    path.write_text(json.dumps(list(services)))
    return import_hsds(path, choices=Choices(zone="America/Los_Angeles", **choices), source="alder")


@pytest.mark.django_db
def test_changes_are_told_in_words(tmp_path):
    bring(tmp_path, soup(description="Hot"))
    phone = Phone.objects.get()
    report = bring(
        tmp_path,
        soup(
            description="Hot and cold",
            phones=[{"id": PHONE, "number": "555-0164", "languages": [{"id": ORG[:-1] + "9", "code": "es"}]}],
            schedules=[{"id": ORG[:-1] + "5", "byday": "MO", "opens_at": "9:00", "closes_at": "12:00"}],
        ),
    )

    assert [str(change) for change in report.changes] == [
        "Soup, description: Hot -> Hot and cold",
        "Soup, phone: 555-0163 -> 555-0164",
        "Soup, schedule: (nothing) -> MO 09:00:00 12:00:00",
    ]
    # The row itself is changed: what hangs on it elsewhere stays with it.
    assert Phone.objects.get().pk == phone.pk
    assert Language.objects.get().phone == phone


@pytest.mark.django_db
def test_what_hung_on_it_and_is_no_longer_there_goes(tmp_path):
    bring(tmp_path, soup())
    report = bring(tmp_path, soup(phones=[]))

    assert [str(change) for change in report.changes] == [
        ", phone: 555-0163 -> (nothing)",
        ", language: es -> (nothing)",
    ]
    assert not Phone.objects.exists()
    assert not Language.objects.exists()


@pytest.mark.django_db
def test_listing_that_is_gone_is_hidden_if_so_told_and_comes_back(tmp_path):
    other = {"id": ORG[:-1] + "7", "name": "Bread", "status": "active"}
    bring(tmp_path, soup(), other)
    report = bring(tmp_path, soup(), hide_gone=True)

    bread = Service.objects.get(name="Bread")
    assert report.gone == ["Bread"]
    assert (bread.publication, bread.hidden_reason) == ("hidden", "gone")
    assert not ListingRow.objects.filter(service=bread).exists()

    bring(tmp_path, soup(), other, hide_gone=True)
    bread.refresh_from_db()
    assert (bread.publication, bread.hidden_reason) == ("published", "")
    assert ListingRow.objects.filter(service=bread).exists()


@pytest.mark.django_db
def test_what_organizers_hid_does_not_come_back(tmp_path):
    bring(tmp_path, soup())
    Service.objects.update(publication="hidden", hidden_reason="unsafe")
    bring(tmp_path, soup(description="New"))
    assert Service.objects.get().hidden_reason == "unsafe"


@pytest.mark.django_db
def test_a_try_changes_nothing_and_tells_all(tmp_path):
    bring(tmp_path, soup())
    path = tmp_path / "directory.json"
    path.write_text(json.dumps([soup(description="New")]))
    steps = []
    report = import_hsds(path, choices=CHOICES, source="alder", dry_run=True, on_step=steps.append)

    assert [str(change) for change in report.changes] == ["Soup, description: (nothing) -> New"]
    assert Service.objects.get().description == ""
    assert "1 services" in steps


@pytest.mark.django_db
def test_secret_place_stays_secret_whatever_the_source_says_next(tmp_path):
    place = {"id": ORG[:-1] + "6", "location_type": "physical", "latitude": 51, "longitude": 4}
    link = {"id": ORG[:-1] + "4", "location": place}
    bring(tmp_path, soup(is_confidential=True, service_at_locations=[link]))
    bring(tmp_path, soup(is_confidential=False, description="New", service_at_locations=[link]))

    assert Service.objects.get().is_confidential
    assert ListingRow.objects.get().latitude is None


@pytest.mark.django_db
def test_one_id_for_rows_of_two_tables(tmp_path):
    """Sources do that. The rows stay two, whatever their keys in our tables are."""
    same = ORG[:-1] + "6"
    for _number in range(3):  # keys that no longer run side by side
        Location.objects.create(name="Elsewhere")

    def link(name):
        return {"id": same, "location": {"id": same, "location_type": "physical", "name": name}}

    bring(tmp_path, soup(service_at_locations=[link("Union hall")]))
    report = bring(tmp_path, soup(service_at_locations=[link("Old union hall")]))
    assert [str(change) for change in report.changes] == [
        "Old union hall, name: Union hall -> Old union hall"
    ]
    assert Service.objects.get().locations.get().name == "Old union hall"
    assert Location.objects.filter(name="Elsewhere").count() == 3


@pytest.mark.django_db
def test_hours_that_organizers_checked_later_stay_checked(tmp_path):
    bring(tmp_path, soup(hours_verified_on="2026-01-05"))
    assert Service.objects.get().hours_verified_on == dt.date(2026, 1, 5)
    Service.objects.update(hours_verified_on=dt.date(2026, 2, 5))
    bring(tmp_path, soup(hours_verified_on="2026-01-06", description="New"))
    assert Service.objects.get().hours_verified_on == dt.date(2026, 2, 5)


@pytest.mark.django_db
def test_whom_organizers_kept_a_listing_for_stays_so(tmp_path):
    bring(tmp_path, soup())
    Service.objects.update(only_for=True)
    bring(tmp_path, soup(description="New"))

    service = Service.objects.get()
    assert (service.description, service.only_for) == ("New", True)


@pytest.mark.django_db
def test_our_own_words_from_another_network_are_ours(tmp_path):
    needs, communities, access = vocabularies.VOCABULARIES
    said = [
        (needs, "need", "hot-meals"),
        (communities, "by", "trans-people"),
        (communities, "for", "elders"),
        (access, "access", "walk-in"),
    ]
    attributes = [
        {
            "id": f"{ORG[:-2]}{number:02}",
            "link_id": SOUP,
            "link_type": kind,
            "taxonomy_term": {
                "id": str(words.term_uuid(slug)),
                "name": slug,
                "description": "",
                "taxonomy_detail": {"id": str(words.uuid), "name": words.name, "description": ""},
            },
        }
        for number, (words, kind, slug) in enumerate(said, start=20)
    ]
    report = bring(tmp_path, soup(attributes=attributes))

    service = Service.objects.get()
    assert report.is_balanced
    assert [need.slug for need in service.needs.all()] == ["hot-meals"]
    assert [one.slug for one in service.by_communities.all()] == ["trans-people"]
    assert [one.slug for one in service.for_communities.all()] == ["elders"]
    assert [one.slug for one in service.access.all()] == ["walk-in"]
    assert not Attribute.objects.exists()
    assert not TaxonomyTerm.objects.exists()
    # What organizers added stays, where the source says nothing of the kind.
    service.access.add(Access.objects.get(slug="free"))
    bring(tmp_path, soup(description="New", attributes=attributes[:3]))
    assert {one.slug for one in service.access.all()} == {"walk-in", "free"}


@pytest.mark.django_db
def test_need_that_organizers_chose_for_a_term_holds_for_the_next_import(tmp_path):
    term = {"id": ORG[:-1] + "8", "name": "Nourishment aid", "description": ""}
    said = {"id": ORG[:-2] + "30", "link_id": SOUP, "taxonomy_term": term}
    first = bring(tmp_path, soup(attributes=[said]))
    assert 'no need of ours is called "Nourishment aid": choose one in the admin' in {
        remark.reason for remark in first.remarks
    }
    from directory.models import Need

    TaxonomyTerm.objects.update(need=Need.objects.get(slug="hot-meals"))
    bring(tmp_path, soup(attributes=[said]))
    assert [need.slug for need in Service.objects.get().needs.all()] == ["hot-meals"]


@pytest.mark.django_db
def test_contact_without_name_is_stored_and_a_person_is_not(tmp_path):
    ann = {"id": ORG[:-2] + "40", "name": "Ann Persona", "email": "ann.persona@alder.example"}
    desk = {
        "id": ORG[:-2] + "41",
        "name": "Ann Persona",
        "title": "Front desk",
        "email": "info@alder.example",
    }
    report = bring(tmp_path, soup(contacts=[ann, desk]))

    assert [str(contact) for contact in Contact.objects.all()] == ["Front desk"]
    assert Contact.objects.get().email == "info@alder.example"
    assert [remark.reason for remark in report.left_out] == [
        "none of name, title, department, email says anything"
    ]


# --- Workbooks and hours in words ------------------------------------------------------------------

SHEET = [
    ["Key", "Title", "Days", "", "Since"],
    [1.0, "Alder Kitchen", "Mon-Fri 9-17", "", "x"],
    [],
    [2.0, "Birch"],
]


def workbook(path, sheets):
    """A minimal .xlsx: text and numbers in cells, nothing else."""

    def cells(row, number):
        for column, value in enumerate(row):
            at = f"{chr(65 + column)}{number}"
            if isinstance(value, str):
                yield f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'
            else:
                yield f'<c r="{at}"><v>{value}</v></c>'

    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as book:
        names = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1)
        )
        book.writestr(
            "xl/workbook.xml", f'<workbook {ns} xmlns:r="{rel}"><sheets>{names}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        book.writestr("xl/_rels/workbook.xml.rels", f"<Relationships {package}>{links}</Relationships>")
        root = f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/>'
        book.writestr("_rels/.rels", f"<Relationships {package}>{root}</Relationships>")
        for n, rows in enumerate(sheets.values(), start=1):
            body = "".join(
                f'<row r="{number}">{"".join(cells(row, number))}</row>'
                for number, row in enumerate(rows, start=1)
            )
            book.writestr(
                f"xl/worksheets/sheet{n}.xml", f"<worksheet {ns}><sheetData>{body}</sheetData></worksheet>"
            )
    return path


MAPPING = """
source: kitchens
services: {file: places.csv, id: Key, name: Title}
schedules: {file: places.csv, id: Key, service_id: Key, hours: Days}
needs: {always: [hot-meals]}
ignore: [Since]
"""


@pytest.mark.django_db
def test_workbook_is_read_like_csv_files(tmp_path):
    book = workbook(tmp_path / "kitchens.xlsx", {"Notes": [["a"]], "Places": SHEET})
    (tmp_path / "mapping.yaml").write_text(MAPPING)

    report = import_table(book, mapping=tmp_path / "mapping.yaml", choices=CHOICES)

    assert report.counts == {"Places": {"in": 2, "new": 2}}
    assert sorted(Service.objects.values_list("name", "external_id")) == [
        ("Alder Kitchen", "1"),
        ("Birch", "2"),
    ]
    rule = Schedule.objects.get()
    assert (rule.byday, rule.opens_at, rule.freq) == ("MO,TU,WE,TH,FR", dt.time(9), "WEEKLY")


def test_workbook_with_one_sheet_needs_no_name(tmp_path):
    sheets = Sheets(workbook(tmp_path / "a.xlsx", {"Whatever": SHEET}))
    rows, ragged = sheets.read("places.csv")
    assert [row.values["Title"] for row in rows] == ["Alder Kitchen", "Birch"]
    assert rows[0].row == 2
    assert rows[1].row == 4
    assert ragged == []


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04cut off", b"name,phone\n"])
def test_workbook_that_is_none(tmp_path, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(BrokenFile, match="no whole workbook"):
        Sheets(path)


def test_sheet_that_is_not_there(tmp_path):
    sheets = Sheets(workbook(tmp_path / "a.xlsx", {"One": SHEET, "Two": SHEET}))
    with pytest.raises(BrokenFile, match="no sheet called places"):
        sheets.read("places.csv")


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("Mon-Fri 9-17", [("MO,TU,WE,TH,FR", "9", "17")]),
        ("Monday to Friday: 9:00 am – 5:00 pm", [("MO,TU,WE,TH,FR", "9:00am", "5:00pm")]),
        ("Tue & Thu 2-5 pm; Sat 10:00-12:00", [("TU,TH", "2pm", "5pm"), ("SA", "10:00", "12:00")]),
        ("Mon 9-12, 14-18", [("MO", "9", "12"), ("MO", "14", "18")]),
        ("Wednesdays 11-1 pm", [("WE", "11am", "1pm")]),
        ("Fri-Mon 8 p.m. to 2 a.m.", [("FR,SA,SU,MO", "8pm", "2am")]),
        ("daily 10-noon", [("MO,TU,WE,TH,FR,SA,SU", "10", "12:00")]),
        ("lunes a viernes 9 am - 1 pm", [("MO,TU,WE,TH,FR", "9am", "1pm")]),
        ("sábado y domingo 10:00 a 14:00", [("SA,SU", "10:00", "14:00")]),
        ("(Mon,10:00,15:00),(Tue,9:00,17:00)", [("MO", "10:00", "15:00"), ("TU", "9:00", "17:00")]),
    ],
)
def test_hours_in_words(words, rules):
    assert read_hours(words) == rules


@pytest.mark.parametrize(
    "words",
    ["", "by appointment", "Mon-Fri 9-17, closed on holidays", "9-17", "1st Tuesday 9-12", "Mon 14-5 pm",
     "(Mon,10:00,15:00),(1,Tue,9:00)", "Someday 9-17"],
)  # fmt: skip
def test_hours_in_words_that_would_be_a_guess(words):
    assert read_hours(words) is None
