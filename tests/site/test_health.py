"""What is said while something is wrong with us."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from mutualaid.site import health
from mutualaid.site.health import failed


@pytest.mark.django_db
def test_healthz_is_well(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "connection", SimpleNamespace(connection=None, close=lambda: None))


def answer_to(request: object, error: Exception) -> tuple[int, str]:
    try:
        raise error
    except type(error):
        response = failed(request)  # type: ignore[arg-type]
    return response.status_code, response.content.decode()


def test_failed_while_away_offers_to_send_again(away: None) -> None:
    typed = {"title": '<script>"Rice"', "password": "hunter2", "code": "123456", "csrfmiddlewaretoken": "tok"}
    status, page = answer_to(RequestFactory().post("/exchanges/new/", typed), OperationalError("gone"))
    assert status == 503
    assert "&lt;script&gt;&#34;Rice&#34;</textarea>" in page
    assert 'action="/exchanges/new/"' in page
    assert "tok</textarea>" in page
    assert "hunter2" not in page
    assert "123456" not in page


def test_failed_while_away_keeps_every_value_of_a_name(away: None) -> None:
    _status, page = answer_to(RequestFactory().post("/x/", {"need": ["3", "7"]}), OperationalError())
    assert page.count('<textarea name="need" hidden>') == 2


def test_failed_while_away_on_a_page_offers_to_try_again(away: None) -> None:
    status, page = answer_to(RequestFactory().get("/exchanges/?q=rice"), OperationalError())
    assert (status, "<form" in page) == (503, False)
    assert 'href="/exchanges/?q=rice"' in page


def test_failed_otherwise_is_the_error_page() -> None:
    status, page = answer_to(RequestFactory().get("/"), ValueError("a bug"))
    assert status == 500
    assert "a bug" not in page


@pytest.mark.django_db
def test_failed_by_deadlock_on_a_living_connection_is_no_outage() -> None:
    connection.ensure_connection()
    assert answer_to(RequestFactory().get("/"), OperationalError("deadlock detected"))[0] == 500
