"""Texts to a phone: one sentence, and only through a provider that the network chose.

`SMS_BACKEND` names a class with the one method of `Provider`; empty, and texts are offered nowhere.
docs/deploy.md says how to write one.
"""

import sys
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from mutualaid.base import mail

from ..models import Delivery, Mobile, Notice, Person
from .kinds import any_urgent, known
from .wishes import is_reached, language_of, quiet_until


class Provider(Protocol):
    """Whoever carries texts."""

    def send(self, *, to: str, text: str) -> None:
        """Hand one text over. `to`: a number such as +15550142. Raise anything to be tried again later."""


class Console:
    """Writes to the terminal what would be sent: for trying it out, never on a server."""

    def send(self, *, to: str, text: str) -> None:
        sys.stdout.write(f"Text to {to}: {text}\n")
        sys.stdout.flush()


class Unreachable(Exception):
    """The provider did not take it."""


@cache
def _made(path: str) -> Provider:
    provider: Provider = import_string(path)()
    return provider


def provider() -> Provider | None:
    """The one that is set. Raises `ImportError` for a path that leads nowhere."""
    return _made(settings.SMS_BACKEND) if settings.SMS_BACKEND else None


def refuse_nonsense() -> None:
    """At the start: a path that leads to no such class stops it with one line."""
    try:
        provider()
    except (ImportError, TypeError) as problem:
        sys.exit(f"Settings: SMS_BACKEND: {problem}. See docs/deploy.md.")


def reaches(person: Person) -> bool:
    """Whether they gave a number and typed its code."""
    return (
        provider() is not None and Mobile.objects.filter(person=person, confirmed_at__isnull=False).exists()
    )


def send(person: Person, deliveries: list[Delivery]) -> None:
    """One text, however many notices there are. What presses comes by itself."""
    from ..tasks import text

    notice = deliveries[0].notice
    urgent = {"is_urgent": True} if any_urgent(deliveries) else {}
    pressing: dict[str, Any] = {"notice_id": notice.pk} if known(notice.kind).is_pressing else {}
    text.defer(person_id=person.pk, **urgent, **pressing)


def send_code(mobile: Mobile) -> None:
    """Text the code that proves the number."""
    from ..tasks import text_code

    text_code.defer(mobile_id=mobile.pk)


def tell(person_id: int, *, is_urgent: bool = False, notice_id: int | None = None) -> None:
    """Text somebody that there is something, and where. Never what. `notice_id`: of one that presses.

    In their quiet hours, which a second try may meet, another job is to do it at their end, unless
    `is_urgent`.
    """
    from ..tasks import text

    mobile = Mobile.objects.select_related("person__user").filter(person=person_id, code="").first()
    if mobile is None or not is_reached(mobile.person):
        return
    pressing = {"notice_id": notice_id} if notice_id else {}
    where = _leads_to(mobile.person, notice_id) if notice_id else settings.SITE_URL
    until = quiet_until(mobile.person, timezone.now())
    if until and not is_urgent:
        text.configure(schedule_at=until).defer(person_id=person_id, **pressing)
    elif where:
        with translation.override(language_of(mobile.person)):
            _hand_over(mobile, _("There is something new for you: %(site)s") % {"site": where})


def _leads_to(person: Person, notice_id: int) -> str:
    """The address that one notice leads to; "" where they read it meanwhile."""
    notice = Notice.objects.filter(pk=notice_id, person=person, read_at=None).first()
    return mail.absolute(notice.url) if notice else ""


def tell_code(mobile_id: int) -> None:
    """What `send_code` asked for, if the code was not typed meanwhile."""
    mobile = Mobile.objects.select_related("person").filter(pk=mobile_id).exclude(code="").first()
    if mobile is not None:
        with translation.override(language_of(mobile.person)):
            _hand_over(mobile, _("%(code)s is your code.") % {"code": mobile.code})


def _hand_over(mobile: Mobile, text: str) -> None:
    carrier = provider()
    if carrier is None:
        return
    try:
        carrier.send(to=mobile.number, text=text)
    except Exception as problem:
        # Its own words may hold the number, and a job's failure is logged.
        raise Unreachable(type(problem).__name__) from None
