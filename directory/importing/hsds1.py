"""HSDS 1, as Ohana keeps it, into rows of HSDS 3's tables.

It puts into lists in one cell what later versions keep in tables of their own, and knows places first:
services stand at them, and belong to whom they belong to.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from .sources import Row
from .values import line

Tables = dict[str, list[Row]]
# What stands in a cell as a list: the table, its column, and the column that names the row it stood in.
_SPLIT = {
    ("locations", "accessibility"): ("accessibility", "description", "location_id"),
    ("locations", "languages"): ("languages", "name", "location_id"),
    ("services", "languages"): ("languages", "name", "service_id"),
    ("services", "service_areas"): ("service_areas", "name", "service_id"),
    ("services", "required_documents"): ("required_documents", "document", "service_id"),
    ("services", "funding_sources"): ("funding", "source", "service_id"),
    ("organizations", "funding_sources"): ("funding", "source", "organization_id"),
}
# What HSDS 3 has no column for, but says with an attribute of a value.
_SAID = {
    "services": {"keywords": "keyword", "accepted_payments": "accepted payment"},
    "organizations": {"accreditations": "accreditation", "licenses": "license"},
}
_ACCESSIBILITY = {
    "disabled_parking": "Disabled parking",
    "cd": "Information on CD",
    "tape_braille": "Braille",
}
_DATES = ("%B %d, %Y", "%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d")


def is_it(tables: Tables) -> bool:
    """Whether these rows are of that version: its services stand at a location themselves."""
    return any("location_id" in row.values for row in tables.get("services", [])[:1])


def upgrade(tables: Tables) -> None:
    """Change the rows in place, and add those that were lists in their cells (not counted again)."""
    made: Tables = defaultdict(list)
    for table, change in _CHANGES.items():
        for row in tables.get(table, []):
            change(row, made)
    for table, told in _SAID.items():
        for row in tables.get(table, []):
            _say(table, row, told, made)
    for (table, column), into in _SPLIT.items():
        for row in tables.get(table, []):
            _split(row, column, into, made)
    _give_organizations(tables)
    for table, rows in made.items():
        tables.setdefault(table, []).extend(rows)


def _made(row: Row, key: str, values: dict[str, Any]) -> Row:
    """A row out of another one."""
    name = f"{row.file}/{row.values.get('id')}/{key}"
    return Row(row.file, row.row, {"id": name, **values}, is_counted=False)


def _items(cell: Any) -> Iterator[str]:
    yield from dict.fromkeys(part.strip() for part in line(cell).split(",") if part.strip())


def _split(row: Row, column: str, into: tuple[str, str, str], made: Tables) -> None:
    table, name, owner = into
    for item in _items(row.values.pop(column, "")):
        words = _ACCESSIBILITY.get(item, item.replace("_", " ")) if table == "accessibility" else item
        made[table].append(_made(row, f"{column}/{item}", {name: words, owner: line(row.values.get("id"))}))


def _say(table: str, row: Row, told: dict[str, str], made: Tables) -> None:
    for column, kind in told.items():
        for item in _items(row.values.pop(column, "")):
            values = {"link_id": row.values["id"], "link_entity": table.removesuffix("s")}
            values |= {"link_type": kind, "value": item}
            made["attributes"].append(_made(row, f"{column}/{item}", values))


def _give_organizations(tables: Tables) -> None:
    """A service belongs to whoever its place belongs to."""
    owners = {
        line(row.values["id"]): row.values.get("organization_id") for row in tables.get("locations", [])
    }
    for row in tables.get("services", []):
        row.values.setdefault("organization_id", owners.get(line(row.values.pop("location_id", "")), ""))


# --- Table by table -------------------------------------------------------------------------------


def _organization(row: Row, made: Tables) -> None:
    founded = _date(row.values.pop("date_incorporated", ""))
    if founded:
        row.values["year_incorporated"] = founded.year


def _location(row: Row, made: Tables) -> None:
    values = row.values
    is_virtual = line(values.pop("virtual", "")).lower() in ("true", "t")
    values["location_type"] = "virtual" if is_virtual else "physical"
    values["url"] = values.pop("website", "")
    summary = values.pop("short_desc", "")
    values["description"] = values.get("description") or summary
    # Who administers the entry elsewhere is no way to reach the place.
    values.pop("admin_emails", None)
    if email := values.pop("email", ""):
        made["contacts"].append(_made(row, "email", {"email": email, "location_id": values["id"]}))


def _service(row: Row, made: Tables) -> None:
    values = row.values
    key = line(values["id"])
    values["url"] = values.pop("website", "")
    values["fees_description"] = values.pop("fees", "") or values.get("fees_description", "")
    said = [line(values.pop(name, "")) for name in ("audience", "eligibility")]
    values["eligibility_description"] = "\n".join(dict.fromkeys(filter(None, said)))
    for code in _items(values.pop("taxonomy_ids", "")):
        link = {"link_id": key, "link_entity": "service", "taxonomy_term_id": code}
        made["attributes"].append(_made(row, f"term/{code}", link))
    if values.get("location_id"):
        stands = {"service_id": key, "location_id": values["location_id"]}
        made["service_at_location"].append(_made(row, "place", stands))


def _phone(row: Row, made: Tables) -> None:
    values = row.values
    values["type"] = values.pop("number_type", "")
    prefix = line(values.pop("country_prefix", ""))
    values["number"] = " ".join(filter(None, [prefix, line(values.get("number"))]))
    vanity = line(values.pop("vanity_number", ""))
    values["description"] = ", ".join(filter(None, [line(values.pop("department", "")), vanity]))


def _schedule(row: Row, made: Tables) -> None:
    """A holiday: once, or where it has no year each year."""
    if "start_date" not in row.values:
        return
    values = row.values
    values["id"] = f"holiday/{values.get('id')}"
    first, last = _date(values.pop("start_date")), _date(values.pop("end_date", ""))
    if line(values.pop("closed", "")).lower() in ("true", "t"):
        values["opens_at"] = values["closes_at"] = ""
    values["is_exception"] = "true"
    if first is None:
        # Read as it stands, and so left out with its reason.
        values["valid_from"] = "no date"
    elif first.year > 1:
        values |= {"valid_from": first.isoformat(), "valid_to": (last or first).isoformat()}
    else:
        values |= {"freq": "YEARLY", "byyearday": ",".join(map(str, _days_of_any_year(first, last or first)))}


def _days_of_any_year(first: dt.date, last: dt.date) -> Iterator[int]:
    """The days from one to another, the same in leap years: from March on counted from the end."""
    day = dt.date(2001, first.month, first.day)
    while True:
        number = day.timetuple().tm_yday
        yield number if day.month < 3 else number - 366
        if (day.month, day.day) == (last.month, last.day):
            return
        day += dt.timedelta(days=1)


def _date(cell: Any) -> dt.date | None:
    for pattern in _DATES:
        try:
            return dt.datetime.strptime(line(cell), pattern).date()
        except ValueError:
            continue
    return None


def _mail_address(row: Row, made: Tables) -> None:
    if re.match("mail_", row.file):
        row.values["address_type"] = "postal"
        row.values["id"] = f"mail/{row.values.get('id')}"


def _term(row: Row, made: Tables) -> None:
    if "taxonomy_id" in row.values and "parent_name" in row.values:
        row.values["id"] = row.values["code"] = row.values.pop("taxonomy_id")
        row.values.pop("parent_name")


_CHANGES: dict[str, Callable[[Row, Tables], None]] = {
    "organizations": _organization,
    "locations": _location,
    "services": _service,
    "phones": _phone,
    "schedules": _schedule,
    "addresses": _mail_address,
    "taxonomy_terms": _term,
}
