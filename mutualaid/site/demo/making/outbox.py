"""Mails of the last days are not sent again: all but the newest few go, and old notices are read."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection

from members.models import Channel, Delivery, Notice
from members.notices import delivering
from mutualaid.base import limits
from mutualaid.base.models import Mail

KEPT_FOR = ("ana@demo.example", "ben@demo.example", "olu@demo.example")
KEPT_EACH = 3
READ_AFTER = timedelta(days=2)


def hand_over(now: datetime) -> None:
    """What a worker would do with the notices that are due."""
    due = Delivery.objects.filter(done_at=None, due_at__lte=now).order_by("person", "channel")
    for person_id, channel in due.values_list("person", "channel").distinct():
        delivering.deliver(person_id, Channel(channel), now=now)


def tidy(now: datetime) -> None:
    """Keep the newest mails of the three whom one can sign in as, read old notices, spend no limits."""
    limits.purge(now + timedelta(days=1))
    newest = defaultdict(list)
    for mail in Mail.objects.order_by("-created_at", "-pk"):
        newest[mail.to].append(mail.pk)
    kept = [pk for to in KEPT_FOR for pk in newest[to][:KEPT_EACH]]
    gone = list(Mail.objects.exclude(pk__in=kept).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE (args ->> 'mail_id')::bigint = ANY(%s)", [gone])
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'members.deliver' AND scheduled_at <= %s", [now]
        )
    Mail.objects.filter(pk__in=gone).delete()
    Notice.objects.filter(read_at=None, created_at__lt=now - READ_AFTER).update(read_at=now - READ_AFTER / 2)
