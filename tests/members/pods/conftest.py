import pytest

from tests.factories.members import PersonFactory, PodFactory


@pytest.fixture
def ana(a_network):
    """Looks after Alder Court."""
    return PersonFactory(name="Anabel")


@pytest.fixture
def ben(a_network):
    """Stands in for Anabel."""
    return PersonFactory(name="Benno")


@pytest.fixture
def cleo(a_network):
    return PersonFactory(name="Cleo")


@pytest.fixture
def pod(ana, ben, cleo):
    """Three people in the square in which all are."""
    return PodFactory(name="Alder Court", point=ana, backup=ben, members=[cleo], cells=[(1000, 0, 0)])
