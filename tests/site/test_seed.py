"""Made-up rows."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.models import ListingRow, Service
from exchanges.models import Post, PostRow
from members.models import Person
from mutualaid.base import network
from mutualaid.base.models import Word
from mutualaid.site import seeding

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
