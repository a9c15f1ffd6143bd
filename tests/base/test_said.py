"""Words that are put together once are still the reader's, and still say what they are given."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import translation

from directory import wording
from exchanges.wording import short_day
from mutualaid.base import network, said
from mutualaid.base.addresses import address
from mutualaid.base.clocks import said as clock_said
from mutualaid.base.models import Network


def test_phrase_is_put_together_once_a_language_and_value():
    asked = []

    @said.once
    def days(number):
        asked.append(number)
        return f"{translation.get_language()} {number}"

    with translation.override("es"):
        spanish = [days(1), days(2), days(1)]
    assert spanish == ["es 1", "es 2", "es 1"]
    assert (days(1), days(1)) == ("en 1", "en 1")
    assert asked == [1, 2, 1]


def test_language_is_asked_for_once_and_anew_afterwards(monkeypatch):
    with translation.override("es"), said.one_language():
        assert said.gettext("Today") == "Hoy"
        monkeypatch.setattr(translation, "get_language", lambda: pytest.fail("asked again"))
        assert (said.language(), said.gettext("Today"), short_day(date(2026, 11, 26))) == (
            "es",
            "Hoy",
            "jue 26 nov",
        )
        monkeypatch.undo()
    assert (said.language(), said.gettext("Today"), short_day(date(2026, 11, 26))) == (
        "en",
        "Today",
        "Thu 26 Nov",
    )


def test_language_of_a_list_inside_another_is_its_own():
    with translation.override("es"), said.one_language():
        with translation.override("en"), said.one_language():
            assert said.gettext("Today") == "Today"
        assert said.gettext("Today") == "Hoy"


def test_one_language_ends_with_an_error():
    with pytest.raises(RuntimeError), translation.override("es"), said.one_language():
        raise RuntimeError
    assert said.language() == "en"


@pytest.mark.django_db
def test_time_is_said_as_the_network_reads_it():
    half_past = time(18, 30, 59)
    assert clock_said(half_past) == "18:30"
    Network.objects.create(pk=1, clock="12")
    network.forget()
    assert clock_said(half_past) == "6:30 p.m."


@pytest.mark.parametrize(
    ("metres", "english", "spanish"),
    [
        (1000, "1 km", "1 km"),
        (1040, "1.0 km", "1,0 km"),
        (1299, "1.2 km", "1,2 km"),
        (10_000, "10 km", "10 km"),
    ],
)
def test_distance_has_one_decimal_where_that_says_anything(metres, english, spanish):
    assert wording.distance(metres, "km") == english
    with translation.override("es"):
        assert wording.distance(metres, "km") == spanish


@pytest.mark.parametrize(
    "query",
    [
        None,
        {},
        [],
        {"q": "soup & bread"},
        [("need", "food"), ("need", "home")],
        {"need": ["a", "b"]},
        {"need": []},
    ],
)
def test_address_is_what_django_says(query):
    assert address("directory:listing_list", query=query) == reverse("directory:listing_list", query=query)
    assert address("directory:listing_detail", "soup") == reverse("directory:listing_detail", args=["soup"])
