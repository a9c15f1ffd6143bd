"""An import from beginning to end, in one transaction."""

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mutualaid.base import audit, many, words
from mutualaid.base.actions import NotAllowed
from mutualaid.base.network import current_network

from .. import gazetteer, projection
from ..models import Service
from ..permissions import can_edit
from . import hsds, mapped, openeligibility, terms
from .drafts import Drafts, draft
from .report import Report
from .sources import BrokenFile
from .store import Choices, Store, services_to_project


def _in_silence(step: str) -> None:
    """Nobody waits."""


def import_hsds(
    path: Path,
    *,
    choices: Choices,
    by: Any = None,
    source: str = "",
    need_slugs: Collection[str] = (),
    strict: bool = False,
    dry_run: bool = False,
    on_step: Callable[[str], None] = _in_silence,
) -> Report:
    """Import a folder of HSDS CSV files, an HSDS JSON file, or Open Eligibility's taxonomy.

    `source`: what to call it; an import of the same name meets its own rows again. `need_slugs`: what all of
    it is about. `strict`: store nothing if any row is left out. `by`: an organizer, or None for whoever runs
    the command. `on_step`: told in words what comes next. Raises BrokenFile, NotAllowed.
    """

    def read(report: Report) -> Drafts:
        tables = (openeligibility if openeligibility.is_it(path) else hsds).read(path, report)
        terms.leave_out_not_kept(tables, report)
        ours = terms.OurWords(tables)
        drafts = draft(tables, source=source or path.stem, report=report, keep_names=choices.keep_names)
        ours.put(drafts, report)
        openeligibility.add_descriptions(tables, drafts, report)
        terms.add_eligibilities(tables, drafts, report)
        terms.add_needs_of_terms(drafts, report)
        terms.add_needs(drafts.of("services"), need_slugs)
        return drafts

    return _run(read, choices, by=by, strict=strict, dry_run=dry_run, on_step=on_step)


def import_table(
    path: Path,
    *,
    mapping: Path | dict[str, Any],
    choices: Choices,
    by: Any = None,
    strict: bool = False,
    dry_run: bool = False,
    on_step: Callable[[str], None] = _in_silence,
) -> Report:
    """Import a spreadsheet by a mapping (`mapped`) or a file of one; `path`: its folder or itself.

    The rest, and what is raised, is as in `import_hsds`.
    """

    def read(report: Report) -> Drafts:
        found = _followed(path, mapping, report)
        drafts = draft(found.tables, source=found.source, report=report, keep_names=choices.keep_names)
        for term in drafts.of("taxonomy_terms"):
            term.needs = set(found.needs_of_terms.get(term.external_id, ()))
        terms.add_needs_of_terms(drafts, report)
        terms.add_needs(drafts.of("services"), found.always)
        return drafts

    return _run(read, choices, by=by, strict=strict, dry_run=dry_run, on_step=on_step)


def _followed(path: Path, mapping: Path | dict[str, Any], report: Report) -> mapped.Mapped:
    """The rows by the mapping. People write it by hand: what it lacks or mistakes, they are told."""
    name = mapping.name if isinstance(mapping, Path) else "the mapping"
    told = mapped.load(mapping) if isinstance(mapping, Path) else mapping
    try:
        return mapped.read(path, told, report)
    except KeyError as error:
        raise BrokenFile(f"{name} is no mapping: it lacks {error}.") from error
    except (AttributeError, TypeError, ValueError, re.error) as error:
        raise BrokenFile(f"{name} cannot be followed: {error}.") from error


class _Undo(Exception):
    """Ends the transaction without a trace."""


def _run(
    read: Callable[[Report], Drafts],
    choices: Choices,
    *,
    by: Any,
    strict: bool,
    dry_run: bool,
    on_step: Callable[[str], None],
) -> Report:
    if not can_edit(by):
        raise NotAllowed
    report = Report(on_step=on_step)
    report.on_step("reading")
    drafts = read(report)
    try:
        with transaction.atomic():
            _one_at_a_time()
            stored = Store(drafts, choices, report).run()
            ids = services_to_project(stored)
            if ids:
                report.on_step(f"search rows of {len(ids)} listings")
                # With its place or its organization a listing changes too.
                Service.objects.filter(pk__in=many.keys(ids)).update(modified_at=timezone.now())
                projection.project(ids)
                gazetteer.fill_from_listings()
                words.rebuild()
            audit.record("directory.import", current_network(), by=by)
            if dry_run or (strict and report.left_out):
                raise _Undo
    except _Undo:
        if not dry_run:
            raise BrokenFile(f"{len(report.left_out)} rows cannot be taken: nothing is stored.") from None
    if not report.is_balanced:
        raise AssertionError(f"rows got lost:\n{report.table()}")
    return report


def _one_at_a_time() -> None:
    """Two imports of one source would each take the other's rows for new: the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('directory.import'))")
