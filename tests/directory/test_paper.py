"""Paper to print: what is typed is on the sheet and nowhere else, and no sheet asks where anybody lives."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import paper
from directory.models.listings import RESERVED
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.directory import GuideFactory

pytestmark = pytest.mark.django_db
PAPER = "/directory/paper/"
SLUGS = [one.slug for one in paper.PAPERS]


@pytest.fixture(autouse=True)
def alder(db, settings):
    settings.SITE_URL = "https://alder.example"
    Network.objects.update_or_create(defaults={"name": "Alder Aid", "phone": "555-0142"}, pk=1)
    network.forget()


def page(client, slug="", query=None, **headers):
    response = client.get(f"{PAPER}{slug}/" if slug else PAPER, query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def sheets(shown):
    return shown[shown.index('<div class="sheets">') :]


def test_list_leads_to_each(client):
    for path in (PAPER, "/directory/guides/"):
        shown = client.get(path).content.decode()
        assert all(f'href="{PAPER}{slug}/"' in shown for slug in SLUGS)


def test_no_listing_takes_the_address():
    assert "paper" in RESERVED


@pytest.mark.parametrize("slug", SLUGS)
def test_each_opens_empty_and_says_that_nothing_is_kept(client, slug):
    shown = page(client, slug)
    assert 'class="sheet' in shown
    assert "data-print" in shown
    assert ("stored nowhere" in shown) == (slug != "pod-map")
    assert not re.search(r'<form class="form" method="post"', shown)


def test_there_is_nothing_else(client):
    assert client.get(PAPER + "passport/").status_code == 404
    assert client.post(PAPER + "flyer/", {"what": "Soup"}).status_code == 405


def test_flyer_says_what_was_typed_and_whose_network_it_is(client):
    shown = sheets(page(client, "flyer", {"what": "Soup", "when": "Sundays", "corner": "Alder & 5th"}))
    assert re.findall(r'<p class="pen">(.*?)</p>', shown) == ["Soup", "Sundays", "Alder &amp; 5th"]
    assert "Alder Aid" in shown
    assert "alder.example" in shown
    assert len(re.findall(r"<li><div class=\"tab-words\">", shown)) == 8
    assert shown.count("<svg") == 9


def test_flyer_in_the_languages_of_the_street(client):
    shown = page(client, "flyer", {"languages": ["en", "es"]})
    assert '<div lang="en">' in shown
    assert "Gente del barrio que se cuida entre sí" in shown
    assert "Gente del barrio" not in page(client, "flyer", {"languages": ["en"]})
    assert "Gente del barrio" in page(client, "flyer", **{"accept-language": "es"})


def test_a_sheet_cannot_be_made_to_run_anything(client):
    shown = page(client, "flyer", {"what": "<script>alert(1)</script>", "corner": '"><img src=x>'})
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


@pytest.mark.parametrize("slug", ["flyer", "phone-tree"])
def test_what_looks_like_a_house_number_is_pointed_out_and_not_refused(client, slug):
    shown = page(client, slug, {"corner": "12 Alder Street"})
    assert "Is that a house number?" in shown
    assert "12 Alder Street" in sheets(shown)
    assert "Is that a house number?" not in page(client, slug, {"corner": "Alder and 5th"})


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("12 Alder Street", True),
        ("Alder Street 12b", True),
        ("Calle Olmo 7", True),
        ("Alder and 42nd", False),
        ("Corner of Alder and 1st", False),
        ("behind the library", False),
        ("", False),
    ],
)
def test_has_house_number(text, has):
    assert paper.has_house_number(text) is has


def test_too_long_is_said_and_the_sheet_stays_empty(client):
    shown = page(client, "flyer", {"what": "x" * 61})
    assert "field-error" in shown
    assert "x" * 61 not in sheets(shown)


def test_phone_tree_has_lines_for_a_pen_and_asks_for_no_names(client):
    shown = page(client, "phone-tree", {"corner": "the school", "when": "noon"})
    assert sheets(shown).count(">the school<") == 4
    assert re.findall(r'<input type="text" name="(\w+)"', page(client, "phone-tree")) == ["corner", "when"]


def test_fridge_sign_says_whom_to_call(client):
    assert "555-0142" in sheets(page(client, "fridge-sign"))
    shown = sheets(page(client, "fridge-sign", {"call": "Rosa at the shop"}))
    assert "Rosa at the shop" in shown
    assert "Free fridge" in shown
    assert len(re.findall(r'<th scope="row">', shown)) == 31


def test_pod_map_is_drawn(client):
    assert page(client, "pod-map").count("<circle") == 14


def test_the_guide_that_goes_with_it_is_linked_if_there_is_one(client):
    assert "/directory/guides/start-a-pod/" not in page(client, "pod-map")
    GuideFactory(slug="start-a-pod")
    assert 'href="/directory/guides/start-a-pod/"' in page(client, "pod-map")


def test_qr_code_is_of_our_own_address():
    import segno

    assert paper.qr("/") == segno.make("https://alder.example/", error="m", micro=False).svg_inline(
        border=4, omitsize=True
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_typed_is_stored(client, slug):
    client.get(f"{PAPER}{slug}/")
    before = {model: model._default_manager.count() for model in apps.get_models()}
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{PAPER}{slug}/", {"what": "Soup", "when": "noon", "corner": "Alder", "call": "Rosa"})
    assert not [
        one for one in queries if not one["sql"].lstrip("( ").upper().startswith(("SELECT", "SAVEPOINT"))
    ]
    assert {model: model._default_manager.count() for model in apps.get_models()} == before
    assert not client.cookies.get("sessionid")
