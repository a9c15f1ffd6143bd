"""What somebody takes along: all that the network holds of them, as data and to read, in one zip file.

It is written while it is sent: a table at a time, and nothing of it ever on a disk of ours.
"""

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from django.template.loader import get_template
from django.utils import timezone, translation

from mutualaid.base import belongings, retention
from mutualaid.base.network import current_network
from mutualaid.base.retention import Policy, Row

from ..models import Person
from .words import label_of, said

NOTED = ("admin", "base")
DATA, PAGE, STYLE = "data.json", "index.html", "style.css"


class _Pipe(io.RawIOBase):
    """What was written since it was last taken. It cannot be wound back, so the zip file is a stream."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def archive(person: Person, language: str) -> Iterator[bytes]:
    """The zip file, part by part: the data, the same to read in `language`, and the pictures."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as whole:  # type: ignore[call-overload]
        for name, parts in _files(person, language):
            with whole.open(name, "w") as file:
                for part in parts:
                    file.write(part)
                    yield pipe.take()
    yield pipe.take()


def _files(person: Person, language: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield DATA, (part.encode() for part in _data(person))
    yield PAGE, (part.encode() for part in _page(person, language))
    style = finders.find("css/taken_along.css")
    if style:
        yield STYLE, [Path(style).read_bytes()]
    for policy, rows in belongings.of(person):
        for row in rows:
            yield from _pictures(policy, row)


def _data(person: Person) -> Iterator[str]:
    """One object: a table's name, and its rows. Written row by row."""
    yield "{"
    for number, (policy, rows) in enumerate(belongings.of(person)):
        yield f"{',' if number else ''}\n{json.dumps(policy.model._meta.label_lower)}: ["
        for place, row in enumerate(rows):
            told = {name: _plain(policy, row, name) for name in row}
            yield f"{',' if place else ''}\n  {json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)}"
        yield "]"
    yield "\n}\n"


def _page(person: Person, language: str) -> Iterator[str]:
    with _as_read(language):
        template: Any = get_template("members/taken_along.html", using="jinja2")
        yield from template.template.generate(
            network=current_network(),
            language=language,
            today=timezone.localdate(),
            tables=_tables(person),
            left_out=[policy for policy in retention.policies() if policy.not_exported],
        )


def _tables(person: Person) -> Iterator[dict[str, Any]]:
    """`title`, and `rows` of `(label, words, picture)`. What the machine noted down comes last."""
    found = sorted(belongings.of(person), key=lambda one: one[0].model._meta.app_label in NOTED)
    for policy, rows in found:
        shown = ([cell for name in row if (cell := _cell(policy, row, name))] for row in rows)
        yield {"title": policy.model._meta.verbose_name_plural, "rows": (row for row in shown if row)}


def _cell(policy: Policy, row: Row, name: str) -> tuple[str, str, str] | None:
    """None for what is empty, and for columns that have no word, which only a machine reads."""
    label = label_of(policy.model, name)
    if label and (picture := _place(policy, row, name)):
        return label, "", picture
    words = said(policy.model, name, row[name]) if label else ""
    return (label, words, "") if words else None


def _plain(policy: Policy, row: Row, name: str) -> Any:
    value = row[name]
    is_picture = isinstance(value, FieldFile | bytes | memoryview)
    return _place(policy, row, name) if is_picture else value


def _place(policy: Policy, row: Row, name: str) -> str:
    """Where in the file a picture is; "" for what is none."""
    value = row[name]
    if not isinstance(value, FieldFile | bytes | memoryview) or not value:
        return ""
    return f"pictures/{policy.model._meta.model_name}-{row['public_id']}.webp"


def _pictures(policy: Policy, row: Row) -> Iterator[tuple[str, Iterable[bytes]]]:
    for name, value in row.items():
        place = _place(policy, row, name)
        if place and isinstance(value, FieldFile):
            if value.storage.exists(str(value.name)):
                with value.open("rb") as file:
                    yield place, file.chunks()
        elif place:
            yield place, [bytes(value)]


@contextmanager
def _as_read(language: str) -> Iterator[None]:
    """In the reader's language and the network's time, whoever sends the parts meanwhile."""
    with translation.override(language), timezone.override(ZoneInfo(current_network().zone)):
        yield
