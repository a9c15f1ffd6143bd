"""The hours of many search rows, read at once: for what is printed or sent, not for what is open now."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, F, QuerySet, Value

from .models import Schedule
from .projection import RULE_FIELDS

Item = dict[str, Any]
_NONE: Any = Value(None, BigIntegerField())


class Timetable:
    """One statement. A confidential listing has no place in its row, and so only its own hours."""

    def __init__(self, items: Sequence[Item]) -> None:
        """`items`: search rows with `service_id` and `location_id`; guides have neither."""
        services = [item["service_id"] for item in items if item["service_id"]]
        places = [item["location_id"] for item in items if item["location_id"]]
        there = Schedule.objects.filter(
            service_at_location__service__in=services, service_at_location__location__in=places
        )
        rows = _said(there, F("service_at_location__service"), F("service_at_location__location")).union(
            _said(Schedule.objects.filter(service__in=services), F("service"), _NONE),
            _said(Schedule.objects.filter(location__in=places), _NONE, F("location")),
            all=True,
        )
        self.by_owner: dict[tuple[int | None, int | None], list[Item]] = defaultdict(list)
        for row in rows.order_by("pk"):
            self.by_owner[row["of"], row["at"]].append(row)

    def of(self, item: Item) -> list[list[Item]]:
        """A row's rules in the three levels of `projection.rules_at`, with `description` in each."""
        service, place = item["service_id"], item["location_id"]
        levels = ((service, place), (service, None), (None, place))
        return [self.by_owner.get(key, []) for key in levels]


def _said(rows: QuerySet[Schedule], of: Any, at: Any) -> QuerySet[Schedule, Item]:
    """`of`: the listing that they are of, `at`: the place; both of a listing at one place."""
    return rows.values("pk", *RULE_FIELDS, "description", of=of, at=at)
