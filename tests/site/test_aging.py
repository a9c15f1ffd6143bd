"""Thirty days of made-up traffic."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count

from directory.models import ListingRow
from exchanges.models import Exchange, Message, Photo, Post, PostRow, Reading, Thread
from members.models import Notice, Person
from mutualaid.base import network
from mutualaid.base.models import AuditEntry, Bucket, Mail
from mutualaid.site import aging

pytestmark = pytest.mark.django_db


@pytest.fixture
def aged(db, monkeypatch):
    """What VACUUM would do cannot be done within a test's transaction."""
    nights = []
    monkeypatch.setattr(aging, "_tidy", nights.append)
    call_command("seed", listings=60, members=30, posts=60, stdout=StringIO())
    before = set(Post.objects.values_list("pk", flat=True))
    aging.age()
    yield before, len(nights)
    network.forget()


def test_board_and_directory_hold_as_much_as_before(aged):
    before, nights = aged
    assert set(Post.objects.values_list("pk", flat=True)) == before
    assert (PostRow.objects.count(), ListingRow.objects.count()) == (60, 60)
    assert nights == aging.NIGHTS


def test_there_are_photos_swaps_and_talk(aged):
    assert Photo.objects.values("post").distinct().count() == 20
    swaps = Exchange.objects.count()
    assert 10 <= swaps <= 18
    assert Thread.objects.count() == swaps
    assert (Message.objects.count(), Reading.objects.count()) == (4 * swaps, 2 * swaps)
    assert AuditEntry.objects.filter(action="exchange.step").count() == 5 * swaps
    assert set(Exchange.objects.annotate(n=Count("events")).values_list("n", flat=True)) == {3}


def test_some_of_it_has_had_its_time(aged):
    assert 0 < Notice.objects.count() < 5 * Exchange.objects.count()
    assert (Mail.objects.count(), Bucket.objects.count()) == (0, 0)


def test_the_first_person_whose_pages_are_measured_swaps_nothing(aged):
    first = Person.objects.order_by("pk").first()
    assert not Exchange.objects.filter(giver=first).exists()
    assert not Exchange.objects.filter(receiver=first).exists()


def test_peoples_own_data_is_left_alone(db, monkeypatch):
    monkeypatch.setattr(aging, "allowed", lambda: False)
    with pytest.raises(ValueError, match="Made-up traffic"):
        aging.age()
