"""Our own log is as terse as PostgreSQL's."""

import logging

import pytest
from django.db import IntegrityError, transaction

from members.models import User
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
