"""From a mail that came in to a message in its conversation, or to nothing."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import translation

from members.models import Person
from members.notices import language_of
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed, NotNow

from .. import actions, notices
from ..models import MailedAnswer, Thread
from . import addresses, words


class Letters:
    """In the place of the signal that a provider's view would send: calls us, and nothing else listens."""

    def send(self, *, sender: Any, event: Any, esp_name: str) -> None:
        receive(event.message)


@transaction.atomic
def receive(mail: Any) -> None:
    """Write what somebody answered by mail. `mail`: an `AnymailInboundMessage`.

    Whoever sent it hears the same whatever becomes of it: nothing. A person whose own words could not be
    passed on is told so on their page.
    """
    senders, recipients = _addresses(mail)
    found = addresses.read(recipients)
    person = _writer(found[1], senders) if found else None
    if found is None or person is None or words.is_automatic(mail):
        return
    thread = Thread.objects.visible_to(viewer_of(person.user)).filter(public_id=found[0]).first()
    if thread is None or not _is_new(mail, person, thread):
        return
    with translation.override(language_of(person)):
        if not _say(mail, person, thread):
            notices.about_mail(person, "mail_not_passed_on", thread)
        elif any(part.is_attachment() or part.is_inline() for part in mail.walk()):
            notices.about_mail(person, "mail_without_attachments", thread)


def _say(mail: Any, person: Person, thread: Thread) -> bool:
    try:
        text = words.answer(mail.text, mail.html)
        if not text:
            return False
        with transaction.atomic():
            actions.say(by=person, thread=thread, text=text)
    except (words.TooLong, LookupError, NotAllowed, NotNow):  # LookupError: letters that nobody knows
        return False
    return True


def _writer(public_id: str, senders: list[str]) -> Person | None:
    """The person, where the mail is from their own address and from nobody else."""
    person = Person.objects.select_related("user").filter(public_id=public_id, user__is_active=True).first()
    return person if person and person.user and senders == [person.user.email.lower()] else None


def _addresses(mail: Any) -> tuple[list[str], list[str]]:
    """From whom, and to whom. Nobody where the headers are broken, however the parser trips over them."""
    try:
        senders = [one.addr_spec.lower() for one in mail.get_address_header("From")]
        recipients = [one.addr_spec for one in [*mail.to, *mail.cc]]
    except Exception:
        return [], []
    return senders, [mail.envelope_recipient or "", *recipients]


def _is_new(mail: Any, person: Person, thread: Thread) -> bool:
    """Not one that came before: providers try again. Without a Message-ID, the whole mail counts."""
    identity = str(mail.get("Message-ID") or "").strip() or mail.as_string()
    whole = f"{person.pk} {thread.pk} {identity}"
    digest = hashlib.sha256(whole.encode(errors="replace")).hexdigest()
    _row, is_new = MailedAnswer.objects.get_or_create(message_hash=digest)
    return is_new
