from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from mutualaid.base import links

DAY = timedelta(days=1)
ASKED = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_read_gives_back_the_parts_as_text():
    token = links.make("test.ask", 7, "a:b c/ñ", ASKED.isoformat())
    assert links.read("test.ask", token, max_age=DAY) == ("7", "a:b c/ñ", "2026-03-01T12:30:00+00:00")


def test_a_token_fits_into_an_address():
    assert links.make("test.ask", "a/b?c#d").replace("_", "").replace("-", "").replace(":", "").isalnum()


def test_a_link_for_one_purpose_is_nothing_for_another():
    assert links.read("test.other", links.make("test.ask", 7), max_age=DAY) is None


@pytest.mark.parametrize("change", [lambda t: "", lambda t: "nothing", lambda t: t[:-1], lambda t: "x" + t])
def test_an_altered_link_is_none(change):
    assert links.read("test.ask", change(links.make("test.ask", 7)), max_age=DAY) is None


def test_parts_cannot_be_exchanged():
    mine, hers = links.make("test.ask", 1), links.make("test.ask", 2)
    forged = ":".join([hers.split(":")[0], *mine.split(":")[1:]])
    assert links.read("test.ask", forged, max_age=DAY) is None


def test_an_old_link_is_none():
    with time_machine.travel(ASKED, tick=False):
        token = links.make("test.ask", 7)
    with time_machine.travel(ASKED + DAY, tick=False):
        assert links.read("test.ask", token, max_age=DAY) == ("7",)
    with time_machine.travel(ASKED + DAY + timedelta(seconds=2), tick=False):
        assert links.read("test.ask", token, max_age=DAY) is None
