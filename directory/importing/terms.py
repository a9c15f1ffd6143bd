"""What sources say a service is about, into our own needs; and rows that are no bundle's own."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import F

from mutualaid.base import many

from .. import needs
from ..models import Need, TaxonomyTerm
from ..vocabularies import VOCABULARIES, Vocabulary, words
from .drafts import Draft, Drafts
from .hsds import Tables, keys
from .report import Report
from .sources import Row
from .tables import NOT_KEPT
from .values import line

# What a spreadsheet says that a listing is about.
CATEGORY = "category"
# The taxonomy whose codes our needs carry.
_OPEN_ELIGIBILITY = re.compile("open ?eligibility", re.I)


def leave_out_not_kept(tables: Tables, report: Report) -> None:
    """Say of every row of a table that is not stored, that it is not."""
    for table, reason in NOT_KEPT.items():
        for row in tables.get(table, []):
            report.leave_out(row.file, row.row, "", reason)


class OurWords:
    """The rows by which a source speaks our own words (`vocabularies`): taken out, and put on its services.

    They are no terms or attributes of others, so that they are not stored as such.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.known: dict[str, tuple[Vocabulary, str]] = {
            str(uuid): (vocabulary, node.slug) for vocabulary, node, uuid in words()
        }
        ours = {str(vocabulary.uuid) for vocabulary in VOCABULARIES}
        self.lists = self._take("taxonomies", "id", ours)
        self.terms = self._take("taxonomy_terms", "id", self.known)
        self.said = self._take("attributes", "taxonomy_term_id", self.known)

    def _take(self, table: str, column: str, wanted: Iterable[str]) -> list[Row]:
        rows = self.tables.get(table, [])
        found = [row for row in rows if line(row.values.get(column)).lower() in wanted]
        taken = set(map(id, found))
        if found:
            self.tables[table] = [row for row in rows if id(row) not in taken]
        return found

    def put(self, drafts: Drafts, report: Report) -> None:
        """On the services that they are said of; every row is counted."""
        for row in [*self.lists, *self.terms]:
            if row.is_counted:
                report.stored(row.file, "unchanged")
        services = {draft.external_id: draft for draft in drafts.of("services")}
        for row in self.said:
            service = services.get(line(row.values.get("link_id")))
            vocabulary, slug = self.known[line(row.values["taxonomy_term_id"]).lower()]
            name = vocabulary.says.get(line(row.values.get("link_type")))
            if service is None or name is None:
                column = "link_id" if service is None else "link_type"
                report.leave_out(row.file, row.row, column, "our own word, but not of a service that is kept")
                continue
            if name == "needs":
                service.needs.add(slug)
            else:
                service.terms.setdefault(name, set()).add(slug)
            service.merged.append(row)


def add_eligibilities(tables: Tables, drafts: Drafts, report: Report) -> None:
    """HSDS 2 keeps in a table of its own who can come: it goes into the service's text."""
    services = {draft.external_id: draft for draft in drafts.of("services")}
    for row in tables.get("eligibilities", []):
        said = line(row.values.get("eligibility"))
        told = [services[key] for key in keys(row.values.get("service_id")) if key in services]
        if not said:
            report.leave_out(row.file, row.row, "eligibility", "empty")
        elif not told:
            report.leave_out(row.file, row.row, "service_id", "belongs to no service that is kept")
        else:
            for service in told:
                known = service.values.get("eligibility_description", "")
                if said not in known:
                    service.values["eligibility_description"] = "\n".join(filter(None, [known, said]))
            told[0].merged.append(row)


def add_needs_of_terms(drafts: Drafts, report: Report) -> None:
    """What a source's terms mean of our needs: as organizers chose, by code, or by being called alike.

    Of a listing of which the source says our own needs, those are all.
    """
    told_by_us = {id(service) for service in drafts.of("services") if service.needs}
    chosen = dict(
        TaxonomyTerm.objects.filter(
            uuid__in=many.uuids([draft.uuid for draft in drafts.of("taxonomy_terms")]), need__isnull=False
        ).values_list("uuid", "need__slug")
    )
    for term in drafts.of("taxonomy_terms"):
        slug = chosen.get(term.uuid) or _meant(term)
        if slug:
            term.needs = {slug}
    told: set[int] = set()
    for said in drafts.of("attributes"):
        service, about = said.links["link_id"], said.links.get("taxonomy_term_id")
        if service.table != "services":
            continue
        if about is None:
            if said.values.get("link_type") == CATEGORY and (slug := need_called(said.values["value"])):
                service.needs.add(slug)
            continue
        if id(service) not in told_by_us:
            service.needs.update(about.needs)
        if not about.needs and id(about) not in told:
            told.add(id(about))
            reason = f'no need of ours is called "{about.values["name"]}": choose one in the admin'
            report.note(about.row.file, about.row.row, "name", reason)


def _meant(term: Draft) -> str | None:
    if term.needs:
        return min(term.needs)
    of = term.links.get("taxonomy_id")
    taxonomy = f"{term.values.get('taxonomy', '')} {of.values['name'] if of else ''}"
    code = term.values.get("code")
    found = _needs_by_code(needs.tree()).get(code) if code and _OPEN_ELIGIBILITY.search(taxonomy) else None
    return found or need_called(term.values["name"])


def add_needs(drafts: Iterable[Draft], slugs: Iterable[str]) -> None:
    """Needs that hold for a whole source ("it is all legal aid")."""
    for draft in drafts:
        draft.needs.update(slugs)


def need_called(said: str) -> str | None:
    """The slug of the need that people call so, exactly; None if there is none."""
    return _needs_by_word(needs.tree()).get(said.lower()) if said else None


@lru_cache(maxsize=1)
def _needs_by_word(tree: needs.Terms) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.active:
        for word in f"{node.slug},{node.name_en},{node.name_es},{node.also_en},{node.also_es}".split(","):
            if word.strip():
                found.setdefault(word.strip().lower(), node.slug)
    return found


@lru_cache(maxsize=1)
def _needs_by_code(tree: needs.Terms) -> dict[str, str]:
    """One code may stand for several needs (those that it is too coarse for): the one on top is meant."""
    found: dict[str, str] = {}
    rows = Need.objects.exclude(code="").order_by(F("parent_id").asc(nulls_last=True), "position")
    for slug, code in rows.values_list("slug", "code"):
        found[code] = slug
    return found
