"""Files under the list of listings: what the list shows, and no more."""

import csv
import io
import json
import zipfile

import pytest

from directory import projection
from directory.models import Service
from directory.views.files import FILES
from tests.factories.directory import ServiceFactory

from . import hsds_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def soup():
    bread = ServiceFactory(name="Bread", needs=["groceries"])
    projection.project([bread.pk])
    return hsds_data.public()


def file(client, name, **asked):
    response = client.get(f"/directory/files/{name}", asked)
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    return b"".join(response.streaming_content)


def names(client, **asked):
    rows = csv.DictReader(io.StringIO(file(client, "listings.csv", **asked).decode()))
    return sorted(row["name"] for row in rows)


def test_files_have_what_the_list_shows(client, soup):
    assert names(client) == ["Bread", "Soup"]
    assert names(client, need="hot-meals") == ["Soup"]
    assert names(client, q="soup") == ["Soup"]
    assert names(client, near="Alderton", within="1") == ["Soup"]
    assert names(client, need="hot-meals", q="bread") == []
    (one,) = json.loads(file(client, "services.json", need="hot-meals"))
    assert one["id"] == str(soup.uuid)
    (place,) = json.loads(file(client, "places.geojson"))["features"]
    assert place["properties"]["name"] == "Soup"


def test_list_leads_to_its_files(client, soup):
    page = client.get("/directory/", {"need": "hot-meals"}).content.decode()
    for name in FILES:
        assert f'href="/directory/files/{name}?need=hot-meals"' in page


def test_whole_package(client, soup):
    with zipfile.ZipFile(io.BytesIO(file(client, "directory.zip"))) as archive:
        assert archive.testzip() is None
        assert b"Soup" in archive.read("services.csv")


def test_secret_place_is_in_no_download(client, soup):
    hsds_data.secret()
    hsds_data.unshown()
    said = [file(client, name) for name in FILES]
    with zipfile.ZipFile(io.BytesIO(file(client, "directory.zip"))) as archive:
        said += [archive.read(name) for name in archive.namelist()]
    assert any(b"Shelter" in one for one in said)
    for one in said:
        assert [w for w in (*hsds_data.SECRETS, *hsds_data.UNSHOWN) if w in one.decode()] == []
    assert names(client, near="Quietholm") == names(client)
    assert names(client, q="Hidden Lane") == []


def test_no_file_of_that_name(client):
    assert client.get("/directory/files/services.xml").status_code == 404
    assert client.post("/directory/files/listings.csv").status_code == 405


def test_listing_called_files_gets_another_address(client):
    from directory.actions import create_listing

    assert create_listing(by=None, name="Files", zone="UTC").slug == "files-2"
    assert Service.objects.count() == 1
