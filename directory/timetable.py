"""The hours of many search rows, read at once: for what is printed or sent, not for what is open now."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from .models import Schedule, ServiceAtLocation
from .projection import RULE_FIELDS

Item = dict[str, Any]
OWNERS = ("service_at_location_id", "service_id", "location_id")


class Timetable:
    """Two statements. A confidential listing has no place in its row, and so only its own hours."""

    def __init__(self, items: Sequence[Item]) -> None:
        """`items`: search rows with `service_id` and `location_id`; guides have neither."""
        services = [item["service_id"] for item in items if item["service_id"]]
        places = [item["location_id"] for item in items if item["location_id"]]
        links = ServiceAtLocation.objects.filter(service__in=services, location__in=places)
        self.links = {
            (service, place): pk for pk, service, place in links.values_list("pk", "service", "location")
        }
        wanted = (
            Q(service_at_location__in=list(self.links.values()))
            | Q(service__in=services)
            | Q(location__in=places)
        )
        self.by_owner: dict[tuple[str, int], list[Item]] = defaultdict(list)
        rows = Schedule.objects.filter(wanted).order_by("pk")
        for row in rows.values(*RULE_FIELDS, "description", *OWNERS):
            for name in OWNERS:
                if row[name]:
                    self.by_owner[name, row[name]].append(row)

    def of(self, item: Item) -> list[list[Item]]:
        """A row's rules in the three levels of `projection.rules_at`, with `description` in each."""
        service, place = item["service_id"], item["location_id"]
        keys = (self.links.get((service, place)), service, place)
        return [self.by_owner.get((n, key), []) if key else [] for n, key in zip(OWNERS, keys, strict=True)]
