"""An organizer brings in a directory from the site."""

import io
import json
import re
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.importing import uploads
from directory.models import Organization, Service
from mutualaid.base.actions import NotAllowed
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory

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
    person = OrganizerFactory(name="Olu")
    client.force_login(person.user)
    session = client.session
    session["account_authentication_methods_user"] = str(person.user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    return person


def packed(files, **how):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text, **how)
    return stream.getvalue()


def send(client, name, content, **answers):
    content = content.encode() if isinstance(content, str) else content
    mapping = answers.pop("mapping", None)
    told = {"zone": "America/Los_Angeles", "language": "en", "source": "", "need": "", **answers}
    if mapping is not None:
        told["mapping"] = SimpleUploadedFile("mapping.yaml", mapping.encode())
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content), **told})


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
    answer = send(client, "alder.zip", packed({f"export/{name}": text for name, text in FILES.items()}))

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
    entry = AuditEntry.objects.get(action="directory.import")
    assert entry.actor_id == olu.pk


def test_same_name_again_brings_up_to_date(client, olu):
    send(client, "first.zip", packed(FILES), source="Alder")
    changed = {**FILES, "services.csv": FILES["services.csv"].replace("Fresh", "Warm")}
    answer = send(client, "second.zip", packed(changed), source="Alder")
    assert ["services.csv", "3", "0", "1", "1", "1"] in cells(answer)
    assert Service.objects.count() == 2


def test_json_in_a_zip_is_stored(client, olu):
    service = {
        "id": "7",
        "name": "Soup",
        "status": "active",
        "organization": {"id": "1", "name": "Alder", "description": "x"},
    }
    send(client, "alder.zip", packed({"all/services.json": json.dumps([service])}), need="food")
    assert list(Service.objects.values_list("name", flat=True)) == ["Soup"]
    assert [need.slug for need in Service.objects.get().needs.all()] == ["food"]


def test_spreadsheet_is_stored_by_its_mapping(client, olu):
    send(client, "table.csv", TABLE, mapping=MAPPING)
    assert set(Service.objects.values_list("name", "source")) == {
        ("Alder Kitchen", "alder"),
        ("Birch Kitchen", "alder"),
    }


def test_spreadsheets_in_a_zip_are_stored_by_their_mapping(client, olu):
    send(client, "tables.zip", packed({"x/table.csv": TABLE, "x/notes.txt": "left alone"}), mapping=MAPPING)
    assert Service.objects.count() == 2


def test_try_stores_nothing_and_tells_all(client, olu):
    answer = send(client, "alder.zip", packed(FILES), dry_run="on")
    assert ["services.csv", "3", "2", "0", "0", "1"] in cells(answer)
    assert "nothing was stored" in answer.content.decode()
    assert (Service.objects.count(), Organization.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


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
    assert answer.status_code == 200
    assert list(errors(answer)) == ["file"]
    assert said in errors(answer)["file"]
    assert (Service.objects.count(), Organization.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "mapping", "field"),
    [("a.exe", None, "file"), ("a.csv", None, "mapping"), ("a.json", MAPPING, "mapping")],
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


def test_action_asks_who(olu):
    from directory.actions import import_upload
    from directory.importing.store import Choices

    upload = SimpleUploadedFile("alder.zip", packed(FILES))
    with pytest.raises(NotAllowed):
        import_upload(by=PersonFactory(), upload=upload, choices=Choices(zone="UTC"))


def test_organizers_first_page_leads_there(client, olu):
    assert f'href="{ADDRESS}"' in client.get(reverse("admin:index")).content.decode()


def test_zone_is_the_networks_unless_said(client, olu):
    page = client.get(ADDRESS).content.decode()
    assert re.search(r'<option value="UTC"\s+selected', page)
