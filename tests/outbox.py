"""What a worker would do with the notices on their way, at once."""

from datetime import datetime

from members.models import Delivery
from members.notices import delivering
from mutualaid.base.models import Mail


def hand_over(now: datetime | None = None) -> list[Mail]:
    """Deliver what is due; the mails that wait in the outbox then, oldest first."""
    waiting = Delivery.objects.filter(done_at=None).order_by("person", "channel")
    for person_id, channel in waiting.values_list("person", "channel").distinct():
        delivering.deliver(person_id, channel, now=now)
    return list(Mail.objects.filter(sent_at=None).order_by("pk"))
