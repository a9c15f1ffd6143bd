"""Guided search: what is asked, what each answer leads to, and that nobody is led where nothing is."""

import re
from functools import partialmethod

import pytest
from django.utils.html import escape

from directory import needs, projection
from directory.models import Need
from mutualaid.base import search
from tests.factories.directory import LocationFactory, ServiceAtLocationFactory, ServiceFactory

pytestmark = pytest.mark.django_db
HELP = "/directory/help/"


@pytest.fixture(autouse=True)
def _listings():
    for slug in ("groceries", "groceries", "hot-meals", "doctor", "organizing"):
        service = ServiceFactory(needs=[slug])
        ServiceAtLocationFactory(service=service, location=LocationFactory())
        projection.project([service.pk])
    hidden = ServiceFactory(needs=["clothes"], publication="hidden", hidden_reason="closed")
    projection.project([hidden.pk])


def ways(client, address):
    """`(link, words)` of each answer, in order."""
    page = client.get(address).content.decode()
    listed = re.search(r'<ul class="ways">(.*?)</ul>', page, re.S)[1]
    found = re.findall(r'<a href="([^"]+)">(.*?)</a>', listed, re.S)
    return [(href, " ".join(re.sub("<[^>]+>", " ", text).split())) for href, text in found]


def test_first_question_offers_what_is_answered_around_here(client):
    assert ways(client, HELP) == [
        (f"{HELP}?need=food", "Food 3 places"),
        (f"{HELP}?need=health", "Health 1 place"),
        (f"{HELP}?need=organizing", "Organizing together 1 place"),
        (f"{HELP}?all=1", "I am not sure: show me everything"),
    ]


def test_second_question_can_be_skipped(client):
    assert ways(client, f"{HELP}?need=food") == [
        (f"{HELP}?need=groceries", "Groceries 2 places"),
        (f"{HELP}?need=hot-meals", "Hot meals 1 place"),
        (escape(f"{HELP}?need=food&all=1"), "Any of these"),
    ]


@pytest.mark.parametrize("asked", ["need=groceries", "need=food&all=1", "need=organizing"])
def test_last_question_is_where(client, asked):
    """Also where a need has nothing under it that anybody answers."""
    page = client.get(f"{HELP}?{asked}").content.decode()
    need = asked.split("&")[0]
    assert "<h1>Where?</h1>" in page
    assert ways(client, f"{HELP}?{asked}") == [(f"/directory/?{need}", "Anywhere")]
    assert f'name="need" value="{need[5:]}"' in page
    assert "data-near" in page


def test_whoever_is_not_sure_is_shown_everything(client):
    assert ways(client, f"{HELP}?all=1") == [("/directory/", "Anywhere")]


@pytest.mark.parametrize("need", ["nothing", "", "\x00", "pets"])
def test_need_that_is_none_asks_again(client, need):
    if need == "pets":
        Need.objects.filter(slug="pets").update(is_retired=True)
        needs.forget()
    page = client.get(HELP, {"need": need}).content.decode()
    assert "<h1>What do you need?</h1>" in page


def test_too_many_to_count_offers_every_need(client, monkeypatch):
    monkeypatch.setattr(search.Asked, "__init__", partialmethod(search.Asked.__init__, cap=3))
    assert len(ways(client, HELP)) == len(needs.tree().roots) + 1
    assert ways(client, HELP)[0] == (f"{HELP}?need=food", "Food")


def test_each_question_is_few_statements_and_sets_no_cookie(client, django_assert_max_num_queries):
    client.get(HELP)
    for address in (HELP, f"{HELP}?need=food", f"{HELP}?need=groceries"):
        with django_assert_max_num_queries(1):
            answer = client.get(address)
        assert not answer.cookies


def test_title_names_no_need(client):
    page = client.get(f"{HELP}?need=groceries").content.decode()
    assert "Groceries" not in re.search("<title>(.*?)</title>", page)[1]


def test_in_spanish(client):
    page = client.get(HELP, headers={"Accept-Language": "es"}).content.decode()
    assert "<h1>¿Qué necesitas?</h1>" in page


def test_wrong_verb_is_refused(client):
    assert client.post(HELP).status_code == 405


def test_front_page_leads_here(client):
    assert f'href="{HELP}"' in client.get("/").content.decode()
