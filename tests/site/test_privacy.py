import pytest

from mutualaid.base import retention

pytestmark = pytest.mark.django_db


def test_every_policy_is_on_the_page(client):
    page = client.get("/privacy/").text
    assert page.count('<th scope="row">') == len(retention.policies())
    for words in ["Mails", "7 days; its words only until it is sent", "Reports", "12 months, 24 for safety"]:
        assert words in page


def test_the_exceptions_are_named(client):
    page = client.get("/privacy/").text
    assert "What one neighbour tells another in a swap" in page
    assert "What somebody asks an organizer to keep for a delivery" in page
