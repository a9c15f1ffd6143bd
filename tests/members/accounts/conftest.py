import time

import pytest
from django.test import Client


@pytest.fixture
def enter(a_network):
    """A browser in which this person signed in: `enter(person, "code", "mfa", ago=60)`."""

    def signed_in(person, *methods, ago=0, **kwargs):
        client = Client(**kwargs)
        client.force_login(person.user)
        session = client.session
        session["account_authentication_methods_user"] = str(person.user.pk)
        session["account_authentication_methods"] = [
            {"method": method, "at": time.time() - ago} for method in methods or ("code",)
        ]
        session.save()
        return client

    return signed_in
