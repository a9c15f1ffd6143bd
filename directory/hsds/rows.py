"""Our rows as rows of HSDS tables, by the tables that the import reads with."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.encoding import iri_to_uri

from ..importing.tables import HEADS, TABLES
from ..models import Schedule
from .shown import shown

# What HSDS wants to be there, if only as an empty text.
REQUIRED = {
    "organizations": ("description",),
    "programs": ("description",),
    "taxonomies": ("description",),
    "taxonomy_terms": ("description",),
    "organization_identifiers": ("identifier_type",),
    "addresses": ("address_1", "city", "state_province", "postal_code", "country"),
    "metadata": ("previous_value", "replacement_value", "updated_by"),
}
# What HSDS knows as an address of the web.
_WEB = {"url", "uri", "website", "term_uri", "schedule_link"}
# RFC 3986, of two schemes.
_LETTERS = r"[\w.~!$&'()*+,;=:@/-]|%[0-9a-f]{2}"
_URI = re.compile(
    rf"https?://[\w.-]+(:\d+)?(/({_LETTERS})*)?(\?({_LETTERS}|\?)*)?(#({_LETTERS}|\?)*)?", re.ASCII | re.I
)
EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"


@dataclass(slots=True)
class Row:
    """One row of an HSDS table. `values`: what it says, as JSON has it, `id` first, without what is empty.

    `links`: the ids of the rows that it hangs on, by column; `keys`: their primary keys.
    """

    table: str
    pk: int
    uuid: UUID
    values: dict[str, Any]
    links: dict[str, str] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    @property
    def whole(self) -> dict[str, Any]:
        """As a table has it: with its links."""
        own = dict(self.values)
        return {"id": own.pop("id"), **self.links, **own}


def links_of(table: str) -> list[str]:
    """The columns of a table that name a row of another, or of the same."""
    told = TABLES[table]
    return [*told.links, *([told.parent] if told.parent else [])]


def read(table: str, which: QuerySet[Any]) -> list[Row]:
    """These rows, in the order of their ids. One statement."""
    told = TABLES[table]
    names = list(dict.fromkeys(told.field_of(column) for column in told.columns))
    linked = {column: told.field_of(column).removesuffix("_id") for column in links_of(table)}
    more = [*_ALSO.get(table, ()), *([told.any_link, told.any_entity] if told.any_link else [])]
    found = which.annotate(**{f"{name}_uuid": _uuid(table, column) for column, name in linked.items()})
    columns = ["pk", "uuid", *names, *more]
    columns += [f"{name}{end}" for name in linked.values() for end in ("_id", "_uuid")]
    return [_row(table, values, linked) for values in found.order_by("uuid").values(*columns)]


def _uuid(table: str, column: str) -> Any:
    """The id of what a row links to. Heads hang on nothing: they may link to what is not shown."""
    told = TABLES[table]
    name = told.field_of(column).removesuffix("_id")
    if table not in HEADS:
        return F(f"{name}__uuid")
    other = table if column == told.parent else told.links[column]
    return Subquery(shown(other).filter(pk=OuterRef(name)).values("uuid"))


def _row(table: str, values: dict[str, Any], linked: dict[str, str]) -> Row:
    told = TABLES[table]
    said = {column: values[told.field_of(column)] for column in told.columns}
    if mend := _MENDED.get(table):
        mend(said, values)
    row = Row(table, values["pk"], values["uuid"], {"id": str(values["uuid"]), **dict(_plain(table, said))})
    for column, name in linked.items():
        if values[f"{name}_uuid"]:
            row.links[column] = str(values[f"{name}_uuid"])
            row.keys[column] = values[f"{name}_id"]
    if told.any_link:
        row.links[told.any_link] = str(values[told.any_link])
        row.links[told.any_entity] = values[told.any_entity]
    return row


def _plain(table: str, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is not empty, as JSON has it; False is what nothing said means too."""
    for column, value in said.items():
        if column in _WEB and value:
            value = web(value)
        if value is None or value == "" or value is False:
            if column in REQUIRED.get(table, ()):
                yield column, ""
            continue
        yield column, plain(value)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def web(address: str) -> str:
    """A web address in the letters that one may be written in; nothing where it is none."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        return ""
    found = f"{scheme}://{host}{slash}{iri_to_uri(path).replace('[', '%5B').replace(']', '%5D')}"
    return found if _URI.fullmatch(found) else ""


# --- Where HSDS has no words for what we know, or others -----------------------------------------------


def _service(said: dict[str, Any], values: dict[str, Any]) -> None:
    said["last_modified"] = said["last_modified"] or values["modified_at"]


def _schedule(said: dict[str, Any], values: dict[str, Any]) -> None:
    """HSDS knows weeks and months. "Every day" is a week of all days; the rest we say in our own words."""
    freq, daily = said["freq"], Schedule.Freq.DAILY
    said["rule_freq"] = ""
    if freq == daily and said["interval"] in (None, 1):
        said["freq"], said["byday"] = Schedule.Freq.WEEKLY, said["byday"] or EVERY_DAY
    elif freq in (daily, Schedule.Freq.YEARLY):
        said["freq"], said["rule_freq"] = "", freq


def _phone(said: dict[str, Any], values: dict[str, Any]) -> None:
    """HSDS has extensions that are numbers, and no others."""
    text = said["extension"]
    is_number = text.isascii() and text.isdecimal() and str(int(text)) == text
    said["extension"], said["extension_text"] = (int(text), "") if is_number else (None, text)


def _service_area(said: dict[str, Any], values: dict[str, Any]) -> None:
    """A shape has coordinates, and a secret place might be what it is drawn around."""
    if values["service__is_confidential"]:
        said["extent"] = said["extent_type"] = ""


_ALSO = {"services": ["modified_at"], "service_areas": ["service__is_confidential"]}
_MENDED: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "services": _service,
    "schedules": _schedule,
    "phones": _phone,
    "service_areas": _service_area,
}


def columns_of(table: str) -> list[str]:
    """The columns of a table, as a CSV file has them."""
    told = TABLES[table]
    said = (told.any_link, told.any_entity) if told.any_link else ()
    return ["id", *links_of(table), *said, *told.columns]
