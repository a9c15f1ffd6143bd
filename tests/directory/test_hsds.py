"""The API at /hsds/: what it answers, and what never leaves."""

import datetime as dt
import gzip
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory import actions, hours, vocabularies
from directory.hsds import rows
from directory.hsds.lists import COLLECTIONS
from directory.importing import import_hsds
from directory.importing.store import Choices
from directory.models import Organization, Phone, Schedule, Service, Taxonomy, TaxonomyTerm
from tests.factories.directory import PhoneFactory, ScheduleFactory, ServiceFactory

from . import hsds_data

pytestmark = pytest.mark.django_db
KINDS = tuple(COLLECTIONS)


@pytest.fixture
def soup():
    return hsds_data.public()


def get(client, path, **asked):
    response = client.get(f"/hsds/{path}", asked)
    assert response.status_code == 200, response.content
    return response.json()


def contents(client, path, **asked):
    return get(client, path, **asked)["contents"]


def names(client, path, **asked):
    return [one["name"] for one in contents(client, path, **asked)]


# --- What it says ---------------------------------------------------------------------------------


def test_it_says_what_it_is(client):
    about = get(client, "")
    assert about == {
        "version": "3.0",
        "profile": "http://testserver/hsds/profile.json",
        "openapi_url": "http://testserver/hsds/openapi.json",
    }
    described = get(client, "openapi.json")
    assert set(described["paths"]) == {"/", *(f"/{kind}{end}" for kind in KINDS for end in ("", "/{id}"))}
    assert "is_exception" in get(client, "profile.json")["adds"]["schedule"]["properties"]


def test_whole_listing(client, soup):
    found = get(client, f"services/{soup.uuid}")

    assert found["name"] == "Soup"
    assert found["assured_date"] == "2026-11-01"
    assert found["zone"] == "Europe/Brussels"
    assert found["organization"]["name"] == "Alder Kitchen"
    assert found["organization"]["programs"][0]["name"] == found["program"]["name"] == "Warm meals"
    (link,) = found["service_at_locations"]
    assert link["location"]["latitude"] == 51.0
    assert link["location"]["addresses"][0]["address_1"] == "1 Alder Street"
    assert link["location"]["addresses"][0]["state_province"] == ""
    assert [(one["number"], one["extension"]) for one in found["phones"]] == [("555-0111", 12)]
    assert found["schedules"][0] == {
        "id": str(soup.schedules.get().uuid),
        "freq": "WEEKLY",
        "byday": "MO,TU,WE,TH,FR",
        "opens_at": "09:00:00",
        "closes_at": "17:00:00",
    }
    assert {(one.get("link_type"), one["taxonomy_term"]["name"]) for one in found["attributes"]} == {
        ("need", "Hot meals"),
        ("for", "Elders"),
        ("access", "Walk in"),
        (None, "Ladle"),
    }
    assert found["metadata"][0]["previous_value"] == "Broth"


def test_brief_listing_has_what_there_is_one_of(client, soup):
    (found,) = contents(client, "services")
    assert found["organization"]["name"] == "Alder Kitchen"
    assert found["program"]["name"] == "Warm meals"
    assert not {"phones", "schedules", "attributes"} & found.keys()
    assert contents(client, "services", full="true") == [get(client, f"services/{soup.uuid}")]


def test_minimal_list_is_one_page_of_ids_and_days(client, soup):
    for _number in range(60):
        ServiceFactory()
    found = get(client, "services", minimal="true")
    assert (found["size"], found["total_pages"]) == (61, 1)
    assert all(one.keys() == {"id", "modified_date"} for one in found["contents"])


def test_service_at_location_has_both(client, soup):
    link = soup.at_locations.get()
    (brief,) = contents(client, "service_at_locations")
    assert (brief["location"]["name"], brief["service"]["name"]) == ("Union hall", "Soup")
    whole = get(client, f"service_at_locations/{link.uuid}")
    assert whole["location"]["addresses"][0]["city"] == "Alderton"
    assert whole["service"]["phones"][0]["number"] == "555-0111"
    assert "service_at_locations" not in whole["service"]


def test_organization_with_its_services(client, soup):
    uuid = soup.organization.uuid
    (brief,) = contents(client, "organizations")
    assert "services" not in brief
    whole = get(client, f"organizations/{uuid}")
    assert whole["locations"][0]["addresses"][0]["city"] == "Alderton"
    assert [(one["name"], "phones" in one) for one in whole["services"]] == [("Soup", False)]
    (service,) = get(client, f"organizations/{uuid}", full_service="true")["services"]
    assert service["phones"][0]["number"] == "555-0111"
    assert "organization" not in service


def test_parent_organization_is_named_if_it_is_here_itself(client, soup):
    parent = Organization.objects.create(name="Umbrella")
    Organization.objects.filter(pk=soup.organization_id).update(parent_organization=parent)
    assert "parent_organization_id" not in get(client, f"organizations/{soup.organization.uuid}")
    ServiceFactory(organization=parent)
    found = get(client, f"organizations/{soup.organization.uuid}")
    assert found["parent_organization_id"] == str(parent.uuid)


def test_taxonomies_are_ours_and_those_of_others(client, soup):
    assert {"needs", "communities", "access", "Kitchen words"} == set(names(client, "taxonomies"))
    term = TaxonomyTerm.objects.get()
    found = get(client, f"taxonomy_terms/{term.uuid}")
    assert found["taxonomy_detail"]["name"] == "Kitchen words"
    needs = vocabularies.VOCABULARIES[0]
    ours = get(client, f"taxonomy_terms/{needs.term_uuid('hot-meals')}")
    assert (ours["name"], ours["code"], ours["taxonomy"]) == ("Hot meals", "hot-meals", "needs")
    assert ours["parent_id"] == str(needs.term_uuid("food"))


# --- What is asked for ----------------------------------------------------------------------------


def test_pages(client):
    made = sorted(str(ServiceFactory().uuid) for _ in range(5))
    pages = [get(client, "services", per_page=2, page=number) for number in (1, 2, 3, 4)]
    assert [one["id"] for page in pages for one in page["contents"]] == made
    assert [page["first_page"] for page in pages] == [True, False, False, False]
    assert [page["last_page"] for page in pages] == [False, False, True, True]
    assert [(page["size"], page["empty"]) for page in pages] == [
        (2, False),
        (2, False),
        (1, False),
        (0, True),
    ]
    assert {(page["total_items"], page["total_pages"]) for page in pages} == {(5, 3)}


def test_empty_list(client):
    assert get(client, "services") == {
        "total_items": 0,
        "total_pages": 0,
        "page_number": 1,
        "size": 0,
        "first_page": True,
        "last_page": True,
        "empty": True,
        "contents": [],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_lines_are_the_whole_list(client, soup, kind):
    response = client.get(f"/hsds/{kind}", {"format": "ndjson"})
    assert response["Content-Type"] == "application/x-ndjson"
    found = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]
    assert found == contents(client, kind, per_page=200)
    assert found


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "0"},
        {"page": "one"},
        {"page": "1000001"},
        {"per_page": "0"},
        {"per_page": "201"},
        {"format": "xml"},
        {"full": "perhaps"},
        {"organization_id": "7"},
        {"taxonomy_term_id": "food"},
        {"taxonomy_id": "x"},
        {"modified_after": "yesterday"},
        {"search": "a\x00b"},
    ],
)
def test_what_cannot_be_read_is_said(client, asked):
    response = client.get("/hsds/services", asked)
    assert response.status_code == 400
    assert response.json()["status"] == 400
    assert response.json()["message"].startswith(f"{next(iter(asked))}: ")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("asked", [{"proximity": "500"}, {"postcode": "ZZ9", "proximity": "500"},
                                   {"postcode": "AL1", "proximity": "-1"}])  # fmt: skip
def test_distance_needs_a_postcode_that_is_known(client, soup, asked):
    assert client.get("/hsds/service_at_locations", asked).status_code == 400


def test_what_hsds_does_not_know_is_passed_over(client, soup):
    assert names(client, "services", api_key="x") == ["Soup"]


def test_words(client, soup):
    ServiceFactory(name="Bread")
    for word in ("soup", "Alder", "hot meals"):
        assert names(client, "services", search=word) == ["Soup"]
        assert len(contents(client, "service_at_locations", search=word)) == 1
    assert names(client, "services", search="violin") == []
    assert names(client, "organizations", search="soup") == ["Alder Kitchen"]
    assert names(client, "organizations", search="alder k") == ["Alder Kitchen"]
    assert names(client, "taxonomies", search="kitchen") == ["Kitchen words"]
    assert names(client, "taxonomy_terms", search="ladle") == ["Ladle"]


def test_terms_of_ours_and_of_others(client, soup):
    ServiceFactory(name="Bread")
    needs, communities, _access = vocabularies.VOCABULARIES
    term = TaxonomyTerm.objects.get()
    for uuid in (term.uuid, needs.term_uuid("hot-meals"), communities.term_uuid("elders")):
        assert names(client, "services", taxonomy_term_id=uuid) == ["Soup"]
        assert len(contents(client, "service_at_locations", taxonomy_term_id=uuid)) == 1
    for uuid in (term.taxonomy_detail.uuid, needs.uuid):
        assert names(client, "services", taxonomy_id=uuid) == ["Soup"]
    assert names(client, "services", taxonomy_term_id=uuid4()) == []


def test_terms_by_taxonomy_and_parent(client, soup):
    needs = vocabularies.VOCABULARIES[0]
    term = TaxonomyTerm.objects.get()
    TaxonomyTerm.objects.create(name="Spoon", parent=term, taxonomy_detail=term.taxonomy_detail)
    assert set(names(client, "taxonomy_terms", taxonomy_id=term.taxonomy_detail.uuid)) == {"Ladle", "Spoon"}
    assert names(client, "taxonomy_terms", parent_id=term.uuid) == ["Spoon"]
    assert names(client, "taxonomy_terms", taxonomy_id=term.taxonomy_detail.uuid, top_only="true") == [
        "Ladle"
    ]
    below = contents(client, "taxonomy_terms", parent_id=needs.term_uuid("food"), per_page=200)
    assert "hot-meals" in {one["code"] for one in below}
    top = contents(client, "taxonomy_terms", taxonomy_id=needs.uuid, top_only="true", per_page=200)
    assert "food" in {one["code"] for one in top}
    assert "hot-meals" not in {one["code"] for one in top}


def test_organization(client, soup):
    ServiceFactory(name="Bread")
    assert names(client, "services", organization_id=soup.organization.uuid) == ["Soup"]
    assert len(contents(client, "service_at_locations", organization_id=soup.organization.uuid)) == 1
    assert names(client, "services", organization_id=uuid4()) == []


def test_modified_after(client, soup):
    moment = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    Service.objects.update(modified_at=moment)
    for text in ("2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00", "2026-03-01"):
        assert names(client, "services", modified_after=text) == ["Soup"]
    # A plus that nobody wrote as %2B.
    assert client.get("/hsds/services?modified_after=2026-03-01T13:00:00+01:00").json()["total_items"] == 1
    assert names(client, "services", modified_after="2026-03-01T12:00:01Z") == []
    assert contents(client, "service_at_locations", modified_after="2026-03-02") == []


def test_near_a_postcode(client, soup):
    near = {"postcode": "AL1", "proximity": "500"}
    assert len(contents(client, "service_at_locations", **near)) == 1
    assert len(contents(client, "service_at_locations", postcode="al1")) == 1
    assert contents(client, "service_at_locations", postcode="AL2") == []
    soup.service_areas.create(name="Postcodes AL2 and AL3")
    assert len(contents(client, "service_at_locations", postcode="AL2")) == 1
    assert contents(client, "service_at_locations", postcode="L2") == []


# --- What never leaves ----------------------------------------------------------------------------


def everything(client):
    """All that the API says, every list in brief and whole, and each object."""
    said = []
    for kind in KINDS:
        for more in ({}, {"full": "true"}, {"full": "true", "full_service": "true"}):
            for one in contents(client, kind, per_page=200, **more):
                said.append(json.dumps(one))
                if not more:
                    for end in ("", "?full_service=true"):
                        said.append(json.dumps(get(client, f"{kind}/{one['id']}{end}")))
    return "\n".join(said)


def test_secret_place_is_in_no_answer(client, soup):
    shelter = hsds_data.secret()
    said = everything(client)

    assert "Shelter" in said
    assert "555-0122" in said
    assert [word for word in hsds_data.SECRETS if word in said] == []
    found = get(client, f"services/{shelter.uuid}")
    assert found["is_confidential"] is True
    assert not {"service_at_locations", "schedules", "metadata"} & found.keys()
    assert found["service_areas"][0].keys() == {"id", "name"}


def test_secret_place_cannot_be_found_by_probing(client, soup):
    shelter = hsds_data.secret()
    link = shelter.at_locations.get()
    for word in ("Hidden", "Quietholm", "QH7", "Safe house", "green door"):
        for kind in KINDS:
            assert get(client, kind, search=word)["total_items"] == 0, (kind, word)
    assert client.get(f"/hsds/service_at_locations/{link.uuid}").status_code == 404
    assert contents(client, "service_at_locations", postcode="QH7 9ZZ") == []
    near = {"postcode": "QH7 9ZZ", "proximity": "1000"}
    assert client.get("/hsds/service_at_locations", near).status_code == 400


def test_what_is_hidden_or_has_stopped_is_like_nothing(client, soup):
    hidden = hsds_data.unshown()
    said = everything(client)
    assert [word for word in hsds_data.UNSHOWN if word in said] == []
    nothing = client.get(f"/hsds/services/{uuid4()}")
    for path in (f"services/{hidden.uuid}", f"organizations/{hidden.organization.uuid}", "services/soup"):
        answer = client.get(f"/hsds/{path}")
        assert (answer.status_code, answer.content) == (404, nothing.content)


def test_place_of_a_hidden_listing_is_not_its_organizations(client, soup):
    Service.objects.create(name="Bread", slug="bread", organization=soup.organization, zone="Europe/Brussels")
    Service.objects.filter(pk=soup.pk).update(publication="hidden", hidden_reason="unsafe")
    found = get(client, f"organizations/{soup.organization.uuid}")
    assert "locations" not in found
    assert "programs" not in found
    assert [one["name"] for one in found["services"]] == ["Bread"]


BEFORE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
AFTER = "2026-02-01T00:00:00Z"


def long_ago():
    """Nothing changed lately."""
    for model in (Service, Taxonomy, TaxonomyTerm):
        model.objects.update(modified_at=BEFORE)


# --- HTTP -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "services", "openapi.json", "profile.json", "taxonomy_terms"])
def test_answer_without_news_is_304(client, soup, path):
    long_ago()
    first = client.get(f"/hsds/{path}")
    tag, moment = first["ETag"], first["Last-Modified"]
    assert client.get(f"/hsds/{path}", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"/hsds/{path}", headers={"If-Modified-Since": moment}).status_code == 304


def test_news_change_the_tag(client, soup):
    tag = client.get("/hsds/services?full=true")["ETag"]
    Phone.objects.update(number="555-0112")
    assert client.get("/hsds/services?full=true", headers={"If-None-Match": tag}).status_code == 200


def test_any_site_may_read_and_nobody_is_known(client, soup):
    for path in ("", "services", f"services/{soup.uuid}", "nothing/here"):
        response = client.get(f"/hsds/{path}", headers={"Origin": "https://elsewhere.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response["Vary"] == "Accept-Encoding"
        assert "Content-Language" not in response
        assert not response.cookies


def test_language_of_the_reader_changes_nothing(client, soup):
    for path in ("taxonomy_terms", f"services/{soup.uuid}", "services?page=x"):
        answers = {
            client.get(f"/hsds/{path}", headers={"Accept-Language": code}).content for code in ("en", "es")
        }
        assert len(answers) == 1


def test_options_and_other_verbs(client):
    asked = client.options("/hsds/services")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    strict = Client(enforce_csrf_checks=True)
    for verb in ("post", "put", "patch", "delete"):
        response = getattr(strict, verb)("/hsds/services")
        assert (response.status_code, response.json()["status"]) == (405, 405)


def test_head(client, soup):
    for path in ("services", f"services/{soup.uuid}", "services?format=ndjson"):
        response = client.head(f"/hsds/{path}")
        assert response.status_code == 200


def test_compressed(client, soup):
    response = client.get("/hsds/taxonomy_terms", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(response.content)) == get(client, "taxonomy_terms")


@pytest.mark.parametrize(
    "path",
    ["services?full=true", "service_at_locations?full=true", "organizations?full=true&full_service=true"],
)
def test_long_list_costs_as_many_statements_as_a_short_one(client, path):
    def cost():
        client.get(f"/hsds/{path}")  # what is held in memory is read first
        with CaptureQueriesContext(connection) as counted:
            assert client.get(f"/hsds/{path}").json()["size"] == Organization.objects.count()
        return len(counted)

    hsds_data.public()
    one = cost()
    hsds_data.public()
    hsds_data.public()
    assert cost() == one <= 40


# --- Where HSDS has no words for it -----------------------------------------------------------------


def test_frequencies_that_hsds_does_not_know():
    soup = ServiceFactory()
    every_day = ScheduleFactory(service=soup, freq="DAILY", byday="")
    other_days = ScheduleFactory(
        service=soup, freq="DAILY", byday="", interval=2, dtstart=dt.date(2026, 1, 1)
    )
    yearly = ScheduleFactory(service=soup, freq="YEARLY", byday="", byyearday="1", is_exception=True)
    found = {row.pk: row.values for row in rows.read("schedules", Schedule.objects.all())}

    assert (found[every_day.pk]["freq"], found[every_day.pk]["byday"]) == ("WEEKLY", rows.EVERY_DAY)
    assert "freq" not in found[other_days.pk]
    assert found[other_days.pk]["rule_freq"] == "DAILY"
    assert "freq" not in found[yearly.pk]
    assert (found[yearly.pk]["rule_freq"], found[yearly.pk]["is_exception"]) == ("YEARLY", True)


@pytest.mark.parametrize(
    "more", [{}, {"count": 5}, {"until": dt.date(2026, 11, 20)}, {"bymonthday": "1,15,-1"}]
)
@pytest.mark.parametrize("byday", ["", "MO,WE"])
def test_every_day_as_a_week_opens_the_same_hours(byday, more):
    times = {"opens_at": dt.time(9), "closes_at": dt.time(17), "dtstart": dt.date(2026, 11, 4)}
    schedule = ScheduleFactory(freq="DAILY", byday=byday, **times, **more)
    (row,) = rows.read("schedules", Schedule.objects.filter(pk=schedule.pk))
    ours = hours.Rule(freq="DAILY", byday=byday, **times, **more)
    theirs = hours.Rule(freq=row.values["freq"], byday=row.values["byday"], **times, **more)
    first = dt.date(2026, 11, 1)
    assert hours.spans([theirs], first) == hours.spans([ours], first) != []


@pytest.mark.parametrize(
    ("text", "said"),
    [("12", {"extension": 12}), ("012", {"extension_text": "012"}), ("a", {"extension_text": "a"}), ("", {})],
)
def test_extensions(text, said):
    PhoneFactory(extension=text)
    (row,) = rows.read("phones", Phone.objects.all())
    assert {k: v for k, v in row.values.items() if k.startswith("extension")} == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://alder.example/a[1]?b=c#d", "https://alder.example/a%5B1%5D?b=c#d"),
        ("https://alder.example/süppe", "https://alder.example/s%C3%BCppe"),
        ("https://süppe.example", "https://xn--sppe-0ra.example"),
        ("https://alder.example/100%", ""),
        ("at the corner", ""),
    ],
)
def test_web_addresses(address, said):
    assert rows.web(address) == said
    assert not said or rows.web(said) == said


# --- When something changed -----------------------------------------------------------------------


class Parts:
    """What the admin's inline rows come to: something that saves them."""

    def save(self):
        Schedule.objects.update(closes_at=dt.time(18))


CHANGES = {
    "its words": lambda soup: actions.change_listing(by=None, subject=soup, description="Hot"),
    "its hours": lambda soup: actions.change_listing_parts(by=None, subject=soup, parts=Parts()),
    "its organization": lambda soup: actions.change_organization(
        by=None, subject=soup.organization, description="Cooks a lot"
    ),
    "its organization's phones": lambda soup: actions.change_organization_parts(
        by=None, subject=soup.organization, parts=Parts()
    ),
    "its place": lambda soup: actions.change_location(
        by=None, subject=soup.locations.get(), transportation="Bus 4"
    ),
    "its place's address": lambda soup: actions.change_location_parts(
        by=None, subject=soup.locations.get(), parts=Parts()
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_listing_changes_with_all_that_is_said_of_it(client, soup, what):
    ServiceFactory(name="Bread")
    Service.objects.update(modified_at=BEFORE, last_modified=BEFORE)
    assert names(client, "services", modified_after=AFTER) == []
    CHANGES[what](soup)
    (found,) = contents(client, "services", modified_after=AFTER)
    assert found["name"] == "Soup"
    assert found["last_modified"] > AFTER


def test_checking_a_listing_changes_what_is_here_and_not_what_it_says(client, soup):
    Service.objects.update(modified_at=BEFORE, last_modified=BEFORE)
    actions.verify_listing(by=None, subject=soup)
    (found,) = contents(client, "services", modified_after=AFTER)
    assert found["last_modified"] == "2026-01-01T00:00:00Z"
    assert found["assured_date"] > "2026-11-01"


def test_change_in_the_second_of_an_answer_is_news(client, soup):
    assert "Last-Modified" not in client.get("/hsds/services")


def test_list_without_a_listing_that_is_hidden_now_is_news(client, soup):
    long_ago()
    moment = client.get("/hsds/services")["Last-Modified"]
    actions.hide_listing(by=None, subject=soup, reason="closed")
    again = client.get("/hsds/services", headers={"If-Modified-Since": moment})
    assert again.status_code == 200
    assert again.json()["empty"]


def test_source_that_changes_a_place_changes_its_listings(client, tmp_path):
    def bring(**place):
        link = {"id": place_id, "location": {"id": place_id, "location_type": "physical", **place}}
        soup = {"id": soup_id, "name": "Soup", "status": "active", "service_at_locations": [link]}
        bread = {"id": bread_id, "name": "Bread", "status": "active"}
        path = tmp_path / "services.json"
        path.write_text(json.dumps([soup, bread]))
        import_hsds(path, choices=Choices(zone="UTC"))

    place_id, soup_id, bread_id = (str(uuid4()) for _ in range(3))
    bring(name="Union hall")
    Service.objects.update(modified_at=BEFORE)
    bring(name="Union hall")
    assert names(client, "services", modified_after=AFTER) == []
    bring(name="Old union hall")
    assert names(client, "services", modified_after=AFTER) == ["Soup"]
