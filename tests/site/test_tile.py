"""Pictures behind the map: our own file, another server that is named, or none."""

import pytest

from mutualaid import settings as source
from tests.map_file import write_map

pytestmark = pytest.mark.django_db
URL = "/map/tile/"
WARNING = "which learns which area they look at"


@pytest.fixture
def own_map(settings, tmp_path):
    settings.TILE_FILE = write_map(tmp_path / "map.pmtiles", {(0, 0, 0): b"world", (1, 1, 0): b"north east"})


def test_tile_of_our_own_file(client, own_map):
    response = client.get(URL, {"z": 1, "x": 1, "y": 0})
    assert (response.status_code, response.content) == (200, b"north east")
    assert response["Content-Type"] == "image/png"
    assert set(response["Cache-Control"].split(", ")) == {"private", "max-age=604800"}
    assert not response.cookies


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"z": 1},
        {"z": 1, "x": 0, "y": 0},
        {"z": 9, "x": 0, "y": 0},
        {"z": -1, "x": 0, "y": 0},
        {"z": "a", "x": 0, "y": 0},
    ],
)
def test_no_such_tile(client, own_map, query):
    assert client.get(URL, query).status_code == 404


def test_without_a_file_there_is_none(client):
    assert client.get(URL, {"z": 0, "x": 0, "y": 0}).status_code == 404


def test_tile_is_only_read(client, own_map):
    assert client.post(URL, {"z": 0, "x": 0, "y": 0}).status_code == 405


def test_other_server_is_named_where_people_decide(client, settings):
    settings.TILE_URL = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    assert f"tiles.example, {WARNING}" in client.get("/privacy/").content.decode()


def test_own_map_needs_no_warning(client, settings, own_map):
    settings.TILE_URL = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    assert WARNING not in client.get("/privacy/").content.decode()


def test_pages_may_show_pictures_of_nobody_else():
    assert source.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"] == ["'self'"]
