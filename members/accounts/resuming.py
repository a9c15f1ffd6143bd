"""What an organizer was about to send when their time at the door ran out: kept until it is opened again.

Encrypted in their own session, for an hour: never a password or a code, no files, nothing longer than a long
text. It is sent again by the button of a page, to where it was meant for.
"""

import json
import time
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.http import HttpRequest

from mutualaid.base.crypto import decrypt, encrypt

KEY = "typed"
SECONDS = 3600
AT_MOST = 200_000
NEVER = {"csrfmiddlewaretoken", "code", "credential"}


@dataclass(frozen=True)
class Typed:
    """Where it was meant for, and its fields; `had_files` cannot be kept, nor what `is_too_long`."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool
    is_too_long: bool


def keep(request: HttpRequest) -> None:
    """Remember what this POST holds. An older one is forgotten."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NEVER and "password" not in name
    ]
    words = json.dumps(fields)
    is_too_long = len(words) > AT_MOST
    request.session[KEY] = {
        "path": request.get_full_path(),
        "fields": encrypt("[]" if is_too_long else words).decode(),
        "had_files": bool(request.FILES),
        "is_too_long": is_too_long,
        "at": time.time(),
    }


def kept(request: HttpRequest) -> Typed | None:
    """What waits to be sent again."""
    found = request.session.get(KEY)
    if found is None or found["at"] < time.time() - SECONDS:
        return None
    try:
        fields = [(name, value) for name, value in json.loads(decrypt(found["fields"].encode()))]
    except InvalidToken:  # the key was taken away meanwhile
        return None
    return Typed(found["path"], fields, found["had_files"], found["is_too_long"])


def forget(request: HttpRequest) -> None:
    """It was sent, or its hour is over."""
    found = request.session.get(KEY)
    if found is None:
        return
    was_sent = request.method == "POST" and found["path"] == request.get_full_path()
    if was_sent or found["at"] < time.time() - SECONDS:
        del request.session[KEY]
