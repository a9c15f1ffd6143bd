"""How much the pages that most people open ask the database: a few statements, however much there is on them.

Counted as a browser causes them: through all middleware, with a session of its own.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory import projection
from directory.models import Accessibility, Check, Contact, CostOption, RequiredDocument, ServiceArea
from members.models import Person
from mutualaid.base.models import Network
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    LanguageFactory,
    OrganizationFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import PostFactory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
ANONYMOUS, SIGNED_IN = 3, 6
FEW, MANY = 20, 50


@pytest.fixture(autouse=True)
def a_network():
    Network.objects.create(pk=1, name="Alder Mutual Aid", grid_latitude=51.0, grid_longitude=4.0)


def statements(client: Client, path: str) -> int:
    client.get(path)  # what the process holds for a while
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


OPEN_TO_ALL = [directory, board, listing, guide]


@pytest.mark.parametrize("page", OPEN_TO_ALL)
def test_a_newcomer_s_page(client_of, page):
    ask(client_of(), ANONYMOUS, *page(PersonFactory()))


@pytest.mark.parametrize("page", OPEN_TO_ALL)
def test_a_member_s_page(client_of, page):
    me = PersonFactory()
    ask(client_of(me), SIGNED_IN, *page(me))


def ask(client: Client, most: int, path: str, fill: Fill) -> None:
    fill(FEW)
    few = statements(client, path)
    fill(MANY - FEW)
    assert statements(client, path) == few <= most
