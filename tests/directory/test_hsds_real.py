"""The real data beside the checkout: all that the API says of them is HSDS, by its official schemas."""

import json

import pytest

from directory.hsds import rows
from directory.importing.tables import ENTITIES
from tests.shared_data import folder

from .hsds_schemas import schema, wrong
from .test_importing_real import SOURCES, bring

pytestmark = pytest.mark.django_db

# An item of a list in brief, and a whole object.
SCHEMAS = {
    "services": ("compiled/service_list.json", "service.json"),
    "service_at_locations": ("compiled/service_at_location_list.json", "service_at_location.json"),
    "organizations": ("compiled/organization_list.json", "organization.json"),
    "taxonomies": ("taxonomy.json", "taxonomy.json"),
    "taxonomy_terms": ("taxonomy_term.json", "taxonomy_term.json"),
}


def pages(client, kind, **asked):
    """Every item of every page."""
    number, is_last = 0, False
    while not is_last:
        number += 1
        page = client.get(f"/hsds/{kind}", {"per_page": 200, "page": number, **asked}).json()
        yield from page["contents"]
        is_last = page["last_page"]


def test_every_answer_is_hsds(client):
    for name, mapping, *_rows in SOURCES:
        bring(name, mapping, keep_names=True)
    counted = {}
    for kind, (brief, whole) in SCHEMAS.items():
        listed = list(pages(client, kind))
        counted[kind] = len(listed)
        assert [one["id"] for one in listed] == sorted({one["id"] for one in listed})
        assert [found for one in listed if (found := wrong(brief, one))] == []
        if brief == whole:
            continue
        complete = list(pages(client, kind, full="true"))
        assert [one["id"] for one in complete] == [one["id"] for one in listed]
        assert [found for one in complete if (found := wrong(whole, one))] == []
        for one in complete[:: len(complete) // 10]:
            alone = client.get(f"/hsds/{kind}/{one['id']}").json()
            assert alone == one
            # Schemas do not know what stands in a listing at a place.
            assert kind != "service_at_locations" or wrong("service.json", alone["service"]) == []
    print(f"\n{counted}")  # noqa: T201
    assert counted["services"] > 1000
    assert counted["service_at_locations"] > 1000


def test_schemas_see_what_is_wrong():
    """Formats are on: an email that is none, an id that is none."""
    right = {"id": "ac148810-d857-441c-9679-408f346de14b", "name": "Soup", "status": "active"}
    assert wrong("service.json", right) == []
    for column, value in (
        ("email", "nobody"),
        ("id", "7"),
        ("url", "at the corner"),
        ("last_modified", "today"),
        ("status", "open"),
        ("phones", [{"id": right["id"]}]),
    ):
        assert wrong("service.json", {**right, column: value}), column


def test_every_address_and_parameter_of_the_standard_is_there(client):
    official = json.loads((folder("hsds-3.0") / "schema" / "openapi.json").read_text())
    ours = client.get("/hsds/openapi.json").json()

    def asked(told, path):
        found = [
            *told["paths"][path].get("parameters", ()),
            *told["paths"][path]["get"].get("parameters", ()),
        ]
        return {one["name"] if "name" in one else one["$ref"].rsplit("/", 1)[1] for one in found}

    assert set(ours["paths"]) == set(official["paths"])
    for path in official["paths"]:
        assert asked(ours, path) == asked(official, path), path


def test_whatever_the_standard_does_not_know_is_in_the_profile(client):
    official = schema("compiled/tabular.json")["properties"]
    added = client.get("/hsds/profile.json").json()["adds"]
    for entity, table in ENTITIES.items():
        known = {*official[entity]["items"]["properties"], *added.get(entity, {}).get("properties", ())}
        assert set(rows.columns_of(table)) <= known, entity
