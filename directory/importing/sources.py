"""Files into rows. A file that is cut in half, not text, or of another shape is a `BrokenFile`."""

import csv
import datetime as dt
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

# Far more than any cell of any directory seen; a runaway quote ends here.
csv.field_size_limit(1_000_000)


class BrokenFile(Exception):
    """A file that cannot be trusted as a whole. The message says which, where and what to do."""


@dataclass
class Row:
    """One row of a table. `row`: as a spreadsheet counts (the header is 1), or the path in JSON.

    `is_counted`: False for what was made out of another row, which is counted itself.
    """

    file: str
    row: int | str
    values: dict[str, Any]
    is_counted: bool = True


def read_text(path: Path) -> str:
    """The text of a file. Raises BrokenFile unless it is there and UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BrokenFile(f"{path.name} cannot be read: {error.strerror}.") from error
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BrokenFile(f"{path.name} is UTF-16. Save it again as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        if error.end == len(data) and "unexpected end" in error.reason:
            raise BrokenFile(
                f"{path.name} ends in the middle of a letter, in line {line}: cut off?"
            ) from error
        raise BrokenFile(f"{path.name} is not UTF-8 text (line {line}). Save it again as UTF-8.") from error
    if "\x00" in text:
        raise BrokenFile(f"{path.name} is not text: there is a zero byte in it.")
    if not text.strip():
        raise BrokenFile(f"{path.name} is empty.")
    return text


def read_csv(path: Path) -> tuple[list[Row], list[Row]]:
    """The rows of a CSV file, and those with more or fewer cells than the header, in file order.

    Raises BrokenFile where the file ends inside of a row: what came before cannot be trusted to be all.
    """
    rows: list[Row] = []
    ragged: list[Row] = []
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        if len(set(filter(None, header))) != len([name for name in header if name]):
            raise BrokenFile(f"{path.name} has two columns of one name.")
        last_is_short = False
        for number, cells in enumerate(reader, start=2):
            if not cells:
                continue  # a blank line
            last_is_short = len(cells) < len(header)
            fits = not last_is_short and not any(cell.strip() for cell in cells[len(header) :])
            row = Row(path.name, number, dict(zip(_named(header), cells, strict=False)))
            (rows if fits else ragged).append(row)
    except csv.Error as error:
        raise BrokenFile(
            f"{path.name} ends or breaks inside of a quoted cell, near line {reader.line_num}: cut off?"
        ) from error
    if last_is_short:
        raise BrokenFile(
            f"{path.name} ends in the middle of row {ragged[-1].row}: "
            f"{len(ragged[-1].values)} of {len(header)} columns. Was it cut off?"
        )
    return rows, ragged


def _named(header: list[str]) -> list[str]:
    """A column without a name has its number for one: what stands in it is not lost in silence."""
    return [name or f"column {number}" for number, name in enumerate(header, start=1)]


class Sheets:
    """The tables of a folder of CSV files, of one CSV file, or of a workbook (.xlsx, .ods): by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = _workbook(path) if path.suffix.lower() in BOOKS else None

    def names(self) -> list[str]:
        """What there is to read."""
        if self.book:
            return list(self.book.sheet_names)
        if self.path.is_dir():
            return sorted(file.name for file in self.path.glob("*.csv"))
        return [self.path.name]

    def called(self, name: str) -> str:
        """What the report calls it: a sheet by its own name, the only file by its."""
        if self.book:
            return self._sheet(name)
        return name if self.path.is_dir() or (self.path.parent / name).exists() else self.path.name

    def read(self, name: str) -> tuple[list[Row], list[Row]]:
        """Its rows, and those with more or fewer cells than the first has. Raises BrokenFile."""
        if self.book:
            return self._read_sheet(self._sheet(name))
        if self.path.is_dir():
            return read_csv(self.path / name)
        beside = self.path.parent / name
        return read_csv(beside if beside.exists() else self.path)

    def _sheet(self, name: str) -> str:
        """The sheet that is called so, whatever the letters' case and the file's ending; the only one."""
        wanted = Path(name).stem.lower()
        sheets = self.names()
        found = [sheet for sheet in sheets if sheet.lower() == wanted] or (sheets if len(sheets) == 1 else [])
        if not found:
            raise BrokenFile(f"{self.path.name} has no sheet called {Path(name).stem}.")
        return found[0]

    def _read_sheet(self, name: str) -> tuple[list[Row], list[Row]]:
        assert self.book is not None
        table = self.book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if not table:
            raise BrokenFile(f"{self.path.name}, {name} is empty.")
        header = [_cell(one).strip() for one in table[0]]
        while header and not header[-1]:
            header.pop()
        if len(set(filter(None, header))) != len([one for one in header if one]):
            raise BrokenFile(f"{self.path.name}, {name} has two columns of one name.")
        rows: list[Row] = []
        ragged: list[Row] = []
        for number, cells in enumerate(table[1:], start=2):
            texts = [_cell(one) for one in cells]
            if any(text.strip() for text in texts):
                fits = not any(text.strip() for text in texts[len(header) :])
                row = Row(name, number, dict(zip(_named(header), texts, strict=False)))
                (rows if fits else ragged).append(row)
        return rows, ragged


BOOKS = (".xlsx", ".ods")
# What a workbook may unpack to, in bytes: a small archive can hold a very large sheet.
LARGEST_BOOK = 120_000_000


def _workbook(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_BOOK:
                raise BrokenFile(f"{path.name} unpacks to more than {LARGEST_BOOK // 1_000_000} MB.")
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except (OSError, zipfile.BadZipFile, python_calamine.CalamineError) as error:
        raise BrokenFile(
            f"{path.name} is no whole workbook. Was it cut off, or has it a password?"
        ) from error


def _cell(value: Any) -> str:
    """What a cell shows, without a format: 12 rather than 12.0, a day without midnight."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises BrokenFile where it does not end as it should."""
    text = read_text(path)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
        what = "ends in the middle, cut off?" if at_end else f"is not JSON: {error.msg}."
        raise BrokenFile(f"{path.name} {what} (line {error.lineno}, column {error.colno})") from error
