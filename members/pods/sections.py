"""Parts of a pod's page, for those who are in it: a registry that the packages beside and apps above fill.

A part asks for the rows it needs and is sent them, so that those of the whole page are read in one statement:

    def section(pod: Pod, viewer: Viewer) -> Building:
        (rounds,) = yield [Rows(pod.rounds.open())]
        return {"is_on": bool(rounds)}
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mutualaid.base.hanging import Rows

from ..models import Pod
from ..viewers import Viewer

Building = Generator[list[Rows], list[list[Any]], dict[str, Any]]
Build = Callable[[Pod, Viewer], Building]


@dataclass(frozen=True)
class Section:
    """A part that is ready to be drawn."""

    template: str
    part: dict[str, Any]


_sections: list[tuple[str, Build]] = []


def register(template: str, build: Build) -> None:
    """From an app's `ready()`: draw `template`, which finds what `build(pod, viewer)` returns as `part`.

    Called only for a viewer who is in the pod. What cannot wait says so as `comes_first`.
    """
    _sections.append((template, build))


class Asking:
    """All parts of a page, which have asked for their `rows` and have none yet."""

    def __init__(self, pod: Pod, viewer: Viewer) -> None:
        self._parts = [(template, build(pod, viewer)) for template, build in _sections]
        self._asked = [next(building) for _template, building in self._parts]
        self.rows = [one for asked in self._asked for one in asked]

    def sections(self, found: Iterable[list[Any]]) -> list[Section]:
        """What they make of what was found for `rows`: what cannot wait, then as they were registered."""
        rest = iter(found)
        made = [
            Section(template, _sent(building, list(islice(rest, len(asked)))))
            for (template, building), asked in zip(self._parts, self._asked, strict=True)
        ]
        return sorted(made, key=lambda section: not section.part.get("comes_first"))


def _sent(building: Building, found: list[list[Any]]) -> dict[str, Any]:
    try:
        building.send(found)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise RuntimeError("a part asks once")
