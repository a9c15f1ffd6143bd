"""`reply+...@INBOUND_DOMAIN`: a conversation, a person and our signature, in 46 letters before the @.

Mail systems may fold case, and cut a local part at 64; so it is made of the small letters of public ids and
of base 32. It opens nothing by itself: the mail must also come from the person's own address.
"""

import base64
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from members.models import Person
from mutualaid.base.ids import LENGTH

from ..models import Thread

BEFORE = "reply+"
# 80 bits: guessed only by asking us, and then for one conversation of one person.
SIGNATURE_BYTES = 10


def is_offered() -> bool:
    """Where mails come in."""
    return bool(settings.INBOUND_DOMAIN)


def address(thread: Thread, person: Person) -> str:
    """Where this person's answer to this conversation goes; "" where no mails come in."""
    if not is_offered():
        return ""
    ids = thread.public_id + person.public_id
    return f"{BEFORE}{ids}{_signature(ids)}@{settings.INBOUND_DOMAIN}"


def read(addresses: Iterable[str]) -> tuple[str, str] | None:
    """The public ids of conversation and person in the first of these that is one of ours."""
    for one in addresses:
        local, _at, domain = one.strip().lower().rpartition("@")
        token = local.removeprefix(BEFORE)
        if domain != settings.INBOUND_DOMAIN.lower() or token == local:
            continue
        ids, signature = token[: 2 * LENGTH], token[2 * LENGTH :]
        if constant_time_compare(signature, _signature(ids)):
            return ids[:LENGTH], ids[LENGTH:]
    return None


def _signature(ids: str) -> str:
    digest = salted_hmac("exchanges.reply", ids, algorithm="sha256").digest()
    return base64.b32encode(digest[:SIGNATURE_BYTES]).decode().lower()
