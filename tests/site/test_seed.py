"""Made-up rows, and what is measured on them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from directory.models import ListingRow, Service
from exchanges.models import Post, PostRow
from members.models import Person, User
from mutualaid.base import limits, network
from mutualaid.base.models import Mail, Word
from mutualaid.site import seeding
from mutualaid.site.bench import databases, enumeration, measure, report, scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(db):
    call_command("seed", listings=60, members=30, posts=60, stdout=StringIO())
    yield
    network.forget()


def test_seed_adds_what_was_asked_with_its_search_rows(seeded):
    assert (Service.objects.count(), Person.objects.count(), Post.objects.count()) == (60, 30, 60)
    assert (ListingRow.objects.count(), PostRow.objects.count()) == (60, 60)
    assert 0 < PostRow.objects.filter(published=True).count() < 60
    assert ListingRow.objects.exclude(open=[]).exists()
    assert Word.objects.exists()


def test_seed_adds_to_what_is_there(seeded):
    call_command("seed", listings=10, posts=10, stdout=StringIO(), layout="metro")
    assert (Service.objects.count(), Post.objects.count()) == (70, 70)


def test_seed_is_the_same_every_time(db):
    names = []
    for _ in range(2):
        call_command("seed", listings=9, stdout=StringIO())
        names.append(list(Service.objects.order_by("pk").values_list("name", flat=True)))
        Service.objects.all().delete()
    assert names[0] == names[1]


def test_seed_wants_members_for_posts(db):
    with pytest.raises(CommandError, match="posts need members"):
        call_command("seed", posts=5, stdout=StringIO())


def test_seed_keeps_out_of_peoples_own_data(db, monkeypatch):
    monkeypatch.setattr(seeding, "allowed", lambda: False)
    with pytest.raises(CommandError, match="Made-up rows"):
        call_command("seed", listings=5, stdout=StringIO())
    assert not Service.objects.exists()


@pytest.fixture
def kept_connection():
    """Between requests, Django closes a connection that is within a transaction: here, the test's own."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_every_scenario_runs(seeded, kept_connection, settings):
    settings.ROOT_URLCONF = "mutualaid.site.bench.urls"

    figures = measure.measure(scenarios.all_of_them(), rounds=2)
    assert all(one.size for one in figures if one.name != report.EMPTY)
    run = report.Run(60, "towns", figures)
    found = report.goals(run)
    lists = [goal for goal in found if goal.name.startswith(("board", "directory"))]
    assert [goal for goal in lists if goal.name.endswith("statements") and not goal.met()] == []
    assert "| board |" in report.table(run)


def test_bench_makes_no_database_of_another_name():
    with pytest.raises(ValueError, match="not a database for measuring"):
        databases._create("mutualaid")


def test_ratio_is_taken_within_each_round():
    slow = measure.Figures("page", [10, 20, 30], 1, 1, 1)
    base = measure.Figures("base", [5, 10, 10], 1, 1, 1)
    assert slow.over(base) == 2
    assert slow.over(base, base) == 1


def test_growth_is_counted_in_floors_of_the_same_run():
    def run(rows, page, floor):
        figures = [
            measure.Figures(name, [ms] * 2, 1, 1, 1) for name, ms in [("board", page), (report.FLOOR, floor)]
        ]
        return report.Run(rows, "towns", figures)

    (goal,) = report.growth(run(10_000, 10, 2), run(100_000, 30, 4))
    assert (goal.value, goal.most, goal.met(), goal.met(slack=1.3)) == (1.5, 1.3, False, True)


def test_share_of_pairs_in_which_the_known_one_took_longer():
    assert enumeration.share_slower([2, 3], [1, 1]) == 1
    assert enumeration.share_slower([1, 1], [2, 3]) == 0
    assert enumeration.share_slower([1, 3], [2, 2]) == 0.5
    assert enumeration.share_slower([5], [5]) == 0.5


def test_asking_at_each_door_leaves_nothing(db, monkeypatch):
    monkeypatch.setattr(limits, "_salts", {})
    guesses = enumeration.measure(samples=2)
    assert set(guesses) == set(enumeration.DOORS)
    assert all(0 <= share <= 1 for share in guesses.values())
    assert (User.objects.count(), Mail.objects.count()) == (0, 0)


def test_an_address_that_can_be_guessed_misses_the_goal_however_slow_the_machine():
    figures = [measure.Figures(report.EMPTY, [1, 1], 1, 1, 1)]
    for share, is_met in [(0.5, True), (0.59, True), (0.61, False), (0.39, False)]:
        [goal] = report.goals(report.Run(60, "towns", figures, {"sign-in": share}))
        assert goal.met(slack=report.SLACK) is is_met
