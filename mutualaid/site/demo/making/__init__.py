"""From the demo's texts to rows: people, listings, and then everything that happened, in order."""

from datetime import datetime

from django.db import transaction

from members.models import Person
from mutualaid.base.models import Network

from . import directory, happenings, outbox, people, place, pods
from .again import steady

Counts = dict[str, int]


def is_made() -> bool:
    """Is there a network already, the demo's or anybody's?"""
    return Person.objects.exists() or Network.objects.filter(set_up_at__isnull=False).exists()


@transaction.atomic
def make(now: datetime) -> Counts:
    """Make the whole demo as of `now`. Returns how many there are of each thing."""
    with steady():
        place.set_up(now)
        neighbours = people.bring_in(now)
        people.agree(neighbours, now)
        listings = directory.fill(now)
        circles = pods.begin(neighbours, now)
        posts, swaps = happenings.replay(neighbours, circles, now)
        pods.talk(neighbours, circles, now)
        pods.check_in(neighbours, circles, now)
        people.settle(neighbours, now)
        happenings.project_again()
        outbox.tidy(now)
    return {"people": len(neighbours), "posts": posts, "swaps": swaps, "listings": listings}
