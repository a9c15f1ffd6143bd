from datetime import timedelta

import pytest
from django.utils import timezone

from members import actions
from members.models import Person
from mutualaid.base import network
from tests.factories.members import OrganizerFactory, PersonFactory, UserFactory


@pytest.fixture
def joined_by(a_network):
    """`joined_by("vouching", questions=[...])`: how people join from now on."""

    def change(policy, **fields):
        type(a_network).objects.filter(pk=1).update(joining=policy, **fields)
        network.forget()

    return change


@pytest.fixture
def olu():
    return OrganizerFactory(name="Oluwa")


@pytest.fixture
def newcomer():
    """Somebody who just joined, however people join now."""

    def join(name="Pilar", invitation=""):
        user = UserFactory()
        return actions.join(user=user, name=name, cell=None, languages=["en"], invitation=invitation)

    return join


@pytest.fixture
def member():
    """Here for so many days."""

    def make(days=40, **fields):
        person = PersonFactory(**fields)
        Person.objects.filter(pk=person.pk).update(created_at=timezone.now() - timedelta(days=days))
        person.refresh_from_db()
        return person

    return make
