"""Signed links: what a mail may ask of somebody who is not signed in.

A link carries what it is about and our signature; nothing is stored. Three rules for whoever uses it:

- A link never acts when it is followed: mail scanners follow every one. It opens a page with one button,
  and the button's POST, with the same token in its address, calls the action.
- To be used once, it carries the state that it changes among its parts: the link of "Still so?" holds the
  post's id and its `asked_at`, another one once it was answered. The action compares under the lock.
- A wrong, altered, used or old link opens the same friendly page: it must not tell which things there are.
"""

from datetime import timedelta

from django.core import signing


def make(purpose: str, *parts: object) -> str:
    """A token for an address, `<str:token>`: signed, not secret. Whoever has it can read the `parts`.

    Parts come back as text, so use ids and `isoformat()`; no names, no words of anybody. A token for one
    `purpose` ("exchanges.still_so") is nothing for another.
    """
    return signing.dumps([str(part) for part in parts], salt=_salt(purpose))


def read(purpose: str, token: str, *, max_age: timedelta) -> tuple[str, ...] | None:
    """The parts that `make` was given, as text; None for a token that is wrong, altered, or too old."""
    try:
        parts = signing.loads(token, salt=_salt(purpose), max_age=max_age)
    except signing.BadSignature:
        return None
    return tuple(parts)


def _salt(purpose: str) -> str:
    return f"mutualaid.links.{purpose}"
