"""What goes when its time is up."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from exchanges import retention
from exchanges.models import Message, Photo, Post, PostRow, project
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def photo(post=None, **fields):
    found = Photo(post=post, uploaded_by=PersonFactory(), width=1, height=1, **fields)
    found.file.save("x", ContentFile(b"x"))
    return found


def test_words_of_a_post_go_30_days_after_it_closed_and_its_row_stays():
    old = PostFactory(status="closed", closed_at=NOW - timedelta(days=31), text="soup")
    PostFactory(status="closed", closed_at=NOW - timedelta(days=29), title="kept")
    PostFactory(title="open")
    assert retention.purge_texts(NOW) == 1
    assert sorted(Post.objects.values_list("title", "text")) == [("", ""), ("kept", ""), ("open", "")]
    assert not PostRow.objects.filter(post=old).exists()
    project()
    assert not PostRow.objects.get(post=old).published


def test_messages_go_90_days_after_the_swap_closed():
    for days in (91, 89):
        MessageFactory(exchange=ExchangeFactory(status="done", closed_at=NOW - timedelta(days=days)))
    MessageFactory()
    assert retention.purge_messages(NOW) == 1
    assert Message.objects.count() == 2


def test_photos_go_with_their_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    old = photo(PostFactory(status="closed", closed_at=NOW - timedelta(days=31)))
    unused = photo(created_at=NOW - timedelta(days=2))
    kept = [photo(PostFactory()), photo()]
    assert retention.purge_photos(NOW) == 2
    there = [found.file.storage.exists(found.file.name) for found in (old, unused, *kept)]
    assert there == [False, False, True, True]
    assert set(Photo.objects.all()) == set(kept)
