"""The service worker at the root: one neutral sentence, in the language of its own address."""

import pytest

pytestmark = pytest.mark.django_db


def test_it_speaks_the_language_of_its_address(client):
    answer = client.get("/sw.js?language=es", headers={"Accept-Language": "en"})
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert '"lang": "es"' in answer.text
    assert '"page": "/members/notices/"' in answer.text


@pytest.mark.parametrize("asked", ["", "?language=tlh", "?language=%22)%3Balert(1)"])
def test_an_unknown_language_is_the_sites_own(client, asked):
    answer = client.get(f"/sw.js{asked}")
    assert '"lang": "en"' in answer.text
    assert "There is something new for you" in answer.text
    assert "alert" not in answer.text


def test_it_reads_nothing_of_the_push(client):
    assert "event.data" not in client.get("/sw.js").text
