"""What tests of the directory share."""

import time

import pytest

from tests.factories.members import OrganizerFactory


@pytest.fixture
def olu(client):
    """An organizer who used a second factor a minute ago."""
    person = OrganizerFactory(name="Olu")
    client.force_login(person.user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 60}]
    session["account_authentication_methods_user"] = str(person.user.pk)
    session.save()
    return person
