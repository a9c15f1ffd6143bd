"""Other people's directories, brought by an organizer."""

from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _

from mutualaid.base.actions import NotAllowed

from ..importing import BrokenFile, Report, import_hsds, import_table, uploads
from ..importing.store import Choices
from ..permissions import can_edit


def import_upload(
    *,
    by: Any,
    upload: Any,
    mapping: Any = None,
    choices: Choices,
    source: str = "",
    need_slugs: Collection[str] = (),
    dry_run: bool = False,
) -> Report:
    """Import what somebody uploaded: HSDS as JSON or ZIP, or with a `mapping` a spreadsheet as CSV or ZIP.

    `upload`, `mapping`: Django's `UploadedFile`s; the rest as in `importing.import_hsds`. All of it is stored
    in one transaction, or nothing. Raises BrokenFile, NotAllowed.
    """
    if not can_edit(by):
        raise NotAllowed
    with TemporaryDirectory(prefix="import-") as name:
        folder = Path(name)
        path = uploads.save(upload, folder)
        if path.suffix == ".zip":
            (folder / "files").mkdir()
            path = uploads.unpack(path, folder / "files")
        told: Any = {"choices": choices, "by": by, "dry_run": dry_run}
        try:
            if mapping is None:
                source = source or Path(upload.name).stem[:60]
                return import_hsds(path, source=source, need_slugs=need_slugs, **told)
            (folder / "mapping").mkdir()
            table = uploads.save(mapping, folder / "mapping", uploads.LARGEST_MAPPING)
            return import_table(path, mapping=table, **told)
        except RecursionError as error:
            raise BrokenFile(_("%(file)s is nested too deeply.") % {"file": upload.name}) from error
