"""Whoever no longer organizes is told nothing more of the neighbours by phone whom they entered: nowhere."""

from dataclasses import replace

import pytest
from django.utils import timezone

from exchanges import actions, notices, pages, reveals, threads
from exchanges.models import (
    Coming,
    Draft,
    Exchange,
    Handover,
    Post,
    Reveal,
    Ring,
    RingPart,
    Thread,
    WallLine,
)
from exchanges.still.waiting import waiting
from members import actions as members
from members import speaking
from members.models import Notice, Person
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed
from mutualaid.base.network import local_today
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    MessageFactory,
    PostFactory,
    RequestFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
TITLE, NAME = "A red armchair for two", "Rosa by phone"


@pytest.fixture
def olu():
    return OrganizerFactory(name="Oluwa")


@pytest.fixture
def rosa(olu):
    return PersonFactory(user=None, name=NAME, entered_by=olu, consent_at=timezone.now())


@pytest.fixture
def post(rosa):
    """Of Rosa, for her neighbours' eyes only once it is put away, and with a question that waits."""
    return PostFactory(person=rosa, title=TITLE, status="paused", asked_at=timezone.now())


@pytest.fixture
def swap(post):
    """Agreed on, with the last word and a proposed time from the other one."""
    swap = ExchangeFactory(post=post, status="accepted")
    MessageFactory(exchange=swap, author=swap.receiver)
    Thread.objects.filter(exchange=swap).update(last_at=timezone.now(), last_by=swap.receiver)
    Handover.objects.create(exchange=swap, proposed_by=swap.receiver, day=local_today())
    Reveal.objects.create(exchange=swap, person=swap.giver, field="phone", value="555 0101")
    WallLine.objects.create(exchange=swap, author=swap.receiver, draft="Thank you", language="en")
    return swap


@pytest.fixture
def coming(rosa):
    return ComingFactory(person=rosa, post=GatheringFactory(audience="members"))


@pytest.fixture
def ring(post):
    ben = PersonFactory()
    asked, ring = RequestFactory(person=ben), Ring.objects.create()
    for position, (giver, receiver) in enumerate([(post.person, ben), (ben, post.person)]):
        RingPart.objects.create(
            ring=ring,
            position=position,
            giver=giver,
            receiver=receiver,
            offer=post.occurrence,
            request=asked.occurrence,
        )
    return ring


@pytest.fixture
def draft(olu, rosa):
    return Draft.objects.create(by=olu, person=rosa, public_id="abcdefghjkmn", fields='{"title": ["Tea"]}')


@pytest.fixture
def everything(swap, coming, ring, draft):
    """All that Rosa has going on, and that Oluwa finds through her."""


def demoted(person):
    members.remove_organizer(by=OrganizerFactory(), subject=person)


def suspended(person):
    members.suspend_person(by=OrganizerFactory(), subject=person, reason="other")


def shut_out(person):
    """Their account is closed, from a shell or by another organizer."""
    person.user.is_active = False
    person.user.save()


def left(person):
    person.status = Person.Status.LEFT
    person.save()


ENDS = [demoted, suspended, shut_out, left]

# What Oluwa finds of Rosa's, by what shows it.
FINDS = {
    "posts": lambda viewer: Post.objects.filter(title=TITLE).visible_to(viewer),
    "own posts": lambda viewer: pages.my_posts(viewer),
    "swaps": lambda viewer: Exchange.objects.visible_to(viewer),
    "own swaps": lambda viewer: pages.my_swaps(viewer),
    "conversations": lambda viewer: Thread.objects.visible_to(viewer),
    "what owes an answer": lambda viewer: [
        swap for swap in Exchange.objects.all() if threads.owes_answer(viewer.person, swap)
    ],
    "rings": lambda viewer: Ring.objects.visible_to(viewer),
    "places at gatherings": lambda viewer: Coming.objects.visible_to(viewer),
    "where they come": lambda viewer: Coming.objects.of(viewer.person),
    "what was told": lambda viewer: reveals.told_by(viewer.person),
    "the wall": lambda viewer: WallLine.objects.within_reach_of(viewer),
    "what is asked": lambda viewer: waiting(viewer.person, Post.objects.all()),
    "drafts": lambda viewer: pages.writing.begun(viewer.person),
    "neighbours": lambda viewer: speaking.neighbours(viewer.person),
}


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("shown", FINDS)
def test_organizer_finds_it(olu, shown):
    assert len(FINDS[shown](viewer_of(olu.user))) > 0


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("shown", FINDS)
def test_whoever_no_longer_organizes_does_not(olu, shown, end):
    end(olu)
    olu.user.refresh_from_db()
    viewer = viewer_of(olu.user)
    # Who left looks as a newcomer does.
    assert viewer.is_leaving == (end is left)
    person = viewer.person or Person.objects.get(pk=olu.pk)
    assert list(FINDS[shown](replace(viewer, person=person))) == []


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("end", [None, demoted])
def test_pages_of_their_own(olu, client_of, end):
    if end:
        end(olu)
    client = client_of(olu)
    texts = {
        path: client.get(path).text
        for path in ["/me/", "/exchanges/swaps/", "/exchanges/mine/", "/exchanges/reveals/"]
    }
    assert {path: TITLE in text or NAME in text for path, text in texts.items()} == dict.fromkeys(
        texts, end is None
    )


@pytest.mark.parametrize("end", [None, demoted])
def test_pages_of_one_thing(olu, client_of, swap, ring, coming, rosa, end):
    if end:
        end(olu)
    client, page = client_of(olu), swap.get_absolute_url()
    paths = [
        page,
        f"{page}time.ics",
        ring.get_absolute_url(),
        swap.post.get_absolute_url(),
        f"{swap.post.get_absolute_url()}edit/",
        f"/exchanges/new/?for={rosa.public_id}",
    ]
    assert [client.get(path).status_code for path in paths] == [404 if end else 200] * len(paths)
    assert (NAME in client.get(coming.occurrence.get_absolute_url()).text) == (end is None)


@pytest.mark.parametrize("end", ENDS)
def test_is_told_nothing_more(olu, swap, end):
    end(olu)
    rosa = Person.objects.get(name=NAME)
    assert notices.reach(rosa) is None
    actions.say(by=swap.receiver, thread=swap.thread, text="Are you there?")
    # Whoever is paused hears that, and why; of those they called, nothing.
    assert not Notice.objects.filter(person=olu).exclude(kind="decision.made").exists()


def test_organizer_is_told(olu, swap):
    actions.say(by=swap.receiver, thread=swap.thread, text="Are you there?")
    assert Notice.objects.get(person=olu).kind == "exchange_message"


def test_can_no_longer_act(olu, swap, coming):
    demoted(olu)
    olu = Person.objects.get(pk=olu.pk)
    for action, values in [
        (actions.say, {"thread": swap.thread, "text": "Hello"}),
        (actions.done, {"exchange": swap}),
        (actions.pause_post, {"post": swap.post}),
        (actions.leave_gathering, {"coming": coming}),
        (actions.take_back, {"reveal": swap.reveals.get()}),
    ]:
        with pytest.raises(NotAllowed):
            action(by=olu, **values)


def test_own_things_stay(olu):
    """Whoever no longer organizes is a member like any other."""
    mine = PostFactory(person=olu)
    swap = ExchangeFactory(post=mine, status="accepted")
    demoted(olu)
    viewer = viewer_of(Person.objects.get(pk=olu.pk).user)
    assert list(Exchange.objects.visible_to(viewer)) == [swap]
    assert pages.my_posts(viewer) == [mine]
    assert [item["swap"] for item in pages.mine.my_page(viewer)["agreed"]] == [swap]


def test_ring_of_whom_nobody_acts_for_any_more_comes_to_nothing(olu, ring):
    """The last yes finds that one of them can no longer be asked."""
    demoted(olu)
    part = ring.parts.get(position=1)
    ring.parts.update(answer="yes")
    actions.answer_ring(by=part.giver, ring=ring, person=part.giver, yes=True)
    ring.refresh_from_db()
    assert ring.status == Ring.Status.ENDED
