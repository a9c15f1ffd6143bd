"""Six digits by mail: joining, signing in, a new password, another address, "is it still you?".

Nobody is looked up before the digits are right: whoever asks gets the same page, the same mail and the
same work, whether the address is known or not. The session holds a keyed hash of the code, and the address
encrypted.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutualaid.base import limits, mail
from mutualaid.base.actions import NotNow
from mutualaid.base.crypto import decrypt, encrypt

from .tables import network_key

SESSION_KEY = "code"
MINUTES = 15
TRIES = 5
# A visitor who only typed an address leaves no trace of it after this.
ANONYMOUS_SECONDS = 3600


@dataclass(frozen=True)
class Pending:
    """A code that is on its way. `purpose` says what it is for, `next` where to go after."""

    email: str
    purpose: str
    next: str


def start(request: HttpRequest, *, email: str, purpose: str, next: str = "") -> None:
    """Mail a new code to `email`; an older one is void. Raises `TooMany`."""
    email = email.strip().lower()
    limits.spend("code", email)
    limits.spend("code_network", network_key(request))
    code, nonce = f"{secrets.randbelow(10**6):06}", secrets.token_urlsafe(12)
    request.session[SESSION_KEY] = {
        "email": encrypt(email).decode(),
        "purpose": purpose,
        "next": next,
        "nonce": nonce,
        "hash": _hash(nonce, code),
        "until": time.time() + MINUTES * 60,
        "left": TRIES,
    }
    if not request.user.is_authenticated:
        request.session.set_expiry(ANONYMOUS_SECONDS)
    mail.send(
        to=email,
        subject=_("Your code"),
        template="emails/code",
        context={"code": code, "minutes": MINUTES},
    )


def pending(request: HttpRequest) -> Pending | None:
    """What this browser was sent a code for, expired or not."""
    state = request.session.get(SESSION_KEY)
    if not state:
        return None
    return Pending(decrypt(state["email"].encode()), state["purpose"], state["next"])


def check(request: HttpRequest, typed: str) -> Pending:
    """The pending request where `typed` is its code; `forget` it then. Raises `NotNow` that tells why."""
    state, found = request.session.get(SESSION_KEY), pending(request)
    if state is None or found is None:
        raise NotNow(_("There is no code to type here. Ask for one first."))
    if state["left"] <= 0:
        raise NotNow(_("That were too many wrong codes. Ask for a new one."))
    if time.time() > state["until"]:
        raise NotNow(_("This code is more than %d minutes old. Ask for a new one.") % MINUTES)
    _count(request, state)
    if not constant_time_compare(state["hash"], _hash(state["nonce"], digits(typed))):
        raise NotNow(_wrong(state["left"]))
    return found


def forget(request: HttpRequest) -> None:
    """No code is waited for any more."""
    request.session.pop(SESSION_KEY, None)


def _count(request: HttpRequest, state: dict[str, Any]) -> None:
    """One try less. The bucket counts too: parallel requests all read the same session."""
    state["left"] -= 1
    request.session[SESSION_KEY] = state
    try:
        limits.spend("code_try", state["nonce"])
    except limits.TooMany:
        raise NotNow(_("That were too many wrong codes. Ask for a new one.")) from None


def _wrong(left: int) -> str:
    if not left:
        return _("That were too many wrong codes. Ask for a new one.")
    return ngettext(
        "This is not the code that we sent. You can try once more.",
        "This is not the code that we sent. You can try %d more times.",
        left,
    ) % ({} if left == 1 else left)


def digits(typed: str) -> str:
    """What was typed, without the spaces and dashes that people put in."""
    return "".join(character for character in typed if character.isdecimal())


def _hash(nonce: str, code: str) -> str:
    return salted_hmac("members.code", f"{nonce}:{code}", algorithm="sha256").hexdigest()
