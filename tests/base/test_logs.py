"""Our own log is as terse as PostgreSQL's."""

import logging
import secrets

import pytest
from django.db import IntegrityError, transaction

from members.models import User
from mutualaid.base import links
from mutualaid.base.logs import Terse


@pytest.mark.django_db
def test_log_of_a_failed_constraint_holds_no_row() -> None:
    User.objects.create_user("somebody@example.org")
    try:
        with transaction.atomic():
            User.objects.create(email="somebody@example.org")
    except IntegrityError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", None, (type(error), error, None))
    said = Terse("%(levelname)s %(message)s").format(record)
    assert "members_user_email" in said
    assert "somebody@example.org" not in said


def test_log_keeps_what_follows_the_row() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "a\nDETAIL:  Key (x)=(y) exists.\nb", None, None)
    assert Terse().format(record) == "a\nDETAIL: (left out)\nb"


def test_log_holds_no_address_that_is_a_secret() -> None:
    token = links.make("test.ask", "zzzzzzzzzzzz", "yes")
    for secret in (token, secrets.token_urlsafe(20), f"{secrets.token_urlsafe(20)}.ics"):
        for path in (f"/exchanges/still/{secret}/", f"/exchanges/calendar/{secret}"):
            record = logging.LogRecord("x", logging.WARNING, "x", 1, "Not Found: %s", (path,), None)
            assert Terse("%(message)s").format(record) == f"Not Found: {path.replace(secret, '(left out)')}"


def test_log_keeps_addresses_that_are_none() -> None:
    path = "Not Found: /exchanges/zzzzzzzzzzzz/propose/"
    assert Terse().format(logging.LogRecord("x", logging.WARNING, "x", 1, path, None, None)) == path
