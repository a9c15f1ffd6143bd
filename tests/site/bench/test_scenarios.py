"""What is measured runs, in a database of sixty listings."""

import json
from contextlib import nullcontext
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from directory.models import Service
from exchanges.models import Match
from members.models import User
from mutualaid.base import limits, network
from mutualaid.base.models import Mail
from mutualaid.site.bench import enumeration, goals, measure, report, scenarios
from mutualaid.site.bench.scenarios import heavy, parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(db, settings):
    settings.ROOT_URLCONF = "mutualaid.site.bench.urls"
    call_command("seed", listings=60, members=30, posts=60, stdout=StringIO())
    yield
    network.forget()


@pytest.fixture
def kept_connection():
    """Between requests, Django closes a connection that is within a transaction: here, the test's own."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_every_scenario_runs(seeded, kept_connection, monkeypatch):
    monkeypatch.setattr(measure, "WARM_UP", 0)
    [figures] = measure.measure([(nullcontext, scenarios.all_of_them())], rounds=2)
    assert all(one.size and len(one.times) == 2 for one in figures if one.name != goals.EMPTY)
    run = goals.Run(60, "towns", figures)
    assert "| board |" in report.table(run)
    found = {goal.name: goal for goal in goals.goals([run])}
    sizes = {one.name: one.size for one in figures}
    for page in goals.PAGES:
        assert sizes[f"{page}, 50 cards"] > 1.3 * sizes[page]
        assert found[f"60, towns: {page}: statements"].met()
        assert found[f"60, towns: {page}: statements more with 50 cards than with 20"].value == 0
        assert found[f"60, towns: {page} / (its SQL + template floor)"].most == 1.4
        assert found[f"60, towns: {page} / (its SQL + its own template)"].most is None


def test_template_alone_gives_the_whole_page_again(seeded, kept_connection):
    page = scenarios.Browser().page("directory", "/directory/")
    alone = parts.template_of(page)
    alone()
    assert abs(len(alone()) - len(page.run())) < 200  # but for a token


def test_typo_suggestion_puts_right_what_was_mistaken(seeded):
    assert parts.typo()()


def test_what_takes_seconds_runs(seeded, monkeypatch):
    monkeypatch.setattr(heavy, "LISTINGS", 4)
    figures = {one.name: one for one in measure.measure_heavy(scenarios.heavy_ones(), repeats=2)}
    assert all(len(one.times) == 2 and one.is_heavy for one in figures.values())
    assert Match.objects.exists()
    assert Service.objects.filter(source__startswith="bench ").count() == 8


def test_made_up_directory_is_the_same_each_time(seeded):
    assert json.dumps(heavy.directory(5)) == json.dumps(heavy.directory(5))


def test_asking_at_each_door_leaves_nothing(db, monkeypatch):
    monkeypatch.setattr(limits, "_salts", {})
    guesses = enumeration.measure(samples=2)
    assert set(guesses) == set(enumeration.DOORS)
    assert all(0 <= share <= 1 for share in guesses.values())
    assert (User.objects.count(), Mail.objects.count()) == (0, 0)
