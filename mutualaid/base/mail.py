"""The outbox: a mail is a row in the caller's transaction, sent by a job, its words gone once it is sent.

A template named `emails/x` is two files: `emails/x.txt` and `emails/x.html` (Jinja2).
"""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import get_template
from django.utils import timezone, translation

from . import quiet as quiet_hours
from .models import Mail
from .network import current_network
from .quiet import Quiet

KEPT = timedelta(days=7)


def send(
    *,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any] | None = None,
    language: str | None = None,
    headers: dict[str, str] | None = None,
    quiet: Quiet = None,
) -> Mail:
    """Put one mail in the outbox, written now in the receiver's `language` (default: the active one).

    `subject` names no need, person or place: a phone shows it to whoever stands near; a lazy one is
    translated here. Templates also know `network`, `site_url` and `language`. `quiet`: the receiver's quiet
    hours, for what can wait: should a first try fail, none is made in them.
    """
    from .tasks import send_mail

    quiet_from, quiet_until = quiet or (None, None)
    with transaction.atomic(), translation.override(language or translation.get_language() or "en"):
        words = {
            "network": current_network(),
            "site_url": settings.SITE_URL,
            "language": translation.get_language(),
            "subject": str(subject),
            **(context or {}),
        }
        mail = Mail.objects.create(
            to=to,
            subject=str(subject),
            text=get_template(f"{template}.txt", using="jinja2").render(words),
            html=get_template(f"{template}.html", using="jinja2").render(words),
            headers=json.dumps(headers) if headers else "",
            quiet_from=quiet_from,
            quiet_until=quiet_until,
        )
        send_mail.defer(mail_id=mail.pk)
    return mail


def absolute(path: str) -> str:
    """A path of ours as an address that works in a mail."""
    return settings.SITE_URL.rstrip("/") + path


@transaction.atomic
def deliver(mail_id: int, *, now: datetime | None = None) -> bool:
    """Hand one mail to the server, then forget its words. False where that was done, or it is quiet now.

    The row is locked meanwhile, so that two workers send it once. Should we die between the server's
    yes and our commit, the next try carries the same Message-ID, which receivers use to drop the copy.
    """
    mail = Mail.objects.select_for_update().filter(pk=mail_id, sent_at=None).first()
    if mail is None or _put_off(mail, now or timezone.now()):
        return False
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=_headers(mail))
    message.attach_alternative(mail.html, "text/html")
    message.send()
    mail.to = mail.subject = mail.text = mail.html = mail.headers = ""
    mail.quiet_from = mail.quiet_until = None
    mail.sent_at = now or timezone.now()
    mail.save()
    return True


def _put_off(mail: Mail, now: datetime) -> bool:
    """In the quiet hours of whoever it is for: another job is to send it at their end. Returns whether."""
    from .tasks import send_mail

    hours = (mail.quiet_from, mail.quiet_until) if mail.quiet_from and mail.quiet_until else None
    due_at = quiet_hours.after(now, hours, ZoneInfo(current_network().zone))
    if due_at > now:
        send_mail.configure(schedule_at=due_at).defer(mail_id=mail.pk)
    return due_at > now


def _headers(mail: Mail) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    own = {"Message-ID": f"<{mail.message_id}@{host}>", "Auto-Submitted": "auto-generated"}
    return {**(json.loads(mail.headers) if mail.headers else {}), **own}


def purge(now: datetime) -> int:
    """Delete what has stayed its days, sent or not. Returns how many."""
    return Mail.objects.filter(created_at__lt=now - KEPT).delete()[0]


def forget(person: Any) -> None:
    """Delete what still waits to go to somebody who leaves for good. Whom it is for is encrypted: all that
    waits is looked at, which is what a mail server that is away leaves behind."""
    if person.user is None:
        return
    waiting = Mail.objects.filter(sent_at=None).only("to").iterator(chunk_size=500)
    theirs = [mail.pk for mail in waiting if mail.to.lower() == person.user.email.lower()]
    Mail.objects.filter(pk__in=theirs).delete()
