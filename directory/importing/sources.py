"""Files into rows. A file that is cut in half, not text, or of another shape is a `BrokenFile`."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
            row = Row(
                path.name, number, {name: cell for name, cell in zip(header, cells, strict=False) if name}
            )
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


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises BrokenFile where it does not end as it should."""
    text = read_text(path)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
        what = "ends in the middle, cut off?" if at_end else f"is not JSON: {error.msg}."
        raise BrokenFile(f"{path.name} {what} (line {error.lineno}, column {error.colno})") from error
