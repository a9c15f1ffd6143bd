"""Leaving: out of sight at once, gone for good later or now, and the way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges.actions import join_gathering, propose_ring
from exchanges.models import Message, Post, Ring
from members import actions, retention, speaking
from members.models import Leaving, Notice, Person, Session, User
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry, Mail
from tests.exchanges.test_ring_actions import pairs_among
from tests.factories.exchanges import ExchangeFactory, GatheringFactory, MessageFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.proved import prove

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def fresh(client, person):
    """Signed in, and proved by a code just now."""
    client.force_login(person.user)
    prove(client, "code")
    return client


def leave(person, **how):
    actions.leave(by=person, subject=person, **how)
    person.refresh_from_db()


# --- At once ------------------------------------------------------------------------------------------


def test_leaving_asks_for_a_fresh_code(client):
    client.force_login(PersonFactory().user)
    assert client.get("/members/settings/leave/").url.startswith("/accounts/reauthenticate/code/")
    assert client.post("/members/settings/leave/", {"when": "now", "sure": "on"}).status_code == 302
    assert not Leaving.objects.exists()


def test_who_leaves_is_signed_out_everywhere_and_out_of_sight(client):
    ana, ben = PersonFactory(name="Anabel"), PersonFactory()
    address = ana.get_absolute_url()
    fresh(client, ana)
    page = client.post("/members/settings/leave/", {"when": "week"})
    assert page.url == "/members/goodbye/"
    assert "_auth_user_id" not in client.session
    assert not Session.objects.filter(user=ana.user).exists()
    assert "Anabel" not in client.get(page.url).text
    ana.refresh_from_db()
    assert (ana.status, ana.name, ana.leaving.name) == ("left", "", "Anabel")
    for looking in (ben, OrganizerFactory()):
        client.force_login(looking.user)
        assert client.get(address).status_code == 404


def test_who_leaves_is_told_by_mail_until_when():
    ana = PersonFactory()
    leave(ana)
    [mail] = Mail.objects.all()
    assert (mail.to, mail.subject) == (ana.user.email, "Your account")
    assert "come back" in mail.text


def test_now_needs_to_be_sure(client):
    ana = PersonFactory(name="Anabel")
    fresh(client, ana)
    page = client.post("/members/settings/leave/", {"when": "now"})
    assert "Please tick this" in page.text
    ana.refresh_from_db()
    assert ana.status == "active"
    client.post("/members/settings/leave/", {"when": "now", "sure": "on"})
    assert not Person.objects.filter(pk=ana.pk).exists()
    assert not User.objects.exists()


@pytest.mark.parametrize("who", ["member", "organizer"])
def test_nobody_makes_a_member_leave(who):
    ana = PersonFactory()
    by = OrganizerFactory() if who == "organizer" else PersonFactory()
    for action in (actions.leave, actions.come_back):
        with pytest.raises(NotAllowed):
            action(by=by, subject=ana)


def test_the_only_organizer_stays(client):
    olu = OrganizerFactory()
    PersonFactory()
    page = fresh(client, olu).post("/members/settings/leave/", {"when": "week"})
    assert "You are the only organizer" in page.text
    OrganizerFactory()
    leave(olu)
    assert olu.status == "left"


# --- What others counted on ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "ends"),
    [("proposed", {"withdrawn", "declined"}), ("accepted", {"not_done"}), ("lent", {"not_done"})],
)
@pytest.mark.parametrize("is_author", [True, False])
def test_swaps_end_and_the_other_hears_without_a_name(status, ends, is_author):
    ana, ben = PersonFactory(name="Anabel"), PersonFactory()
    post = PostFactory(person=ana if is_author else ben, kind="offer", form="resource", mode="lend")
    swap = ExchangeFactory(post=post, proposer=ben if is_author else ana, status=status)
    leave(ana)
    swap.refresh_from_db()
    assert swap.status in ends
    told = Notice.objects.filter(person=ben, url=swap.get_absolute_url())
    assert told.count() == 1
    assert swap.occurrence.promised == 0 or Post.objects.get(pk=post.pk).occurrence.promised == 0


def test_done_swaps_stay_and_nobody_hears():
    swap = ExchangeFactory(status="done")
    leave(swap.giver)
    swap.refresh_from_db()
    assert (swap.status, Notice.objects.count()) == ("done", 0)


def test_posts_are_taken_down_and_a_gathering_is_called_off():
    ana, ben = PersonFactory(), PersonFactory()
    post, wall = PostFactory(person=ana), GatheringFactory(person=ana)
    join_gathering(by=ben, person=ben, occurrence=wall.occurrence)
    leave(ana)
    assert {Post.objects.get(pk=one.pk).status for one in (post, wall)} == {"withdrawn"}
    assert list(Notice.objects.filter(person=ben).values_list("kind", flat=True)) == ["gathering_cancel"]


def test_a_ring_that_waits_is_over():
    ring = propose_ring(pairs=pairs_among(*PersonFactory.create_batch(3)))
    part = ring.parts.first()
    leave(part.giver)
    ring.refresh_from_db()
    assert ring.status == Ring.Status.ENDED
    told = Notice.objects.filter(kind="ring_end").values_list("person", flat=True)
    assert set(told) == {one.giver_id for one in ring.parts.all()} - {part.giver_id}


def test_the_other_keeps_the_conversation_without_their_words(client):
    swap = ExchangeFactory(status="done", post=PostFactory(person=PersonFactory(name="Anabel")))
    for person, text in ((swap.giver, "Mine it was"), (swap.receiver, "Yours it is")):
        MessageFactory(thread=swap.thread, author=person, text=text)
    client.force_login(swap.receiver.user)
    assert "Mine it was" in client.get(swap.get_absolute_url()).text
    for at_once in (False, True):
        actions.leave(by=swap.giver, subject=swap.giver, at_once=at_once)
        page = client.get(swap.get_absolute_url()).text
        assert "Former member" in page
        assert "Yours it is" in page
        assert "Mine it was" not in page
        assert "Anabel" not in page
    assert [message.text for message in Message.objects.all()] == ["Yours it is"]


# --- The way back -------------------------------------------------------------------------------------


def test_signing_in_again_offers_to_come_back_and_nothing_else(client):
    ana = PersonFactory(name="Anabel")
    PostFactory(title="A ladder")
    leave(ana)
    fresh(client, ana)
    for path in ("/me/", "/members/settings/", "/members/settings/leave/", "/exchanges/new/"):
        assert client.get(path, follow=True).redirect_chain[-1][0] == "/members/settings/leave/back/"
    assert not viewer_of(ana.user).is_member
    assert viewer_of(ana.user).person is None
    page = client.get("/members/settings/leave/back/").text
    assert "Come back?" in page
    assert client.post("/members/settings/leave/back/").url == "/me/"
    ana.refresh_from_db()
    assert (ana.status, ana.name) == ("active", "Anabel")
    assert not Leaving.objects.exists()
    assert client.get("/me/").status_code == 200
    assert client.get("/members/settings/leave/back/").status_code == 404


def test_within_the_week_they_may_go_at_once(client):
    ana = PersonFactory()
    leave(ana)
    fresh(client, ana).post("/members/settings/leave/back/", {"when": "now", "sure": "on"})
    assert not User.objects.exists()


def test_nobody_escapes_a_pause_by_leaving():
    ana = PersonFactory(status=Person.Status.SUSPENDED)
    leave(ana)
    actions.come_back(by=ana, subject=ana)
    ana.refresh_from_db()
    assert ana.status == "suspended"
    with pytest.raises(NotNow):
        actions.come_back(by=ana, subject=ana)


# --- For good -----------------------------------------------------------------------------------------


def test_the_week_ends_after_a_week():
    ana = PersonFactory()
    leave(ana, now=NOW)
    assert actions.erase_due(NOW + timedelta(days=7) - timedelta(seconds=1)) == 0
    assert Person.objects.filter(pk=ana.pk).exists()
    assert actions.erase_due(NOW + timedelta(days=7)) == 1
    assert not Person.objects.filter(pk=ana.pk).exists()
    assert actions.erase_due(NOW + timedelta(days=8)) == 0


def test_a_blank_row_stays_as_long_as_a_swap_points_at_it():
    swap = ExchangeFactory(status="done")
    ana = swap.giver
    leave(ana, at_once=True)
    assert (ana.name, ana.user, ana.cell, ana.languages) == ("", None, None, [])
    assert retention.erase_blanks(NOW) == 0
    swap.delete()
    Post.objects.filter(person=ana).delete()
    assert retention.erase_blanks(NOW) == 1


def test_only_somebody_who_left_is_erased():
    ana = PersonFactory()
    with pytest.raises(NotAllowed):
        actions.erase(person=ana)
    assert Person.objects.filter(pk=ana.pk).exists()


def test_the_audit_says_that_somebody_left_and_no_name():
    ana = PersonFactory(name="Anabel")
    leave(ana)
    assert [row.action for row in AuditEntry.objects.filter(actor_id=ana.pk)] == ["person.leave"]


# --- Neighbours by phone ------------------------------------------------------------------------------


@pytest.fixture
def called():
    """A neighbour by phone, entered by an organizer; there is another organizer."""
    olu = OrganizerFactory()
    return PersonFactory(user=None, name="Rosa", phone="555 0100", entered_by=olu, consent_at=NOW)


def test_an_organizer_lets_a_neighbour_by_phone_go_and_come_back(called):
    other = OrganizerFactory()
    actions.leave(by=other, subject=called)
    called.refresh_from_db()
    assert (called.status, called.name) == ("left", "")
    actions.come_back(by=other, subject=called)
    called.refresh_from_db()
    assert (called.status, called.name, called.phone) == ("active", "Rosa", "555 0100")
    actions.leave(by=other, subject=called, at_once=True)
    assert not Person.objects.filter(pk=called.pk).exists()


def test_organizers_are_asked_to_take_over_whom_nobody_calls(called):
    olu, other = called.entered_by, OrganizerFactory()
    assert not speaking.uncalled().exists()
    with pytest.raises(NotNow):
        actions.take_over(by=other, subject=called)
    leave(olu)
    assert list(Notice.objects.values_list("person", "url")) == [
        (other.pk, "/admin/members/person/?how=uncalled")
    ]
    actions.take_over(by=other, subject=called)
    called.refresh_from_db()
    assert called.entered_by == other
    assert not speaking.uncalled().exists()
    assert AuditEntry.objects.filter(action="person.take_over", actor_id=other.pk).exists()


@pytest.mark.parametrize("how", ["erased", "demoted", "paused"])
def test_nobody_calls_where_whoever_did_is_gone(called, how):
    olu, other = called.entered_by, OrganizerFactory()
    if how == "erased":
        leave(olu)
        actions.erase(person=olu)
    elif how == "demoted":
        actions.remove_organizer(by=other, subject=olu)
    else:
        actions.suspend_person(by=other, subject=olu, reason="safety")
    assert list(speaking.uncalled()) == [called]


def test_members_take_nobody_over_and_nobody_takes_over_a_member(called):
    OrganizerFactory()
    leave(called.entered_by)
    with pytest.raises(NotAllowed):
        actions.take_over(by=PersonFactory(), subject=called)
    with pytest.raises(NotAllowed):
        actions.take_over(by=OrganizerFactory(), subject=PersonFactory())
