"""Other people's directories, brought by an organizer: looked at, tried, then stored."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from ..importing import BrokenFile, Report, columns, import_hsds, import_table, mapped, uploads
from ..importing.sources import Sheets
from ..importing.store import Choices
from ..models import ImportRun, TableMapping
from ..permissions import can_edit
from .shared import locked

# Of the remarks and changes of a report as many as a page can show; the command writes all of them.
MOST_KEPT = 500


@transaction.atomic
def bring_file(*, by: Any, upload: Any, mapping: Any = None, options: Mapping[str, Any]) -> ImportRun:
    """Keep what an organizer brought, for some days: HSDS as JSON or ZIP, or a spreadsheet alone or in a ZIP.

    `upload`: Django's `UploadedFile`; `mapping`: another one, of a mapping as YAML, or a `TableMapping`.
    Raises BrokenFile for what cannot be read at all.
    """
    if not can_edit(by):
        raise NotAllowed
    content = _content(upload)
    if mapping is not None and not isinstance(mapping, TableMapping):
        mapping = _uploaded_mapping(mapping)
    with uploads.unpacked(content, upload.name) as path:
        is_table = mapping is not None or uploads.is_table(path)
        if is_table:
            Sheets(path)
    run = ImportRun.objects.create(
        file_name=upload.name[:200],
        content=content,
        mapping=mapping,
        options={**options, "is_table": is_table},
    )
    audit.record("import.bring", run, by=by)
    return run


@transaction.atomic
def map_columns(
    *, by: Any, subject: ImportRun, sheet: str, targets: Mapping[str, str], name: str
) -> ImportRun:
    """Say what each column is (`importing.columns.TARGETS`), and keep it under a name for the next time."""
    run = locked(ImportRun, by, subject)
    source = run.choice("source") or Path(run.file_name).stem[:60]
    try:
        told = columns.mapping_of(
            targets, file=sheet, source=source, need=run.choice("need") or "", name=name
        )
    except ValueError:
        raise NotNow(_("Say which column has the name: without one there is no listing.")) from None
    mapped.check(name, told)
    run.mapping, _made = TableMapping.objects.update_or_create(name=name[:120], defaults={"told": told})
    run.save(update_fields=["mapping"])
    audit.record("import.map", run, by=by)
    return run


@transaction.atomic
def start_import(*, by: Any, subject: ImportRun, is_try: bool, strict: bool = False) -> ImportRun:
    """Try it, or store it: a job does, and tells on the way how far it is."""
    from ..tasks import run_import as job

    run = locked(ImportRun, by, subject)
    if run.is_busy:
        raise NotNow(_("It is being read already."))
    if run.content is None:
        raise NotNow(_("It is stored already. Bring the file again to bring it up to date."))
    if run.is_table and run.mapping is None:
        raise NotNow(_("Say first what each column is."))
    run.status, run.is_try, run.step, run.error = ImportRun.Status.WAITING, is_try, "", ""
    run.options, run.started_at = {**run.options, "strict": strict}, timezone.now()
    run.save(update_fields=["status", "is_try", "step", "error", "options", "started_at"])
    audit.record("import.try" if is_try else "import.store", run, by=by)
    job.defer(run_id=run.pk)
    return run


def run_import(run_id: int) -> None:
    """The job: all of it in one transaction, or nothing. Whether they may was asked by `start_import`."""
    run = ImportRun.objects.select_related("mapping").get(pk=run_id)
    if run.status != ImportRun.Status.WAITING or run.content is None:
        return
    _tell(run_id, status=ImportRun.Status.RUNNING)
    try:
        report = _run(run, lambda step: _tell(run_id, step=step))
    except BrokenFile as problem:
        run.status, run.error = ImportRun.Status.FAILED, str(problem)
    except Exception:
        _tell(run_id, status=ImportRun.Status.FAILED)
        raise
    else:
        run.report = _kept(report)
        run.status = ImportRun.Status.TRIED if run.is_try else ImportRun.Status.DONE
        if not run.is_try:
            run.content = None
    run.step = ""
    run.save(update_fields=["status", "error", "report", "content", "step"])


def _run(run: ImportRun, on_step: Callable[[str], None]) -> Report:
    choices = Choices(
        zone=run.choice("zone"), language=run.choice("language"), hide_gone=bool(run.choice("hide_gone"))
    )
    told: Any = {
        "choices": choices,
        "dry_run": run.is_try,
        "strict": bool(run.choice("strict")) and not run.is_try,
        "on_step": on_step,
    }
    assert run.content is not None
    with uploads.unpacked(bytes(run.content), run.file_name) as path:
        try:
            if run.mapping:
                return import_table(path, mapping=run.mapping.told, **told)
            needs = [run.choice("need")] if run.choice("need") else []
            source = run.choice("source") or Path(run.file_name).stem[:60]
            return import_hsds(path, source=source, need_slugs=needs, **told)
        except RecursionError as error:
            raise BrokenFile(_("%(file)s is nested too deeply.") % {"file": run.file_name}) from error


def _tell(run_id: int, **values: str) -> None:
    """How far it is, on a connection of its own: the one of the import shows nothing until it is through."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            for name, value in values.items():
                cursor.execute(
                    f"UPDATE directory_importrun SET {name} = %s WHERE id = %s",  # noqa: S608
                    [value[:200], run_id],
                )
    finally:
        own.close()


def _kept(report: Report) -> dict[str, Any]:
    notes = [remark for remark in report.remarks if not remark.is_left_out]
    return {
        "counts": {file: dict(counts) for file, counts in report.counts.items()},
        "left_out": [_remark(one) for one in report.left_out[:MOST_KEPT]],
        "left_out_count": len(report.left_out),
        "notes": [_remark(one) for one in notes[:MOST_KEPT]],
        "notes_count": len(notes),
        "changes": [[one.name, one.what, one.before, one.after] for one in report.changes[:MOST_KEPT]],
        "changes_count": len(report.changes),
        "gone": report.gone[:MOST_KEPT],
        "gone_count": len(report.gone),
    }


def _remark(one: Any) -> list[Any]:
    return [one.file, one.row, one.column, one.reason]


def _content(upload: Any) -> bytes:
    if upload.size > uploads.LARGEST:
        size = uploads.LARGEST / 1_000_000
        raise BrokenFile(_("%(file)s is larger than %(size)s MB.") % {"file": upload.name, "size": size})
    return b"".join(upload.chunks())


def _uploaded_mapping(upload: Any) -> TableMapping:
    with TemporaryDirectory(prefix="mapping-") as name:
        told = mapped.load(uploads.save(upload, Path(name), uploads.LARGEST_MAPPING))
    called = str(told.get("name") or told["source"])[:120]
    found, _made = TableMapping.objects.update_or_create(name=called, defaults={"told": told})
    return found
