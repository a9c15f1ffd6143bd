"""What goes when its time is up."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from exchanges import retention, threads
from exchanges.models import (
    Exchange,
    Handover,
    Message,
    MessageImage,
    Photo,
    Post,
    PostRow,
    Reading,
    Reveal,
    Thread,
    project,
)
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def photo(post=None, **fields):
    found = Photo(post=post, uploaded_by=PersonFactory(), width=1, height=1, **fields)
    found.file.save("x", ContentFile(b"x"))
    return found


def test_words_of_a_post_go_30_days_after_it_closed_and_its_row_stays():
    old = PostFactory(
        status="closed", closed_at=NOW - timedelta(days=31), text="soup", access_note="x", bring="x"
    )
    PostFactory(status="closed", closed_at=NOW - timedelta(days=29), title="kept")
    PostFactory(title="open")
    assert retention.purge_texts(NOW) == 1
    assert sorted(Post.objects.values_list("title", "text")) == [("", ""), ("kept", ""), ("open", "")]
    old.refresh_from_db()
    assert (old.access_note, old.urgency_reason, old.bring) == ("", "", "")
    assert not PostRow.objects.filter(post=old).exists()
    project()
    assert not PostRow.objects.get(post=old).published


def conversations():
    """A conversation in each state, with a message, and whether its time is over."""
    for days, is_past in ((91, True), (89, False)):
        ended = NOW - timedelta(days=days)
        yield ExchangeFactory(status="done", closed_at=ended).thread, is_past
        gathering = PostFactory(from_day=ended.date(), until_day=ended.date())
        yield Thread.objects.create(occurrence=gathering.occurrence, last_at=NOW), is_past
    for days, is_past in ((181, True), (179, False)):
        silent = ExchangeFactory(status="accepted").thread
        Thread.objects.filter(pk=silent.pk).update(last_at=NOW - timedelta(days=days))
        yield silent, is_past
        unused = ExchangeFactory(status="accepted").thread
        Thread.objects.filter(pk=unused.pk).update(created_at=NOW - timedelta(days=days))
        yield unused, is_past


def test_words_go_90_days_after_the_end_and_180_days_after_the_last_of_them():
    kept = set()
    for thread, is_past in conversations():
        person = PersonFactory()
        message = MessageFactory(thread=thread, author=person)
        MessageImage.objects.create(message=message, content=b"drawn", width=1, height=1)
        Reading.objects.create(thread=thread, person=person)
        kept |= set() if is_past else {thread}
    retention.purge_messages(NOW)
    retention.purge_readings(NOW)
    assert len(kept) == 4
    for left in (Message.objects.all(), Reading.objects.all()):
        assert {row.thread for row in left} == kept
    assert {image.message.thread for image in MessageImage.objects.all()} == kept


def test_nobody_owes_an_answer_to_words_that_are_gone():
    swap = ExchangeFactory(status="accepted")
    long_ago = NOW - timedelta(days=181)
    Thread.objects.update(last_by=swap.giver, last_at=long_ago)
    assert threads.owes_answer(swap.receiver, Exchange.objects.get())
    retention.purge_messages(NOW)
    assert not threads.owes_answer(swap.receiver, Exchange.objects.get())


def test_where_two_met_goes_14_days_after_the_end_and_when_at_90():
    for days in (91, 15, 13):
        swap = ExchangeFactory(status="done", closed_at=NOW - timedelta(days=days))
        Handover.objects.create(exchange=swap, proposed_by=swap.giver, day=NOW.date(), place="At mine")
    retention.purge_handovers(NOW)
    assert [found.place for found in Handover.objects.order_by("pk")] == ["", "At mine"]


def test_a_time_that_is_still_to_come_outlasts_a_silence():
    for day in (NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=1)):
        swap = ExchangeFactory(status="accepted")
        Handover.objects.create(exchange=swap, proposed_by=swap.giver, day=day)
    Thread.objects.update(last_at=NOW - timedelta(days=181))
    retention.purge_handovers(NOW)
    assert [found.day for found in Handover.objects.all()] == [NOW.date() + timedelta(days=1)]


def test_what_was_told_goes_after_a_silence_too():
    swap = ExchangeFactory(status="accepted")
    Reveal.objects.create(exchange=swap, person=swap.giver, field="phone", value="555 0100")
    retention.purge_reveals(NOW)
    assert Reveal.objects.get().value == "555 0100"
    Thread.objects.update(last_at=NOW - timedelta(days=181))
    retention.purge_reveals(NOW)
    assert Reveal.objects.get().value == ""


def test_photos_go_with_their_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    old = photo(PostFactory(status="closed", closed_at=NOW - timedelta(days=31)))
    unused = photo(created_at=NOW - timedelta(days=2))
    kept = [photo(PostFactory()), photo()]
    assert retention.purge_photos(NOW) == 2
    there = [found.file.storage.exists(found.file.name) for found in (old, unused, *kept)]
    assert there == [False, False, True, True]
    assert set(Photo.objects.all()) == set(kept)
