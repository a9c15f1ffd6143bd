"""What of posts, swaps and words is somebody's: told to them, and gone with them."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from exchanges.models import Exchange, Handover, Message, Photo, Post, PostRow, Reveal, WallLine
from mutualaid.base import belongings
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def swap():
    """Anabel lends Benno a ladder; both wrote, told and thanked."""
    ana, ben = PersonFactory(name="Anabel"), PersonFactory(name="Benno")
    post = PostFactory(person=ana, kind="offer", title="A ladder", text="It is long")
    made = ExchangeFactory(occurrence=post.occurrence, status="done", proposer=ben)
    for person in (ana, ben):
        MessageFactory(thread=made.thread, author=person, text=f"I am {person.name}")
        Reveal.objects.create(exchange=made, person=person, field="phone", value=f"555 {person.name}")
        WallLine.objects.create(exchange=made, author=person, draft=f"Thanks from {person.name}")
        Handover.objects.create(
            exchange=made,
            proposed_by=person,
            day=timezone.localdate(),
            place=f"At {person.name}'s",
            status="dropped",
        )
    return made


def told(person):
    return {policy.model: list(rows) for policy, rows in belongings.of(person)}


def test_somebody_is_told_what_is_theirs_and_nothing_of_the_other(swap):
    found = told(swap.giver)
    assert [row["text"] for row in found[Message]] == ["I am Anabel"]
    assert [row["value"] for row in found[Reveal]] == ["555 Anabel"]
    assert [row["draft"] for row in found[WallLine]] == ["Thanks from Anabel"]
    assert [row["place"] for row in found[Handover]] == ["At Anabel's"]
    assert [row["title"] for row in found[Post]] == ["A ladder"]
    assert [(row["gave"], row["status"]) for row in found[Exchange]] == [(True, "done")]
    assert "Benno" not in str(found)
    other = told(swap.receiver)
    assert [(row["gave"], row["status"]) for row in other[Exchange]] == [(False, "done")]
    assert (other[Post], "Anabel" in str(other), "ladder" in str(other)) == ([], False, False)


def test_whether_it_worked_is_told_by_whoever_said_it(swap):
    Exchange.objects.update(worked_giver="yes", worked_receiver="no")
    assert [row["worked"] for row in told(swap.giver)[Exchange]] == ["yes"]
    assert [row["worked"] for row in told(swap.receiver)[Exchange]] == ["no"]


def test_whoever_leaves_takes_their_words_and_the_other_keeps_theirs(swap):
    belongings.erase(swap.giver)
    assert [message.text for message in Message.objects.all()] == ["I am Benno"]
    assert [reveal.value for reveal in Reveal.objects.all()] == ["555 Benno"]
    assert [line.draft for line in WallLine.objects.all()] == ["Thanks from Benno"]
    assert sorted(held.place for held in Handover.objects.all()) == ["", "At Benno's"]
    swap.refresh_from_db()
    assert swap.status == "done"


def test_a_post_stays_as_a_count_without_word_or_square():
    post = PostFactory(title="A ladder", text="long", cell_m=1000, cell_x=3, cell_y=4, unit="ladders")
    kind, made = post.kind, post.created_at
    belongings.erase(post.person)
    post.refresh_from_db()
    assert (post.title, post.text, post.unit, post.cell) == ("", "", "", None)
    assert (post.kind, post.created_at) == (kind, made)
    assert not PostRow.objects.filter(post=post).exists()


def photo(by, post=None):
    found = Photo(post=post, uploaded_by=by, width=1, height=1)
    found.file.save("x", ContentFile(b"x"))
    return found


def test_photos_go_with_their_files_but_not_those_on_a_neighbour_s_post():
    ana, called = PersonFactory(), PersonFactory(user=None)
    mine = [photo(ana), photo(ana, PostFactory(person=ana))]
    theirs = photo(ana, PostFactory(person=called))
    assert len(told(ana)[Photo]) == 3
    belongings.erase(ana)
    assert [found.file.storage.exists(found.file.name) for found in (*mine, theirs)] == [False, False, True]
    assert [found.uploaded_by for found in Photo.objects.all()] == [called]
