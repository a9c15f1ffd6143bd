"""What a session has proved, for tests that begin behind that door."""

import time

from django.test import Client


def prove(client: Client, *methods: str, ago: float = 0) -> Client:
    """Whoever is signed in there used these ways, by default a second factor, so many seconds ago."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time() - ago} for method in methods or ("mfa",)
    ]
    session.save()
    return client
