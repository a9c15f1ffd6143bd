"""Home, about, danger, language, manifest, and the pages for when something is wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from mutualaid.base import network
from mutualaid.base.models import Network

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder():
    network.forget()
    row = Network.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Alder Street Mutual Aid",
            "area_name": "Alder Street",
            "phone": "555 0142",
            "danger_numbers": [["Emergency", "112"], ["Night line", "0800 555 019"]],
        },
    )[0]
    yield row
    network.forget()


def test_home_asks_the_question_and_leads_to_both_verbs(client, alder):
    page = client.get("/").content.decode()
    assert "What do you and your neighbours need right now?" in page
    assert 'href="/exchanges/new/?kind=request"' in page
    assert 'href="/exchanges/new/?kind=offer"' in page
    assert "around Alder Street" in page


@pytest.mark.parametrize("path", ["/", "/about/", "/danger/"])
def test_page_leaves_nothing_in_the_browser_of_someone_who_only_reads(client, path):
    assert client.get(path).cookies == {}


@pytest.mark.parametrize("path", ["/", "/about/", "/danger/"])
def test_every_page_has_the_way_out_the_phone_and_the_numbers(client, alder, settings, path):
    page = client.get(path).content.decode()
    assert 'href="https://www.wikipedia.org/" rel="noreferrer nofollow" data-exit' in page
    assert 'href="tel:5550142"' in page
    assert 'href="/danger/"' in page


def test_danger_shows_the_networks_numbers(client, alder):
    page = client.get("/danger/").content.decode()
    assert 'href="tel:112"' in page
    assert 'href="tel:0800555019"' in page
    assert "Night line" in page


def test_danger_without_numbers_says_whom_to_call(client):
    network.forget()
    assert 'href="tel:112"' in client.get("/danger/").content.decode()


def test_language_is_switched_without_a_token_and_leads_back():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/language/", {"language": "es", "next": "/about/"})
    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    assert '<html lang="es" dir="ltr">' in client.get("/about/").content.decode()


def test_language_does_not_lead_to_another_site(client):
    assert client.post("/language/", {"language": "es", "next": "https://evil.example/"})["Location"] == "/"


def test_language_by_get_is_refused(client):
    assert client.get("/language/").status_code == 405


def test_manifest_names_the_network(client, alder):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    assert answer.json()["name"] == "Alder Street Mutual Aid"


def test_unknown_address_is_a_404_with_a_way_on(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert 'href="/exchanges/"' in answer.content.decode()


def test_form_without_its_token_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"email": "ana@demo.example"})
    assert answer.status_code == 403
    assert "Once more, please" in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "words"), [(400, {}), (413, {}), (500, {}), (503, {"path": "/", "again": None})]
)
def test_page_for_our_own_faults_asks_no_database(number, words, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(f"{number}.html", words)
    assert "<h1>" in page
    assert "Leave this page now" in page


@pytest.mark.parametrize("path", ["/gallery/", "/gallery/places.json"])
def test_gallery_is_for_organizers(client, path):
    assert client.get(path).status_code == 302
