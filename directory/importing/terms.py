"""What sources say a service is about, into our own needs; and rows that are no bundle's own."""

from collections.abc import Iterable
from functools import lru_cache

from .. import needs
from .drafts import Draft, Drafts
from .hsds import Tables, keys
from .report import Report
from .sources import Row
from .tables import NOT_KEPT
from .values import line


def leave_out_not_kept(tables: Tables, report: Report) -> None:
    """Say of every row of a table that is not stored, that it is not."""
    for table, reason in NOT_KEPT.items():
        for row in tables.get(table, []):
            report.leave_out(row.file, row.row, "", reason)


def add_eligibilities(tables: Tables, drafts: Drafts, report: Report) -> None:
    """HSDS 2 keeps in a table of its own who can come: it goes into the service's text."""
    services = {draft.external_id: draft for draft in drafts.of("services")}
    for row in tables.get("eligibilities", []):
        words = line(row.values.get("eligibility"))
        told = [services[key] for key in keys(row.values.get("service_id")) if key in services]
        if not words:
            report.leave_out(row.file, row.row, "eligibility", "empty")
        elif not told:
            report.leave_out(row.file, row.row, "service_id", "belongs to no service that is kept")
        else:
            for service in told:
                known = service.values.get("eligibility_description", "")
                if words not in known:
                    service.values["eligibility_description"] = "\n".join(filter(None, [known, words]))
            told[0].merged.append(row)


def add_attributes(tables: Tables, drafts: Drafts, report: Report) -> None:
    """A taxonomy's term that is called like one of our needs becomes that need."""
    services = {draft.external_id: draft for draft in drafts.of("services")}
    terms = {
        line(row.values.get("id")): line(row.values.get("name")) for row in tables.get("taxonomy_terms", [])
    }
    for row in tables.get("attributes", []):
        service = services.get(line(row.values.get("link_id")))
        term = terms.get(line(row.values.get("taxonomy_term_id")), "")
        need = need_called(term)
        if service is None:
            report.leave_out(row.file, row.row, "link_id", "belongs to no service that is kept")
        elif need is None:
            report.leave_out(row.file, row.row, "taxonomy_term_id", f'no need of ours is called "{term}"')
        else:
            service.needs.add(need)
            service.merged.append(row)


def add_needs(drafts: Iterable[Draft], slugs: Iterable[str]) -> None:
    """Needs that hold for a whole source ("it is all legal aid")."""
    for draft in drafts:
        draft.needs.update(slugs)


def need_called(words: str) -> str | None:
    """The slug of the need that people call so, exactly; None if there is none."""
    return _needs_by_word(needs.tree()).get(words.lower()) if words else None


@lru_cache(maxsize=1)
def _needs_by_word(tree: needs.Terms) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.active:
        for word in f"{node.slug},{node.name_en},{node.name_es},{node.also_en},{node.also_es}".split(","):
            if word.strip():
                found.setdefault(word.strip().lower(), node.slug)
    return found


def merged_rows(draft: Draft) -> list[Row]:
    """The rows to count for a draft: its own and what went into it."""
    return [row for row in (draft.row, *draft.merged) if row.is_counted]
