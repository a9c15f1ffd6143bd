"""What a report does to posts and messages before an organizer has looked, and after."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges import moderation
from exchanges.models import MessageImage, Post
from members import actions
from members.models import Notice, Report
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    MessageFactory,
    PostFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db


def old(**values):
    return PersonFactory(created_at=timezone.now() - timedelta(days=15), **values)


def report(by, name, thing, category="safety"):
    return actions.report(
        by=by,
        viewer=viewer_of(by.user),
        kind=name,
        subject_id=thing.public_id,
        category=category,
        words="",
    )


def decide(case, decision, by=None):
    values = {"decision": decision, "reason": "safety" if decision == "hidden" else "nothing"}
    actions.resolve_report(by=by or OrganizerFactory(), subject=case, **values)


def test_a_post_leaves_the_board_until_somebody_has_looked(client_of, alder):
    post = PostFactory()
    case = report(old(), "post", post)
    post.refresh_from_db()
    assert (post.hidden_reason, post.hidden_by, post.row.published) == ("reported", None, False)
    assert Notice.objects.filter(person=post.person, kind="post_hide").count() == 1
    assert "an organizer looks at it first" in client_of(post.person).get(post.get_absolute_url()).text
    assert client_of(PersonFactory()).get(post.get_absolute_url()).status_code == 404
    decide(case, "kept")
    post.refresh_from_db()
    assert (post.hidden_at, post.row.published) == (None, True)


def test_a_decision_takes_the_place_of_the_reports(alder):
    post, by = PostFactory(), OrganizerFactory()
    case = report(old(), "post", post)
    decide(case, "hidden", by)
    post.refresh_from_db()
    assert (post.hidden_reason, post.hidden_by) == ("safety", by)


def test_an_organizer_does_not_put_their_own_post_back(client_of, alder):
    from exchanges import actions as board

    olu = OrganizerFactory()
    post = PostFactory(person=olu)
    report(old(), "post", post)
    for act in (board.restore_post, lambda **who: board.hide_post(reason="other", **who)):
        with pytest.raises(NotAllowed):
            act(by=olu, post=post)
    page = client_of(olu).get(post.get_absolute_url()).text
    assert "Put it back on the board" not in page
    assert Post.objects.get().hidden_reason == "reported"


def test_reported_is_no_reason_that_one_chooses(client_of, alder):
    post, olu = PostFactory(), OrganizerFactory()
    address = f"/exchanges/{post.public_id}/hide/"
    assert 'value="reported"' not in client_of(olu).get(post.get_absolute_url()).text
    client_of(olu).post(address, {"reason": "reported"})
    assert Post.objects.get().hidden_at is None


def test_a_message_is_read_by_whoever_wrote_it_only(client_of, alder):
    swap = ExchangeFactory(status="accepted")
    giver, receiver = swap.giver, swap.receiver
    message = MessageFactory(exchange=swap, author=giver, text="I know where you live")
    image = MessageImage.objects.create(message=message, content=b"RIFF", width=4, height=3)
    case = report(receiver, "message", message)
    mine = client_of(giver).get(swap.get_absolute_url()).text
    theirs = client_of(receiver).get(swap.get_absolute_url()).text
    assert ("I know where you live" in mine, "The others do not see this" in mine) == (True, True)
    assert ("I know where you live" in theirs, "This message is out of sight" in theirs) == (False, True)
    address = f"/exchanges/pictures/{image.public_id}/"
    assert client_of(giver).get(address).status_code == 200
    assert client_of(receiver).get(address).status_code == 404
    decide(case, "kept")
    assert "I know where you live" in client_of(receiver).get(swap.get_absolute_url()).text


def test_an_organizer_hides_a_message_but_not_their_own(alder):
    olu = OrganizerFactory()
    swap = ExchangeFactory(status="accepted", post=PostFactory(person=olu))
    message = MessageFactory(exchange=swap, author=olu)
    case = report(swap.receiver, "message", message, "hurtful")
    with pytest.raises(NotAllowed):
        decide(case, "hidden", olu)
    decide(case, "hidden")
    message.refresh_from_db()
    assert message.hidden_at is not None


@pytest.mark.parametrize(
    ("status", "know"), [("proposed", False), ("accepted", True), ("done", True), ("declined", False)]
)
def test_two_have_met_once_they_agreed(alder, status, know):
    swap = ExchangeFactory(status=status)
    assert moderation.have_swapped(swap.giver, swap.receiver) is know
    assert moderation.have_swapped(swap.receiver, swap.giver) is know
    assert not moderation.have_swapped(swap.giver, PersonFactory())


def test_those_who_come_to_a_gathering_have_met(alder):
    post = GatheringFactory()
    ana, ben = [ComingFactory(occurrence=post.occurrence).person for _one in range(2)]
    waits = ComingFactory(occurrence=post.occurrence, status="waiting").person
    assert moderation.have_gathered(ana, ben)
    assert moderation.have_gathered(ana, post.person)
    assert moderation.have_gathered(post.person, ana)
    assert not moderation.have_gathered(ana, waits)
    assert not moderation.have_gathered(ana, PersonFactory())


def test_words_of_somebody_blocked_are_not_handed_over_from_a_gathering(alder):
    """Nothing that the reporter could not read; the one they report is handed over after a block, too."""
    post = GatheringFactory()
    ana, ben, cleo = [ComingFactory(occurrence=post.occurrence).person for _one in range(3)]
    thread = post.occurrence.thread
    said = [(cleo, "Cleo's words"), (ben, "Benno, first"), (post.person, "Welcome"), (ben, "Benno, again")]
    last = [MessageFactory(thread=thread, author=author, text=text) for author, text in said][-1]
    actions.block(by=cleo, person=ana)
    actions.block(by=ana, person=ben)
    report(ana, "message", last, "hurtful")
    kept = Report.objects.get().excerpt
    assert [line[3:] for line in kept.splitlines()] == ["Benno, first", "Welcome", "Benno, again"]
