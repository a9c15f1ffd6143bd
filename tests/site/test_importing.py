"""An organizer brings in a directory from the site."""

import io
import json
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory import actions
from directory.importing import uploads
from directory.importing.columns import guess, mapping_of
from directory.models import ImportRun, Organization, Schedule, Service, TableMapping
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.proved import prove

pytestmark = pytest.mark.django_db

ADDRESS = "/directory/import/"
FILES = {
    "organizations.csv": "id,name,description,email\n1,Alder Kitchen,Cooks,info@alder.example\n",
    "services.csv": "id,organization_id,name,description\n7,1,Soup,Hot\n8,1,Bread,Fresh\n9,1,,Nameless\n",
}
TABLE = "key,title,about\n1,Alder Kitchen,Soup\n2,Birch Kitchen,Bread\n"
MAPPING = "source: alder\nservices:\n  file: table.csv\n  id: key\n  name: title\n  description: about\n"


@pytest.fixture
def olu(client):
    person = OrganizerFactory(name="Oluwa")
    client.force_login(person.user)
    prove(client)
    return person


def packed(files, **how):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text, **how)
    return stream.getvalue()


def send(client, name, content, **answers):
    """Bring a file, and have it tried; the page that tells, or the form with what is wrong."""
    content = content.encode() if isinstance(content, str) else content
    mapping = answers.pop("mapping", None)
    told = {"zone": "America/Los_Angeles", "language": "en", "source": "", "need": "", **answers}
    if mapping is not None:
        told["mapping"] = SimpleUploadedFile("mapping.yaml", mapping.encode())
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile(name, content), **told})
    return worked(client, answer)


def worked(client, answer):
    """What the page says once the job is through."""
    if answer.status_code != 302 or "/directory/import/" not in answer.url:
        return answer
    run = ImportRun.objects.latest("pk")
    actions.run_import(run.pk)
    return client.get(answer.url)


def store(client, **how):
    """Store what was tried last."""
    run = ImportRun.objects.latest("pk")
    return worked(client, client.post(reverse("site:import_run", args=[run.pk]), how))


def errors(answer):
    found = re.findall(r'id="id_(\w+)_error">(.*?)</div></div>', answer.content.decode(), re.DOTALL)
    return {name: " ".join(re.findall(r"<p>(.*?)</p>", told, re.DOTALL)) for name, told in found}


def cells(answer):
    """Each table's rows on the page, as texts."""
    rows = re.findall(r"<tr>(.*?)</tr>", answer.content.decode(), re.DOTALL)
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]


def test_address_is_stable_and_no_listing_takes_it():
    assert reverse("site:directory_import") == ADDRESS
    with pytest.raises(Exception, match="import"):
        Service._meta.get_field("slug").clean("import", None)


def test_zip_of_hsds_is_stored_and_told_by_row(client, olu):
    tried = send(client, "alder.zip", packed({f"export/{name}": text for name, text in FILES.items()}))
    assert "nothing was stored" in tried.content.decode()
    assert not Service.objects.exists()
    answer = store(client)

    assert "The directory shows it now" in answer.content.decode()
    assert ImportRun.objects.get().content is None
    assert set(Service.objects.values_list("name", "zone", "source")) == {
        ("Soup", "America/Los_Angeles", "alder"),
        ("Bread", "America/Los_Angeles", "alder"),
    }
    rows = cells(answer)
    assert ["organizations.csv", "1", "1", "0", "0", "0"] in rows
    assert ["services.csv", "3", "2", "0", "0", "1"] in rows
    assert ["All", "4", "3", "0", "0", "1"] in rows
    (left_out,) = [row for row in rows if row[:2] == ["services.csv", "4"]]
    assert left_out[2] == "name"
    assert left_out[3]
    entry = AuditEntry.objects.get(action="import.store")
    assert entry.actor_id == olu.pk


def test_same_name_again_brings_up_to_date(client, olu):
    send(client, "first.zip", packed(FILES), source="Alder")
    store(client)
    changed = {**FILES, "services.csv": FILES["services.csv"].replace("Fresh", "Warm")}
    answer = send(client, "second.zip", packed(changed), source="Alder")
    assert ["services.csv", "3", "0", "1", "1", "1"] in cells(answer)
    assert ["Bread", "description", "Fresh", "Warm"] in cells(answer)
    assert Service.objects.get(name="Bread").description == "Fresh"
    store(client)
    assert Service.objects.get(name="Bread").description == "Warm"


def test_json_in_a_zip_is_stored(client, olu):
    service = {
        "id": "7",
        "name": "Soup",
        "status": "active",
        "organization": {"id": "1", "name": "Alder", "description": "x"},
    }
    send(client, "alder.zip", packed({"all/services.json": json.dumps([service])}), need="food")
    store(client)
    assert list(Service.objects.values_list("name", flat=True)) == ["Soup"]
    assert [need.slug for need in Service.objects.get().needs.all()] == ["food"]


def test_spreadsheet_is_stored_by_its_mapping(client, olu):
    send(client, "table.csv", TABLE, mapping=MAPPING)
    store(client)
    assert set(Service.objects.values_list("name", "source")) == {
        ("Alder Kitchen", "alder"),
        ("Birch Kitchen", "alder"),
    }


def test_spreadsheets_in_a_zip_are_stored_by_their_mapping(client, olu):
    send(client, "tables.zip", packed({"x/table.csv": TABLE, "x/notes.txt": "left alone"}), mapping=MAPPING)
    store(client)
    assert Service.objects.count() == 2


def test_only_if_no_row_is_left_out(client, olu):
    send(client, "alder.zip", packed(FILES))
    answer = store(client, strict="on")
    assert "1 rows cannot be taken" in answer.content.decode()
    assert (Service.objects.count(), Organization.objects.count()) == (0, 0)
    assert ImportRun.objects.get().status == "failed"


BAD = {
    "zip cut in half": ("a.zip", packed(FILES)[:200], None, "no whole ZIP"),
    "zip of nothing": ("a.zip", b"", None, "empty"),
    "csv cut in half": (
        "a.zip",
        packed({**FILES, "services.csv": FILES["services.csv"][:42]}),
        None,
        "services.csv ends in the middle",
    ),
    "json cut in half": ("a.json", '[{"id": "7", "name": "So', None, "cut off"),
    "json of something else": ("a.json", "[1, 2]", None, "holds no services"),
    "json nested too deeply": ("a.json", "[" * 200_000, None, "nested too deeply"),
    "no text": ("a.json", b"\xff\x00\xfe", None, "not"),
    "no tables": ("a.zip", packed({"photo.png": "x"}), None, "neither CSV"),
    "two of one name": (
        "a.zip",
        packed({"a/services.csv": "x", "b/services.csv": "x"}),
        None,
        "two files of one name",
    ),
    "many files": ("a.zip", packed({f"{n}.csv": "x" for n in range(101)}), None, "101 files"),
    "outside of its folder": (
        "a.zip",
        packed({"x.csv": "x"}),
        MAPPING.replace("table.csv", "../../../../etc/passwd"),
        "no plain name",
    ),
    "mapping that is none": ("a.csv", TABLE, "- 1", "is no mapping"),
    "mapping of another shape": ("a.csv", TABLE, MAPPING + "needs: food\n", "is no mapping"),
    "mapping that lacks a part": ("table.csv", TABLE, MAPPING + "schedules: {file: table.csv}\n", "lacks"),
    "mapping that is not YAML": ("a.csv", TABLE, "a: [", "not YAML"),
}


@pytest.mark.parametrize(("name", "content", "mapping", "said"), BAD.values(), ids=BAD)
def test_broken_file_is_told_and_stores_nothing(client, olu, name, content, mapping, said):
    answer = send(client, name, content, mapping=mapping)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "Nothing was stored" in page or list(errors(answer)) == ["file"]
    assert (Service.objects.count(), Organization.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "mapping", "field"),
    [("a.exe", None, "file"), ("a.json", MAPPING, "mapping")],
)
def test_wrong_kind_of_file_is_told_at_its_field(client, olu, name, mapping, field):
    assert list(errors(send(client, name, TABLE, mapping=mapping))) == [field]


def test_too_large_a_file_is_not_read(client, olu, monkeypatch):
    monkeypatch.setattr("mutualaid.site.importing.LARGEST", 10)
    assert "larger than" in errors(send(client, "table.csv", TABLE, mapping=MAPPING))["file"]


def test_archive_that_unpacks_to_too_much_is_refused_as_it_comes(client, olu, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_UNPACKED", 100_000)
    bomb = packed({**FILES, "phones.csv": "0" * 100_000})
    assert len(bomb) < 2_000
    assert "unpacks to more" in errors(send(client, "a.zip", bomb))["file"]
    assert Service.objects.count() == 0


def test_who_does_not_organize_finds_no_such_page(client):
    client.force_login(PersonFactory().user)
    assert send(client, "alder.zip", packed(FILES)).status_code == 404
    client.force_login(OrganizerFactory().user)  # without a second factor
    assert send(client, "alder.zip", packed(FILES)).status_code == 302
    assert Service.objects.count() == 0


def test_actions_ask_who(olu):
    upload = SimpleUploadedFile("alder.zip", packed(FILES))
    run = actions.bring_file(by=olu, upload=upload, options={})
    mina = PersonFactory()
    with pytest.raises(NotAllowed):
        actions.bring_file(by=mina, upload=upload, options={})
    with pytest.raises(NotAllowed):
        actions.start_import(by=mina, subject=run, is_try=False)
    with pytest.raises(NotAllowed):
        actions.map_columns(by=mina, subject=run, sheet="a", targets={}, name="a")


def test_what_is_being_read_is_not_started_twice(olu):
    upload = SimpleUploadedFile("alder.zip", packed(FILES))
    run = actions.bring_file(by=olu, upload=upload, options={"zone": "UTC", "language": "en"})
    actions.start_import(by=olu, subject=run, is_try=True)
    with pytest.raises(NotNow):
        actions.start_import(by=olu, subject=run, is_try=True)
    actions.run_import(run.pk)
    actions.run_import(run.pk)  # a job that comes twice
    run.refresh_from_db()
    assert run.status == "tried"


def test_organizers_first_page_leads_there(client, olu):
    assert f'href="{ADDRESS}"' in client.get(reverse("admin:index")).content.decode()


def test_zone_is_the_networks_unless_said(client, olu):
    page = client.get(ADDRESS).content.decode()
    assert re.search(r'<option value="UTC"\s+selected', page)


# --- Columns said by hand ---------------------------------------------------------------------------

SHEET = (
    "Name,What,Street address,City,Zip,Phone,Mon,Tue,Languages,Category,Remarks\n"
    'Alder Kitchen,Soup,7 Quince Lane,Alderton,AL1,555-0100,9-12,closed,"Spanish, English",hot meals,x\n'
    "Birch Kitchen,Bread,8 Quince Lane,Alderton,AL1,555-0101,9-12,14-18,,pantry,\n"
)
COLUMNS = SHEET.splitlines()[0].split(",")


def test_columns_are_guessed():
    assert guess(COLUMNS) == {
        "Name": "services.name",
        "What": "",
        "Street address": "addresses.address_1",
        "City": "addresses.city",
        "Zip": "addresses.postal_code",
        "Phone": "phones.number",
        "Mon": "hours.MO",
        "Tue": "hours.TU",
        "Languages": "languages",
        "Category": "categories",
        "Remarks": "",
    }
    assert guess(["Name", "Title"]) == {"Name": "services.name", "Title": ""}


def test_mapping_needs_a_name():
    with pytest.raises(ValueError, match="called"):
        mapping_of({"a": "phones.number"}, file="a.csv", source="a")


def test_spreadsheet_without_a_mapping_asks_for_its_columns_and_keeps_them(client, olu):
    file = SimpleUploadedFile("kitchens.csv", SHEET.encode())
    told = {"zone": "America/Los_Angeles", "language": "en", "source": "kitchens", "need": ""}
    asks = client.post(ADDRESS, {"file": file, **told})
    page = client.get(asks.url).content.decode()
    assert "7 Quince Lane" in page
    assert re.search(r'value="addresses.address_1" selected', page)

    targets = {f"column-{n}": target for n, target in enumerate(guess(COLUMNS).values())}
    answer = client.post(asks.url, {**targets, "column-1": "services.description", "name": "Kitchens"})
    page = worked(client, answer).content.decode()
    assert "the mapping does not use this column" not in page
    store(client)

    alder = Service.objects.get(name="Alder Kitchen")
    assert alder.description == "Soup"
    assert alder.phones.get().number == "555-0100"
    assert alder.locations.get().addresses.get().city == "Alderton"
    assert {one.code for one in alder.languages.all()} == {"es", "en"}
    assert [need.slug for need in alder.needs.all()] == ["hot-meals"]
    assert [one.byday for one in Schedule.objects.filter(service=alder)] == ["MO"]
    birch = Service.objects.get(name="Birch Kitchen")
    assert {(one.byday, one.opens_at.hour) for one in birch.schedules.all()} == {("MO", 9), ("TU", 14)}

    # The next time nothing is asked.
    kept = TableMapping.objects.get(name="Kitchens")
    again = send(client, "kitchens.csv", SHEET.replace("Soup", "Hot soup"), kept=kept.pk, **told)
    assert ["Alder Kitchen", "description", "Soup", "Hot soup"] in cells(again)


def test_columns_without_a_name_are_asked_again_with_what_was_said(client, olu):
    file = SimpleUploadedFile("kitchens.csv", SHEET.encode())
    asks = client.post(ADDRESS, {"file": file, "zone": "UTC", "language": "en"})
    page = client.post(asks.url, {"column-5": "phones.number"}).content.decode()
    assert "Say which column has the name" in page
    assert re.search(r'<select id="column-5".*?value="phones.number" selected', page, re.DOTALL)
    assert not TableMapping.objects.exists()


def test_file_that_is_stored_is_not_stored_again(client, olu):
    send(client, "table.csv", TABLE, mapping=MAPPING)
    store(client)
    run = ImportRun.objects.get()
    page = client.post(reverse("site:import_run", args=[run.pk])).content.decode()
    assert "It is stored already" in page
    assert client.get(reverse("site:import_columns", args=[run.pk])).status_code == 404


def test_rows_of_a_kept_mapping_are_counted_by_their_listings(client, olu):
    """The database keeps a mapping, but not the order of its parts."""
    rows = ["Name,Provider,Phone", "Soup,Alder,555-0100", "Bread,Alder,", ",Alder,555-0102"]
    file = SimpleUploadedFile("kitchens.csv", "\n".join(rows).encode())
    asks = client.post(ADDRESS, {"file": file, "zone": "UTC", "language": "en", "source": "kitchens"})
    header = rows[0].split(",")
    assert list(guess(header).values()) == ["services.name", "organizations.name", "phones.number"]
    targets = {f"column-{n}": target for n, target in enumerate(guess(header).values())}
    answer = worked(client, client.post(asks.url, {**targets, "name": "Kitchens"}))

    assert ["kitchens.csv", "3", "2", "0", "0", "1"] in cells(answer)
    (left_out,) = [row for row in cells(answer) if row[:2] == ["kitchens.csv", "4"] and row[2] == "name"]
    assert left_out[3] == "empty"
    assert "is there twice" not in answer.content.decode()
    store(client)
    assert {one.organization.name for one in Service.objects.all()} == {"Alder"}
