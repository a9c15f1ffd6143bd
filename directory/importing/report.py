"""What became of every row: rows in = stored (new, changed, unchanged) + left out."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TextIO

OUTCOMES = ("new", "changed", "unchanged", "left out")


@dataclass(frozen=True, order=True)
class Remark:
    """`row`: as a spreadsheet counts, the header being row 1; in JSON the path to the object.

    `is_left_out`: the row itself, not only one of its values.
    """

    file: str
    row: int | str
    column: str
    reason: str
    is_left_out: bool


@dataclass(frozen=True)
class Change:
    """What an import changes of something that was here. `what`: a column, or a table that hangs on it."""

    table: str
    name: str
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.name}, {self.what}: {self.before or '(nothing)'} -> {self.after or '(nothing)'}"


@dataclass
class Report:
    """Counts by file and outcome, every remark, and what changes of what was here.

    `on_step`: told in words what is done next, for whoever waits.
    """

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    remarks: list[Remark] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    # The names of listings of this source that are stored and were not in the files this time.
    gone: list[str] = field(default_factory=list)
    on_step: Callable[[str], None] = lambda step: None

    def read(self, file: str, count: int = 1) -> None:
        """Rows that came in."""
        self.counts[file]["in"] += count

    def leave_out(self, file: str, row: int | str, column: str, reason: str) -> None:
        """A row that is not stored."""
        self.counts[file]["left out"] += 1
        self.remarks.append(Remark(file, row, column, reason, True))

    def note(self, file: str, row: int | str, column: str, reason: str) -> None:
        """Something about a row that is stored: a value left out, a doubt."""
        self.remarks.append(Remark(file, row, column, reason, False))

    def stored(self, file: str, outcome: str) -> None:
        self.counts[file][outcome] += 1

    @property
    def left_out(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.is_left_out]

    @property
    def is_balanced(self) -> bool:
        """Whether every row is accounted for. False is a mistake of ours."""
        return all(
            counts["in"] == sum(counts[outcome] for outcome in OUTCOMES) for counts in self.counts.values()
        )

    def table(self) -> str:
        """The counts as lines of text, one a file, and a total."""
        heads = ("in", *OUTCOMES)
        lines: list[tuple[str, ...]] = [("file", *heads)]
        lines += [(file, *(str(counts[head]) for head in heads)) for file, counts in self.counts.items()]
        total = sum(self.counts.values(), Counter[str]())
        lines.append(("all", *(str(total[head]) for head in heads)))
        width = max(len(line[0]) for line in lines)
        return "\n".join(
            line[0].ljust(width) + "".join(cell.rjust(11) for cell in line[1:]) for line in lines
        )

    def lines(self) -> list[str]:
        """Every remark in words; rows with the same reason stand together."""
        alike: dict[tuple[str, bool, str, str], list[int | str]] = defaultdict(list)
        for remark in self.remarks:
            alike[remark.file, remark.is_left_out, remark.column, remark.reason].append(remark.row)
        return [
            f"{file}, {_rows(rows)}{f', {column}' if column else ''}: {reason}"
            f"{' (left out)' if is_left_out else ''}"
            for (file, is_left_out, column, reason), rows in alike.items()
        ]

    def write(self, stream: TextIO) -> None:
        """Every remark as CSV."""
        writer = csv.writer(stream)
        writer.writerow(["file", "row", "column", "reason", "left out"])
        for remark in self.remarks:
            left_out = "yes" if remark.is_left_out else "no"
            writer.writerow([remark.file, remark.row, remark.column, remark.reason, left_out])


def _rows(rows: Iterable[int | str]) -> str:
    """ "row 4", "rows 2, 5-9, 12"."""
    parts: list[str] = []
    begun: tuple[int, int] | None = None
    for row in rows:
        if isinstance(row, str):
            parts.append(row)
        elif begun and row == begun[1] + 1:
            begun = (begun[0], row)
            parts[-1] = f"{begun[0]}-{row}"
        else:
            begun = (row, row)
            parts.append(str(row))
    word = "row" if len(parts) == 1 and "-" not in parts[0] else "rows"
    return f"{word} {', '.join(parts)}"
