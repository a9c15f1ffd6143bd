"""How much the pages that most people open ask the database: a few statements, however much there is on them.

Counted as a browser causes them: through all middleware, with a session of its own.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import needs, projection
from directory.models import Accessibility, Check, Contact, CostOption, RequiredDocument, ServiceArea
from exchanges import actions
from exchanges.models import Match, Photo, Post, SavedSearch, Thread
from members.models import Person, PodAsk
from members.pods.actions.common import open_pod_talk
from members.rounds.actions import start_round
from members.talk import actions as talks
from mutualaid.base import network, words
from mutualaid.base.models import Network
from mutualaid.base.network import local_today
from tests.exchanges.test_ring_actions import pairs_among
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    LanguageFactory,
    OrganizationFactory,
    PhoneFactory,
    PlaceFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    MessageFactory,
    PostFactory,
    RecurringFactory,
    RequestFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory

pytestmark = pytest.mark.django_db
ANONYMOUS, SIGNED_IN, ON_A_DATE = 3, 5, 6
FEW, MANY = 20, 50


@pytest.fixture(autouse=True)
def a_network():
    Network.objects.create(pk=1, name="Alder Mutual Aid", grid_latitude=51.0, grid_longitude=4.0)


@pytest.fixture(autouse=True)
def what_is_held_stays(monkeypatch):
    """Half a minute may be over between two pages, on a machine with much else to do."""
    monkeypatch.setattr(needs, "SECONDS", float("inf"))
    monkeypatch.setattr(network, "SECONDS", float("inf"))


def statements(client: Client, path: str) -> int:
    needs.forget()
    network.forget()
    client.get(path)  # what the process holds: read now, it is not read again below
    with CaptureQueriesContext(connection) as found:
        response = client.get(path)
    assert response.status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in found)


# --- Each gives a page and what fills it: called again, there is more on it -----------------------------

Fill = Callable[[int], None]


def directory(_me: Person) -> tuple[str, Fill]:
    def fill(count: int) -> None:
        found = [ServiceAtLocationFactory(service__needs=["groceries"]).service_id for _ in range(count)]
        projection.project(found)

    return "/directory/?near=51.0,4.0&within=25", fill


def board(_me: Person) -> tuple[str, Fill]:
    return "/exchanges/", lambda count: PostFactory.create_batch(count, audience="everybody") and None


def post(_me: Person) -> tuple[str, Fill]:
    """A request: with places that could help tonight. Any of one's own offers may go with it."""
    found = RequestFactory(audience="everybody")

    def fill(count: int) -> None:
        illustrate(found, count)
        directory(_me)[1](3)
        PostFactory.create_batch(count, person=_me)

    return found.get_absolute_url(), fill


def recurring_post(_me: Person) -> tuple[str, Fill]:
    found = RecurringFactory(kind="request", rule="FREQ=DAILY", audience="everybody")
    dates = iter(found.occurrences.all())

    def fill(count: int) -> None:
        directory(_me)[1](3)
        for _number, date in zip(range(count), dates, strict=False):
            ExchangeFactory(occurrence=date, proposer=_me)

    return found.get_absolute_url(), fill


def gathering(_me: Person) -> tuple[str, Fill]:
    found = GatheringFactory(audience="everybody", quantity=None)
    ComingFactory(post=found, person=_me)
    return found.get_absolute_url(), lambda count: ComingFactory.create_batch(count, post=found) and None


def gathering_s_date(me: Person) -> tuple[str, Fill]:
    """The page of one time of it: I come, and we talk about it."""
    _path, fill = gathering(me)
    found = Post.objects.get(is_gathering=True).occurrence

    def talk(count: int) -> None:
        fill(count)
        for _number in range(count):
            say(found.thread, found.post.person)

    return found.get_absolute_url(), talk


def my_post(me: Person) -> tuple[str, Fill]:
    """With proposals to choose from, swaps that are over, what fits, and places that could help."""
    found = RequestFactory(person=me, quantity=1000)

    def fill(count: int) -> None:
        illustrate(found, count)
        directory(me)[1](3)
        for _number in range(count):
            MessageFactory(exchange=ExchangeFactory(post=found), kind="note")
            ExchangeFactory(post=found, status="done")
            Match.objects.create(request=found, offer=PostFactory(), score=80, reasons=["same"])

    return found.get_absolute_url(), fill


def my_new_post(me: Person, **fields: Any) -> tuple[str, Fill]:
    """Before its job ran: what fits is looked for when somebody looks, and then who may see it."""
    found = PostFactory(person=me, **{"kind": "request", "quantity": 1000, **fields})
    other = "offer" if found.is_request else "request"

    def fill(count: int) -> None:
        directory(me)[1](3)
        PostFactory.create_batch(count, kind=other, form="service", quantity=None)
        for _number in range(count):
            MessageFactory(exchange=ExchangeFactory(post=found), kind="note")

    return found.get_absolute_url(), fill


def my_new_offer(me: Person) -> tuple[str, Fill]:
    return my_new_post(me, kind="offer")


def my_new_gathering(me: Person) -> tuple[str, Fill]:
    found = GatheringFactory(person=me, quantity=1000)

    def fill(count: int) -> None:
        ComingFactory.create_batch(count, post=found)
        PostFactory.create_batch(count, form="service", quantity=None)

    return found.get_absolute_url(), fill


def my_post_put_aside(me: Person) -> tuple[str, Fill]:
    """What was found does not count any more: something else is looked for."""
    path, fill = my_new_post(me)

    def aside(count: int) -> None:
        fill(count)
        found = Post.objects.get(person=me)
        for offer in PostFactory.create_batch(count):
            Match.objects.create(request=found, offer=offer, score=80, put_aside_by_request=True)

    return path, aside


def my_gathering(me: Person) -> tuple[str, Fill]:
    found = GatheringFactory(person=me, quantity=1000)

    def fill(count: int) -> None:
        for _number in range(count):
            ComingFactory(post=found)
            ComingFactory(post=found, status="waiting")
            Match.objects.create(request=found, offer=PostFactory(form="service"), score=80)

    return found.get_absolute_url(), fill


def pod(me: Person) -> tuple[str, Fill]:
    """With its people, who asks to join, a check-in that is on, its posts, and what was said there."""
    other = PersonFactory()
    found = PodFactory(members=[me], point=other)
    talk = open_pod_talk(found)
    start_round(by=other, pod=found, words="Heat wave")

    def fill(count: int) -> None:
        talks.say(by=other, talk=talk, text="Water is off", is_announcement=True)
        for _number in range(count):
            talk.messages.create(author=other, text="Soup on Friday", language="en")
            PostFactory(person=other, audience="pod", pod=found)
        for _number in range(count // 5):
            found.memberships.create(person=PersonFactory())
            PodAsk.objects.create(pod=found, person=PersonFactory())

    return found.get_absolute_url(), fill


def mine(me: Person) -> tuple[str, Fill]:
    """A ring, and of everything else that may be on one's own page one more at a time."""
    actions.propose_ring(pairs=pairs_among(me, PersonFactory(), PersonFactory()))

    def fill(count: int) -> None:
        for _number in range(count):
            settle(me)
            SavedSearch.objects.create(person=me, over="board", address="q=soup", name="Soup")
            Post.objects.filter(pk=PostFactory(person=me).pk).update(asked_at=timezone.now())
            Match.objects.create(
                request=RequestFactory(person=me), offer=PostFactory(), score=80, reasons=["same"]
            )
            gathering = ComingFactory(person=me).occurrence
            say(gathering.thread, gathering.post.person)

    return "/me/", fill


def settle(me: Person) -> None:
    """Swaps: one that waits for me, one for somebody else; one with a time that was proposed, one with a day
    on which it comes back and a time that was agreed, and what the other one wrote."""
    ExchangeFactory(post=PostFactory(person=me))
    ExchangeFactory(proposer=me)
    agreed = ExchangeFactory(post=PostFactory(person=me), status="accepted")
    lent = ExchangeFactory(proposer=me, status="lent", return_on=local_today())
    for swap, status in ((agreed, "proposed"), (lent, "agreed")):
        at = timezone.now() if status == "agreed" else None
        swap.handovers.create(proposed_by=swap.other(me), day=local_today(), status=status, agreed_at=at)
        say(swap.thread, swap.other(me))


def say(thread: Thread, author: Person) -> None:
    thread.last_at, thread.last_by = timezone.now(), author
    thread.save()
    thread.messages.create(author=author, text="Thursday?", language="en")


def illustrate(found: Post, count: int) -> None:
    for number in range(count):
        Photo.objects.create(
            post=found, uploaded_by=found.person, file=f"photos/{number}.webp", width=1, height=1
        )


def listing(_me: Person) -> tuple[str, Fill]:
    service = ServiceFactory(slug="pantry", needs=["groceries"], organization=OrganizationFactory())

    def fill(count: int) -> None:
        for _number in range(count):
            at = ServiceAtLocationFactory(service=service)
            for owner in ({"service_at_location": at}, {"location": at.location}):
                PhoneFactory(service=None, **owner)
                ScheduleFactory(service=None, **owner)
            AddressFactory(location=at.location)
            LanguageFactory(service=None, location=at.location)
            Accessibility.objects.create(location=at.location, description="A ramp")
            PhoneFactory(service=None, organization=service.organization)
            for factory in (PhoneFactory, ScheduleFactory, LanguageFactory):
                factory(service=service)
            for model in (CostOption, RequiredDocument, ServiceArea, Contact):
                model.objects.create(service=service)
            Check.objects.create(service=service, part="all", by="neighbour", on="2026-03-01")

    return "/directory/pantry/", fill


def guide(_me: Person) -> tuple[str, Fill]:
    found = GuideFactory(slug="ladder", needs=["groceries"])

    def fill(count: int) -> None:
        GuideFactory.create_batch(count, needs=["groceries"])
        found.listings.add(*ServiceFactory.create_batch(count, organization=OrganizationFactory()))

    return "/directory/guides/ladder/", fill


def pocket_guide(me: Person) -> tuple[str, Fill]:
    return "/directory/print/", directory(me)[1]


def typo(me: Person) -> tuple[str, Fill]:
    """What is meant, what is meant without the slip, and the page of that, with guides on it."""

    def fill(count: int) -> None:
        directory(me)[1](count)
        GuideFactory.create_batch(count, needs=["groceries"])
        projection.project_guides()
        words.rebuild()

    return "/directory/?q=grocries&near=51.0,4.0&within=25", fill


def words_that_no_listing_has_together(me: Person) -> tuple[str, Fill]:
    """What is meant, the page of all of them, and the page of any."""
    return "/directory/?q=zither+marimba", of_two_words(me)


def such_words_with_slips_near_a_name_with_one(me: Person) -> tuple[str, Fill]:
    """Where that is and what is meant; what is meant without the slips; all of them, and any."""
    PlaceFactory(name="Alderton", key="alderton", latitude=51.0, longitude=4.0)
    return "/directory/?q=zithre+maribma&near=aldertno", of_two_words(me)


def of_two_words(me: Person) -> Fill:
    def fill(count: int) -> None:
        directory(me)[1](count)
        names = ["Zither", "Marimba"] * count
        new = [ServiceAtLocationFactory(service__name=name).service_id for name in names]
        projection.project(new)
        words.rebuild()

    return fill


def search(me: Person) -> tuple[str, Fill]:
    """Of each sort more than it shows, and guides, which are named in the reader's language."""

    def fill(count: int) -> None:
        directory(me)[1](count)
        PostFactory.create_batch(count, title="Groceries", audience="everybody")
        GuideFactory.create_batch(count, needs=["groceries"])
        projection.project_guides()
        words.rebuild()

    return "/search/?q=groceries", fill


def search_with_a_slip(me: Person) -> tuple[str, Fill]:
    """What is meant, what is meant without the slip; the posts of both and the rest of the second."""
    return "/search/?q=grocries", search(me)[1]


def organizer() -> Person:
    """One with neighbours by phone, who may be counted in."""
    me = OrganizerFactory()
    PersonFactory.create_batch(3, user=None, entered_by=me, consent_at=timezone.now())
    return me


# As far from all listings of `of_two_words` as nobody goes, by its numbers and by its name.
FAR = "53.000,4.000"
FAR_AWAY = [
    "q=zither",
    "q=zithre",
    "q=grocries",
    "q=zither+marimba",
    "q=zithre+maribma",
    "q=grocries+maribma",
    "q=",
    "q=zither&within=2&kind=service",
    "q=zithre+maribma&within=2&kind=service&open=now",
]


LISTS = [
    *(directory, board, pocket_guide, typo, search, search_with_a_slip),
    *(words_that_no_listing_has_together, such_words_with_slips_near_a_name_with_one),
]
OPEN_TO_ALL = [*LISTS, post, recurring_post, gathering, listing, guide]
MY_POSTS = [my_post, my_gathering, my_new_post, my_new_offer, my_new_gathering, my_post_put_aside]


@pytest.mark.parametrize("page", OPEN_TO_ALL)
def test_a_newcomer_s_page(client_of, page):
    ask(client_of(), ANONYMOUS, *page(PersonFactory()))


@pytest.mark.parametrize("page", [*OPEN_TO_ALL, *MY_POSTS, mine, pod])
def test_a_member_s_page(client_of, page):
    me = PersonFactory()
    ask(client_of(me), SIGNED_IN, *page(me))


@pytest.mark.parametrize("page", [my_new_post, my_new_gathering])
def test_an_organizer_s_page(client_of, page):
    ask(client_of(me := organizer()), SIGNED_IN, *page(me))


@pytest.mark.parametrize("someone", [PersonFactory, organizer])
def test_the_page_of_a_gathering_s_date(client_of, someone):
    ask(client_of(me := someone()), ON_A_DATE, *gathering_s_date(me))


def test_of_each_sort_something_is_found_without_the_slip(client_of):
    me = PersonFactory()
    path, fill = search_with_a_slip(me)
    fill(1)
    text = client_of(me).get(path).text
    assert text.count("for “groceries”") == 2
    assert [name for name in ("neighbours", "places", "guides") if f'id="{name}"' not in text] == []


@pytest.mark.parametrize(
    "page", [words_that_no_listing_has_together, such_words_with_slips_near_a_name_with_one]
)
def test_any_of_several_words_is_found(client_of, page):
    path, fill = page(PersonFactory())
    fill(1)
    text = client_of().get(path).text
    assert "zither, marimba" in text
    assert [name for name in ("Zither</a>", "Marimba</a>") if name not in text] == []


def test_a_word_that_only_a_new_listing_has_is_no_slip_for_it(client_of):
    """The vocabulary does not have it yet: the listing is found by it, the guide by what is like it."""
    path, fill = search_with_a_slip(PersonFactory())
    fill(1)
    new = ServiceAtLocationFactory(service__name="Grocries", service__slug="new-here")
    projection.project([new.service_id])
    assert statements(client_of(), path) <= ANONYMOUS
    text = client_of().get(path).text
    assert "/directory/new-here/" in text
    assert [name for name in ("neighbours", "places", "guides") if f'id="{name}"' not in text] == []


@pytest.mark.parametrize("near", [FAR, "Alderton", "aldertno"])
@pytest.mark.parametrize("query", FAR_AWAY)
def test_where_nothing_is_near_the_way_to_what_there_is_anywhere_takes_no_statement_more(
    client_of, query, near
):
    PlaceFactory(name="Alderton", key="alderton", latitude=53.0, longitude=4.0)
    of_two_words(PersonFactory())(2)
    path = f"/directory/?{query}&near={near}"
    assert statements(client_of(), path) <= ANONYMOUS
    assert statements(client_of(PersonFactory()), path) <= SIGNED_IN
    assert "open=now" in query or " anywhere" in client_of().get(path).text


@pytest.mark.parametrize("page", [my_new_post, my_new_offer, my_new_gathering, my_post_put_aside])
def test_what_fits_is_on_the_page_of_a_new_post(client_of, page):
    me = PersonFactory()
    path, fill = page(me)
    fill(1)
    assert 'id="fits"' in client_of(me).get(path).text


def test_all_of_it_is_on_one_s_own_page(client_of):
    me = PersonFactory()
    path, fill = mine(me)
    fill(1)
    text = client_of(me).get(path).text
    sections = ["waits", "soon", "wait", "agreed", "gatherings", "posts", "fits", "searches"]
    assert [name for name in sections if f'id="{name}"' not in text] == []
    tasks = ["count me in", "proposes:", "Is it back?", "Is it still so?", "three-way", "new messages"]
    assert [words for words in tasks if words not in text] == []


def ask(client: Client, most: int, path: str, fill: Fill) -> None:
    fill(FEW)
    few = statements(client, path)
    fill(MANY - FEW)
    assert statements(client, path) == few <= most
