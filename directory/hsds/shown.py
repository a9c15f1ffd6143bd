"""Which rows everybody may see, table by table.

A row is shown if all that it hangs on is shown. A listing is, while it is published and runs; its places are,
unless they are secret. So nothing that hangs on a secret place leaves, and neither does a place, an
organization or a program that only hidden listings know.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..importing.tables import TABLES
from ..models import Service


def shown(table: str) -> QuerySet[Any]:
    """The rows of an HSDS table that everybody may see; of attributes and metadata see also `of_shown`."""
    manager: Any = TABLES[table].model._default_manager
    rule = _RULES.get(table)
    return manager.filter(rule() if rule else _all_owners(table))


def _all_owners(table: str) -> Q:
    """Each row that it hangs on, of those that it may hang on."""
    found = Q()
    for column, other in TABLES[table].links.items():
        name = column.removesuffix("_id")
        found &= Q(**{name: None}) | Q(Exists(shown(other).filter(pk=OuterRef(name))))
    return found


def _service(prefix: str = "") -> Q:
    return Q(
        **{
            f"{prefix}publication": Service.Publication.PUBLISHED,
            f"{prefix}status__in": Service.SHOWN,
        }
    )


def _place_of_listing() -> Q:
    return _service("service__") & Q(service__is_confidential=False)


def _place() -> Q:
    return Q(Exists(shown("service_at_location").filter(location=OuterRef("pk"))))


def _with_listings(name: str) -> Q:
    return Q(Exists(shown("services").filter(**{name: OuterRef("pk")})))


def _program() -> Q:
    organization = shown("organizations").filter(pk=OuterRef("organization"))
    return _with_listings("program") & Q(Exists(organization))


def _change() -> Q:
    """What a field said before may name a secret place: of such a listing nothing."""
    return Q(service=None) | (_service("service__") & Q(service__is_confidential=False))


_RULES = {
    "services": _service,
    "service_at_location": _place_of_listing,
    "locations": _place,
    "organizations": lambda: _with_listings("organization"),
    "programs": _program,
    "taxonomies": Q,
    "taxonomy_terms": Q,
    "attributes": Q,
    "metadata": _change,
}
