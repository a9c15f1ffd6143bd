"""Notices as mails: a thread's, the hour's, the day's. They say that there is something, and where."""

import json
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mutualaid.base import links, mail

from ..models import Delivery, Person
from . import kinds
from .wishes import language_of, quiet_of

NOTICE = "emails/notice"
UNSUBSCRIBE = "members.unsubscribe"


def reaches(person: Person) -> bool:
    """Whoever has an account has an address."""
    return True


def send(person: Person, deliveries: list[Delivery]) -> None:
    """Put one mail that tells all of them into the outbox. What is told twice alike is said once."""
    assert person.user is not None
    with translation.override(language_of(person)):
        told = [(kinds.known(row.notice.kind), row, extra_of(row)) for row in deliveries]
        items = _without_copies([_item(kind, row, extra) for kind, row, extra in told])
        kind, _row, extra = told[-1] if len(items) == 1 else (None, None, {})
        groups = list(dict.fromkeys(kind.group for kind, _row, _extra in told))
        stop = mail.absolute(reverse("members:unsubscribe", args=[token(person, groups)]))
        mail.send(
            to=person.user.email,
            subject=items[0]["title"] if kind else _("News for you"),
            template=kind.template if kind and kind.template else NOTICE,
            context={
                **extra.get("context", {}),
                "name": person.name,
                "items": items,
                "answer": _answer(kind, extra),
                "stop": stop,
                "groups": [str(kinds.groups()[group].title) for group in groups],
                "settings": mail.absolute(reverse("members:notice_settings")),
            },
            headers=_headers(stop, extra.get("reply_to", "")),
            quiet=None if kinds.any_urgent(deliveries) else quiet_of(person),
        )


def token(person: Person, groups: list[str]) -> str:
    """For the address at which these groups' mails are switched off without signing in."""
    return links.make(UNSUBSCRIBE, person.public_id, *groups)


def extra_of(delivery: Delivery) -> dict[str, Any]:
    """What only the mail says: `links` as (label, path), `context` of a template, `reply_to`."""
    return json.loads(delivery.extra) if delivery.extra else {}


def _item(kind: kinds.Kind, row: Delivery, extra: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": str(kind.title),
        "link": mail.absolute(row.notice.url) if row.notice.url else "",
        "links": [(label, mail.absolute(path)) for label, path in extra.get("links", [])],
    }


def _without_copies(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for number, item in enumerate(items) if item not in items[:number]]


def _answer(kind: kinds.Kind | None, extra: dict[str, Any]) -> str:
    """How a thread's message is answered: "here", by mail; "site"; "" where there is nothing to answer."""
    if kind is None or not kind.is_thread:
        return ""
    return "here" if extra.get("reply_to") else "site"


def _headers(stop: str, reply_to: str) -> dict[str, str]:
    """Unsubscribing by one click of the mail program (RFC 8058)."""
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {**headers, "Reply-To": reply_to} if reply_to else headers
