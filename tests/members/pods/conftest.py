import pytest
from django.test import Client

from members.models import Notice
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory


@pytest.fixture
def client_of():
    """The browser of a person; of nobody for None."""

    def browser(person):
        client = Client()
        if person is not None:
            client.force_login(person.user)
        return client

    return browser


@pytest.fixture
def olu(a_network):
    return OrganizerFactory(name="Olu")


@pytest.fixture
def ana(a_network):
    """Looks after Alder Court."""
    return PersonFactory(name="Ana")


@pytest.fixture
def ben(a_network):
    """Stands in for Ana."""
    return PersonFactory(name="Ben")


@pytest.fixture
def cleo(a_network):
    return PersonFactory(name="Cleo")


@pytest.fixture
def pod(ana, ben, cleo):
    """Three people in the square in which all are."""
    return PodFactory(name="Alder Court", point=ana, backup=ben, members=[cleo], cells=[(1000, 0, 0)])


@pytest.fixture
def told():
    """The kinds of what somebody was told, in order."""

    def kinds(person):
        return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))

    return kinds
