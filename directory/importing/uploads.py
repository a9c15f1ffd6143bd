"""Uploaded files onto the disk, within bounds: what comes from a browser is trusted with nothing."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.utils.translation import gettext as _

from .hsds import table_called
from .sources import BOOKS, BrokenFile, Row, Sheets

# Of an upload, of all that an archive unpacks to, and of a mapping, in bytes.
LARGEST = 20_000_000
LARGEST_UNPACKED = 120_000_000
LARGEST_MAPPING = 200_000
# Directories have about thirty tables.
MOST_FILES = 100
# First rows, for somebody who says what the columns are.
SAMPLES = 3
_CHUNK = 1 << 16


def save(upload: Any, folder: Path, largest: int = LARGEST) -> Path:
    """Write an `UploadedFile` of Django's into a folder. Raises BrokenFile if it is too large."""
    if upload.size > largest:
        raise BrokenFile(
            _("%(file)s is larger than %(size)s MB.") % {"file": upload.name, "size": largest / 1_000_000}
        )
    return write(upload, upload.name, folder)


def write(stream: Any, name: str, folder: Path) -> Path:
    """Write what a stream holds into a folder, under the plain part of its name."""
    path = folder / _plain(name)
    with path.open("wb") as target:
        while chunk := stream.read(_CHUNK):
            target.write(chunk)
    return path


def unpack(archive: Path, folder: Path) -> Path:
    """The CSV files of a ZIP archive in a folder, or its one JSON file: what the importers read.

    Folders inside are flattened, other files left alone. Raises BrokenFile for an archive that is broken,
    locked or too much: many files, or more than `LARGEST_UNPACKED` bytes, whatever it says of itself.
    """
    try:
        with zipfile.ZipFile(archive) as source:
            wanted = _wanted(source, archive.name)
            left = LARGEST_UNPACKED
            for name, entry in wanted.items():
                with source.open(entry) as stream:
                    left -= _copy(stream, folder / name, left, archive.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise BrokenFile(
            _("%(file)s is no whole ZIP file. Was it cut off?") % {"file": archive.name}
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise BrokenFile(
            _("%(file)s has a password, or is packed in an unusual way. Pack it again as a plain ZIP.")
            % {"file": archive.name}
        ) from error
    first = folder / next(iter(wanted))
    return first if first.suffix == ".json" else folder


def _wanted(source: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """The entries to unpack by plain name: all CSV files, or else the only JSON file."""
    entries = [entry for entry in source.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise BrokenFile(
            _("%(file)s holds %(count)s files. The most is %(most)s.")
            % {"file": name, "count": len(entries), "most": MOST_FILES}
        )
    for suffix in (".csv", ".json"):
        found = [entry for entry in entries if _kind(entry.filename) == suffix]
        named = {_plain(entry.filename): entry for entry in found}
        if len(named) < len(found):
            raise BrokenFile(_("%(file)s holds two files of one name.") % {"file": name})
        if suffix == ".json" and len(found) > 1:
            raise BrokenFile(_("%(file)s holds several JSON files. Bring one at a time.") % {"file": name})
        if named:
            return named
    raise BrokenFile(_("%(file)s holds neither CSV files nor a JSON file.") % {"file": name})


def _kind(name: str) -> str:
    """The suffix; nothing for what systems hide in archives."""
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return "" if hidden else path.suffix.lower()


def _plain(name: str) -> str:
    """A file's name without folders, its suffix in small letters, not too long for any disk."""
    path = PurePosixPath(name.replace("\\", "/"))
    return f"{path.stem.replace(chr(0), '')[:60] or 'file'}{path.suffix.lower()[:10]}"


def _copy(stream: IO[bytes], path: Path, left: int, name: str) -> int:
    """Unpack one entry; gives its size. Counted as it comes, since an archive may lie."""
    size = 0
    with path.open("wb") as target:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise BrokenFile(
                    _("%(file)s unpacks to more than %(size)s MB.")
                    % {"file": name, "size": LARGEST_UNPACKED // 1_000_000}
                )
            target.write(chunk)
    return size


@contextmanager
def unpacked(content: bytes, name: str) -> Iterator[Path]:
    """What was brought as a path that the importers read, for as long as the block lasts."""
    with TemporaryDirectory(prefix="import-") as folder_name:
        folder = Path(folder_name)
        path = write(io.BytesIO(content), name, folder)
        if path.suffix == ".zip":
            (folder / "files").mkdir()
            path = unpack(path, folder / "files")
        yield path


def is_table(path: Path) -> bool:
    """A workbook, or CSV files of which none is called like a table of HSDS."""
    if path.suffix.lower() in (*BOOKS, ".csv"):
        return True
    return path.is_dir() and not any(table_called(file.stem) for file in path.glob("*.csv"))


def samples(content: bytes, name: str) -> dict[str, tuple[list[str], list[Row]]]:
    """Of each sheet or file of what was brought: its columns, and its first rows. Raises BrokenFile."""
    found = {}
    with unpacked(content, name) as path:
        sheets = Sheets(path)
        for sheet in sheets.names():
            rows, _ragged = sheets.read(sheet)
            if rows:
                found[sheet] = (list(rows[0].values), rows[:SAMPLES])
    if not found:
        raise BrokenFile(_("%(file)s holds no rows.") % {"file": name})
    return found
