"""What tests of the directory share."""

import pytest

from tests.factories.members import OrganizerFactory
from tests.proved import prove


@pytest.fixture
def olu(client):
    """An organizer who used a second factor a minute ago."""
    person = OrganizerFactory(name="Oluwa")
    client.force_login(person.user)
    prove(client, ago=60)
    return person
