import pytest

from exchanges.models import Message
from mutualaid.base import belongings, retention
from mutualaid.site import privacy

pytestmark = pytest.mark.django_db


def test_every_policy_is_on_the_page(client):
    page = client.get("/privacy/").text
    assert "built-in" not in page
    assert page.count("<dt>") == len(retention.policies())
    for words in ["Mails", "7 days; its words only until it is sent", "Reports", "12 months, 24 for safety"]:
        assert words in page


def test_every_table_is_in_one_group():
    found = [row["what"] for group in privacy.groups() for row in group["rows"]]
    assert len(found) == len(retention.policies())
    members = next(group for group in privacy.groups() if group["slug"] == "you")["rows"]
    assert {"accounts", "persons"} <= {str(row["what"]) for row in members}


def test_what_is_in_plain_letters_is_asked_of_the_tables(client):
    page = client.get("/privacy/").text
    plain = page[page.index('id="operator"') : page.index('id="forced"')]
    assert "Accounts: email" in plain
    assert "Posts: title" in plain
    assert "Messages:" not in plain
    rows = {str(row["what"]): row for group in privacy.groups() for row in group["rows"]}
    assert (rows["messages"]["plain"], rows["messages"]["locked"]) == ("", "words")
    assert "phone number" in rows["persons"]["locked"]
    assert "name to be called by" in rows["persons"]["plain"]
    assert (rows["blocks"]["is_tie"], rows["drafts"]["plain"]) == (True, "")


def test_a_new_column_in_clear_is_told_by_itself(monkeypatch):
    text = Message._meta.get_field("text")
    monkeypatch.setattr(belongings, "is_encrypted", lambda field: field is not text)
    assert "messages: words" in [line.lower() for line in privacy.in_clear()]


def test_it_says_what_could_be_handed_over_and_what_not_in_spanish_too(client):
    page = client.get("/privacy/").text
    assert "If we were forced to hand something over" in page
    page = client.get("/privacy/", headers={"accept-language": "es"}).text
    assert "Si nos obligaran a entregar algo" in page
    assert "Whoever runs the machine" not in page


def test_the_exceptions_are_named(client):
    page = client.get("/privacy/").text
    assert "What one neighbour tells another in a swap" in page
    assert "What somebody asks an organizer to keep for a delivery" in page
