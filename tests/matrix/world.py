"""One of everything that an address can be about, of one author, and eight who come to look.

Every word that is not for everybody has a canary in it: a page that shows it to the wrong one is found.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from directory import projection
from directory.hsds.ours import taxonomies, terms
from directory.models import Guide, ImportRun
from exchanges.actions.calendar import make_calendar_key
from exchanges.models import (
    Draft,
    Handover,
    Match,
    Message,
    MessageImage,
    Photo,
    Post,
    Reveal,
    Ring,
    RingPart,
    SavedSearch,
    Thread,
    WallLine,
    project,
)
from exchanges.still import links as still_links
from members import actions as members
from members.actions.lists import keep_list
from members.joining.applications import STILL, code_hash
from members.joining.invitations import invite
from members.models import (
    Application,
    Device,
    FormerAddress,
    Person,
    PodAsk,
    PodInvitation,
    PodLink,
    Report,
    Talk,
    TalkMessage,
)
from members.notices import mails as notice_mails
from members.notices import notify
from members.pods import actions as pods
from mutualaid.base import limits, links, network
from mutualaid.base.models import Network
from tests.factories.directory import (
    AddressFactory,
    GuideTextFactory,
    OrganizationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    PostFactory,
    RecurringFactory,
    RequestFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory
from tests.proved import prove

from .rounds import pod_round

# Who looks. `organizer` has not used a second factor in this session, `admin` has.
ROLES = ("newcomer", "pending", "member", "author", "counterpart", "blocked", "organizer", "admin")
SIGNED_IN = ROLES[1:]
INSIDE = ROLES[2:]
A_PICTURE = b"RIFF\x1a\x00\x00\x00WEBPVP8L"


@dataclass
class World:
    """`people` by role; `things`: what stands in their addresses; `sent`: what a form about them says;
    `canaries`: a word, and who reads it;
    `may`: who, besides, could.
    """

    people: dict[str, Person]
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    canaries: dict[str, set[str]] = field(default_factory=dict)
    may: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def canary(self, name: str, *readers: str, others: Iterable[str] = ()) -> str:
        """A word that nothing else on any page spells: these readers do find it, `others` may."""
        word = f"Canary{hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:8]}"
        self.canaries[word], self.may[word] = set(readers), {*readers, *others}
        self.names[word] = name
        return word

    def name_of(self, word: str) -> str:
        """What the canary stands for."""
        return self.names[word]

    def client(self, role: str) -> Client:
        """A browser in which this role is signed in."""
        client = Client(raise_request_exception=False)
        if role != "newcomer":
            client.force_login(self.people[role].user)
        if role == "admin":
            prove(client)
        return client


def build() -> World:
    """All of it. Once a test: what a request changes is rolled back, see `asking.ask`."""
    limits._salts.clear()
    a_network()
    author = PersonFactory(name="Anabel")
    olga = OrganizerFactory(name="Olga")
    world = World(
        {
            "pending": PersonFactory(name="Petra", status=Person.Status.PENDING),
            "member": PersonFactory(name="Miro"),
            "author": author,
            "counterpart": PersonFactory(name="Carla"),
            "blocked": PersonFactory(name="Blanca"),
            "organizer": olga,
            "admin": olga,
        }
    )
    for make in MAKERS:
        make(world, author)
    members.block(by=author, person=world.people["blocked"])
    return world


def a_network() -> None:
    Network.objects.create(
        pk=1,
        name="Alder Mutual Aid",
        area_name="Alder",
        area_south=51.0,
        area_west=4.0,
        area_north=51.216,
        area_east=4.343,
        grid_latitude=51.0,
        grid_longitude=4.0,
        languages=["en", "es"],
        joining="vouching",
        set_up_at=timezone.now(),
    )
    network.forget()


# --- What there is -----------------------------------------------------------------------------------------


def profile(world: World, author: Person) -> None:
    Person.objects.filter(pk=author.pk).update(
        about=world.canary("about", "member", "author", "counterpart", "organizer", "admin"),
        name=f"Anabel {world.canary('name', 'member', 'author', 'counterpart', 'organizer', 'admin')}",
    )
    author.refresh_from_db()
    portrait = members.set_portrait(by=author, content=A_PICTURE, width=1, height=1)
    world.things["portrait"] = {"public_id": portrait.public_id}
    world.things["person"] = {"public_id": author.public_id}


def post(world: World, author: Person) -> None:
    """For members; not for a newcomer, nor for whom the author blocked."""
    readers = ("member", "author", "counterpart", "organizer", "admin")
    made = PostFactory(
        person=author,
        title=f"Jars of {world.canary('title', *readers)}",
        text=world.canary("text", *readers),
        quantity=9,
        needs=["groceries"],
        confirmed_at=timezone.now() - timedelta(days=31),
        asked_at=timezone.now(),
    )
    nameless = RequestFactory(person=author, title="Somebody to talk to", is_anonymous=True)
    photo = Photo.objects.create(post=made, uploaded_by=author, width=1, height=1)
    photo.file.save("x", ContentFile(A_PICTURE))
    project([made.pk, nameless.pk])
    fits = RequestFactory(person=world.people["counterpart"], title="Soup for the week")
    Match.objects.create(request=fits, offer=made, score=70)
    world.sent["post"] = {"answer": "yes"}
    world.things |= {
        "post": {"public_id": made.public_id},
        "photo": {"public_id": photo.public_id},
        "match": {"public_id": made.public_id, "other_id": fits.public_id},
        "still": {"token": still_links.path_to(made, still_links.Answer.YES).split("/")[-2]},
        "report": {"name": "post", "public_id": made.public_id},
    }


def pod_post(world: World, author: Person) -> None:
    """For the author's pod, in which the counterpart is."""
    readers = ("author", "counterpart", "organizer", "admin")
    pod = PodFactory(
        name="Alder Court",
        agreed=world.canary("what the pod agreed", "author", "counterpart"),
        members=[author, world.people["counterpart"]],
    )
    pod.memberships.filter(person=author).update(role="point")
    at = {"public_id": pod.public_id}
    door = PodInvitation.objects.create(
        pod=pod, made_by=author, code_hash="x" * 64, expires_at=timezone.now() + timedelta(days=7)
    )
    asks = PodAsk.objects.create(pod=pod, person=PersonFactory())
    inside = ("author", "counterpart")
    pods.set_skills(by=author, pod=pod, codes=["van"], words=world.canary("what they can do", *inside))
    oak = pods.add_neighbour(
        by=author, pod=pod, name=world.canary("without a phone", *inside), how="Knock", consent=True
    )
    beside = PodFactory(name="Mill Lane", point=PersonFactory())
    PodLink.objects.create(asking=beside, asked=pod)
    made = PostFactory(
        person=author,
        audience=Post.Audience.POD,
        pod=pod,
        title=f"A key for {world.canary('for the pod', *readers)}",
    )
    project([made.pk])
    world.things |= {
        "pod": at,
        "pod's own": {**at, "other_id": world.people["counterpart"].public_id},
        "pod's door": {**at, "pk": door.pk},
        "pod's neighbour": {**at, "other_id": oak.public_id},
        "pod beside it": {**at, "other_id": beside.public_id},
        "who asks the pod": {**at, "pk": asks.pk},
    }


def swap(world: World, author: Person) -> None:
    """The author gives, the counterpart receives. Nobody else reads a word, organizers included."""
    both = ("author", "counterpart")
    carla = world.people["counterpart"]
    made = ExchangeFactory(
        post=PostFactory(person=author, title="A ladder"), proposer=carla, status="accepted"
    )
    said = Message.objects.create(
        thread=made.thread, author=author, text=world.canary("message", *both), language="en"
    )
    picture = MessageImage.objects.create(message=said, content=A_PICTURE, width=1, height=1)
    told = Reveal.objects.create(
        exchange=made, person=author, field="phone", value=world.canary("reveal", *both)
    )
    asked = Handover.objects.create(
        exchange=made,
        proposed_by=author,
        day=timezone.localdate() + timedelta(days=3),
        place=world.canary("place", *both),
    )
    done = ExchangeFactory(post=PostFactory(person=author), proposer=carla, status="done")
    line = WallLine.objects.create(
        exchange=done, author=author, draft=world.canary("thanks", others=both), language="en"
    )
    world.sent["exchange"] = {"handover": str(asked.pk)}
    world.things |= {
        "exchange": {"public_id": made.public_id},
        "thread": {"public_id": made.thread.public_id},
        "picture": {"public_id": picture.public_id},
        "reveal": {"pk": told.pk},
        "line": {"public_id": line.public_id},
    }


def gathering(world: World, author: Person) -> None:
    """The author wants six hands, the counterpart comes."""
    made = GatheringFactory(person=author, title="A wall")
    ComingFactory(
        post=made,
        person=world.people["counterpart"],
        brings=world.canary("brings", "author", "counterpart"),
    )
    Message.objects.create(
        thread=Thread.objects.get(occurrence=made.occurrence),
        author=author,
        text=world.canary("said to all", "author", "counterpart"),
        language="en",
    )
    weekly = RecurringFactory(person=author)
    occurrence = weekly.occurrences.order_by("pk").first()
    world.sent["gathering"] = {"person": world.people["counterpart"].public_id, "people": "1", "mute": "yes"}
    world.things |= {
        "gathering": {"public_id": made.public_id, "pk": made.occurrence.pk},
        "date": {"public_id": weekly.public_id, "pk": occurrence.pk},
    }


def ring(world: World, author: Person) -> None:
    """A three-way swap that waits: author, counterpart and somebody else."""
    circle = [author, world.people["counterpart"], PersonFactory(name="Tomas")]
    made = Ring.objects.create()
    for position, giver in enumerate(circle):
        receiver = circle[(position + 1) % 3]
        RingPart.objects.create(
            ring=made,
            position=position,
            giver=giver,
            receiver=receiver,
            offer=PostFactory(person=giver).occurrence,
            request=RequestFactory(person=receiver).occurrence,
        )
    world.things["ring"] = {"public_id": made.public_id}
    world.sent["ring"] = {"person": author.public_id, "answer": "yes"}


def own(world: World, author: Person) -> None:
    """What an author has for themself alone."""
    mine = "author"
    draft = Draft.objects.create(
        public_id="d2d2d2d2d2d2",
        by=author,
        person=author,
        fields=f'{{"title": ["{world.canary("draft", mine)}"]}}',
    )
    search = SavedSearch.objects.create(
        person=author, over="board", address="kind=offer", name=world.canary("search", mine)
    )
    kept = keep_list(by=author, name=world.canary("list", mine), codes=["1f"])
    secret = make_calendar_key(by=author)
    notice = notify(author, "report.waits", url="/me/")
    # Somebody else's: whoever has one proves themself by it.
    passkey = Authenticator.objects.create(user=PersonFactory().user, type="webauthn", data={})
    former = FormerAddress.objects.create(user=passkey.user, email="was@example.org", email_hash="x")
    device = Device.objects.create(person=author, endpoint="https://push.example/x", endpoint_hash="x" * 64)
    other = PersonFactory(name=world.canary("whom the author blocked", mine, others=INSIDE))
    members.block(by=author, person=other)
    decided = members.decide(
        by=world.people["admin"],
        subject=author,
        kind="warning",
        reason="agreement",
        words=world.canary("what organizers decided", mine),
    )
    world.things |= {
        "decision": {"public_id": decided.public_id},
        "draft": {"public_id": draft.public_id},
        "search": {"public_id": search.public_id},
        "calendar": {"secret": secret},
        "list": {"pk": kept.pk},
        "notice": {"pk": notice.pk},
        "passkey": {"pk": passkey.pk},
        "passkey question": {"purpose": "add"},
        "device": {"pk": device.pk},
        "former": {"token": members.addresses.undo_token(former)},
        "block": {"pk": author.blocks_made.get(blocked=other).pk},
        "unsubscribe": {"token": notice_mails.token(author, ["organizers"])},
    }


def by_phone(world: World, author: Person) -> None:
    """A neighbour whom an organizer entered; a report that waits, of which its reporter is told to nobody."""
    person, _code = members.enter_person(
        by=world.people["admin"], name="Rosa", phone="555-0142", cell=None, languages=["en"], consent=True
    )
    Report.objects.create(
        reporter=world.people["counterpart"],
        kind="person",
        subject_id=author.public_id,
        person=author,
        category=Report.Category.OTHER,
        words=world.canary("report", "in the admin"),
    )
    world.things["by phone"] = {"public_id": person.public_id}


def talk(world: World, author: Person) -> None:
    """The author and the organizers about joining."""
    made = Talk.objects.create(kind=Talk.Kind.APPLICATION, person=author)
    TalkMessage.objects.create(
        talk=made,
        author=author,
        text=world.canary("to the organizers", "author", "admin"),
        language="en",
    )
    world.things["talk"] = {"public_id": made.public_id}


def joining(world: World, author: Person) -> None:
    """Somebody waits, was asked whether it still holds, has a code; the author made a link for another."""
    pending = world.people["pending"]
    asked_at = timezone.now()
    Application.objects.create(
        person=pending,
        answers=json.dumps([["Who told you?", world.canary("answer to the organizers", "in the admin")]]),
        code="ten-letters",
        code_hash=code_hash("ten-letters"),
        asked_at=asked_at,
    )
    application = pending.application
    made, token = invite(by=author)
    world.things |= {
        "still waiting": {"token": links.make(STILL, application.public_id, asked_at.isoformat())},
        "invitation": {"token": token},
        "own invitation": {"pk": made.pk},
        "code": {"code": "ten-letters"},
    }


def listing(world: World, _author: Person) -> None:
    """A shelter whose place is nobody's business, and a pantry that is everybody's; a guide, an import."""
    shelter = ServiceFactory(name="A shelter", slug="shelter", is_confidential=True)
    at = ServiceAtLocationFactory(service=shelter)
    AddressFactory(location=at.location, address_1=world.canary("the shelter's address"))
    organization = OrganizationFactory()
    pantry = ServiceFactory(slug="pantry", needs=["groceries"], organization=organization)
    open_at = ServiceAtLocationFactory(service=pantry)
    guide = Guide.objects.create(slug="ladders", publication="published")
    GuideTextFactory(guide=guide)
    projection.project([shelter.pk, pantry.pk])
    run = ImportRun.objects.create(
        file_name="pantries.csv", content=b"name\nSoup\n", options={"is_table": True}
    )
    world.things |= {
        "listing": {"slug": "pantry"},
        "shelter": {"slug": "shelter"},
        "offers": {"slug": "pantry"},
        "guide": {"slug": "ladders"},
        "paper": {"slug": "phone-tree"},
        "file": {"name": "listings.csv"},
        "import": {"pk": run.pk},
        "call": {"pk": pantry.pk},
        "twice": {"keep": pantry.pk, "other": shelter.pk},
        "setup": {"token": "of-a-network-that-was-set-up"},
        "hsds service": {"id": pantry.uuid},
        "hsds at": {"id": open_at.uuid},
        "hsds organization": {"id": organization.uuid},
        "hsds taxonomy": {"id": taxonomies()[0].uuid},
        "hsds term": {"id": terms()[0].uuid},
        "hsds nothing": {"path": "nothing-here"},
    }


MAKERS: list[Callable[[World, Person], None]] = [
    profile,
    post,
    pod_post,
    pod_round,
    swap,
    gathering,
    ring,
    own,
    by_phone,
    talk,
    joining,
    listing,
]
