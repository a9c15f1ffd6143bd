"""Random public ids, so that an address tells neither how many there are nor which came first."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def public_id() -> str:
    """Twelve characters that are hard to mistake for one another: about 58 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(text: str) -> bool:
    """Might it be one? What a page sends back is not believed."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
