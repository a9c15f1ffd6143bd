"""Parts of a pod's page, for those who are in it: a registry that the packages beside and apps above fill."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..models import Pod
from ..viewers import Viewer

Build = Callable[[Pod, Viewer], dict[str, Any]]


@dataclass(frozen=True)
class Section:
    """A part that is ready to be drawn."""

    template: str
    part: dict[str, Any]


_sections: list[tuple[str, Build]] = []


def register(template: str, build: Build) -> None:
    """From an app's `ready()`: draw `template`, which finds what `build(pod, viewer)` says as `part`.

    Called only for a viewer who is in the pod. What cannot wait says so as `comes_first`.
    """
    _sections.append((template, build))


def of(pod: Pod, viewer: Viewer) -> list[Section]:
    """All parts: what cannot wait, then in the order in which they were registered."""
    parts = [Section(template, build(pod, viewer)) for template, build in _sections]
    return sorted(parts, key=lambda section: not section.part.get("comes_first"))
