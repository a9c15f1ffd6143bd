"""Passkeys: the lock of one's own phone (finger, face, PIN) as a way in. fido2 checks them, through allauth.

What is kept of one is its public key and the word its owner gives it, never which make of phone it is in.
What the phone keeps of us is the network's name, what its owner is called, and a random-looking handle.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from mutualaid.base.actions import NotNow

from ..models import User

MOST = 10


def handle_of(user: User) -> bytes:
    """By what a phone tells accounts apart: neither our number for it nor the email can be told from it."""
    return salted_hmac("members.passkey", str(user.pk), algorithm="sha256").digest()


def of(user: User) -> list[Authenticator]:
    """Theirs, oldest first."""
    return list(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk"))


def ask_to_make(user: User) -> dict[str, Any]:
    """What a browser needs to make one. The challenge is kept in the session."""
    return auth.begin_registration(user, True)


def ask_for(user: User | None) -> dict[str, Any]:
    """What a browser needs to use one: of `user`, or whichever the phone has for us. It names no account."""
    return auth.begin_authentication(user)


@contextmanager
def _understood() -> Iterator[None]:
    """Whatever a browser sends that is no answer to our question is told in the same words."""
    try:
        yield
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error):
        raise NotNow(_("That did not work. Try once more, or use another way.")) from None


def made(answer: Any) -> dict[str, Any]:
    """What to keep of a new passkey, once it is proved that whoever asked holds it. Raises `NotNow`."""
    with _understood():
        auth.parse_registration_response(answer)
        proved = auth.complete_registration(answer)
        held = proved.credential_data
        assert held is not None
        bare = AuthenticatorData.create(
            proved.rp_id_hash,
            proved.flags & ~AuthenticatorData.FLAG.ED,
            proved.counter,
            AttestedCredentialData.create(Aaguid.NONE, held.credential_id, held.public_key),
        )
        number = websafe_encode(held.credential_id)
        response = {
            "clientDataJSON": answer["response"]["clientDataJSON"],
            "attestationObject": websafe_encode(AttestationObject.create("none", bare, {})),
        }
        return {"id": number, "rawId": number, "type": "public-key", "response": response}


def proved(answer: Any, user: User | None = None) -> Authenticator:
    """The passkey that answered our question, one of `user` where that is given. Raises `NotNow`."""
    with _understood():
        auth.parse_authentication_response(answer)
        held = _held(websafe_encode(websafe_decode(answer["id"])), user)
        return auth.complete_authentication(held.user, answer)


def used(request: HttpRequest, answer: Any, *, user: User | None = None) -> User:
    """Whose it is, remembered in the session. `user`: they are signed in, and it is still they."""
    found = proved(answer, user)
    post_authentication(request, found, reauthenticated=user is not None, passwordless=user is None)
    return found.user


def _held(number: str, user: User | None) -> Authenticator:
    kept = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, data__credential__id=number)
    found = kept.select_related("user").first()
    if found is None or (user is not None and found.user != user):
        raise ValueError
    return found
