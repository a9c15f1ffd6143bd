"""The tree of needs and the lists of communities and access terms, held in memory.

`tree()` costs no query for half a minute: pages, forms and the search all read it. Whoever changes a term
calls `forget()`.
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from typing import Any

from django.db import transaction

from mutualaid.base import masks, search
from mutualaid.base.said import language

from .files import read_yaml
from .models import Access, Community, Need

SECONDS = 30
TERMS = Path(__file__).parent / "terms"


@dataclass(frozen=True)
class Node:
    """A term as the pages read it; `parent` and `children` are empty for communities and access terms."""

    id: int
    slug: str
    bit: int
    icon: str
    name_en: str
    name_es: str
    also_en: str
    also_es: str
    is_sensitive: bool = False
    is_retired: bool = False
    parent: "Node | None" = field(default=None, repr=False, compare=False)
    children: "list[Node]" = field(default_factory=list, repr=False, compare=False)

    @property
    def name(self) -> str:
        """In the reader's language, or in English where there is none."""
        return self.name_in(language())

    def name_in(self, language: str | None) -> str:
        """In a language, or in English where there is none."""
        return (self.name_es if language == "es" else "") or self.name_en

    @property
    def pk(self) -> int:
        return self.id

    @cached_property
    def root(self) -> "Node":
        return self.parent.root if self.parent else self

    @cached_property
    def descendants(self) -> "list[Node]":
        """The node itself, then everything under it: what "a parent includes its children" means."""
        return [self, *(node for child in self.children for node in child.descendants)]

    @cached_property
    def condition(self) -> search.Bits:
        """A row that has this need or one under it."""
        return condition(self.descendants)

    @property
    def words_en(self) -> str:
        """What people call it in English, and what it is part of, for the search."""
        return " ".join([self.name_en, self.also_en, self.parent.words_en if self.parent else ""])

    @property
    def words_es(self) -> str:
        """The same in Spanish."""
        return " ".join([self.name_es, self.also_es, self.parent.words_es if self.parent else ""])


def condition(nodes: Iterable[Node]) -> search.Bits:
    """A row that has any of these needs themselves."""
    a, b = masks.pair(node.bit for node in nodes)
    return search.Bits(needs_a=a, needs_b=b)


class Terms:
    """All nodes of one kind, retired ones too (`by_id`, `by_slug`); `active` leaves those out."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.all = list(nodes)
        self.by_id = {node.id: node for node in self.all}
        self.by_slug = {node.slug: node for node in self.all}
        self.by_bit = {node.bit: node for node in self.all}
        self.active = [node for node in self.all if not node.is_retired]
        self.roots = [node for node in self.active if node.parent is None]

    def get(self, slug: str) -> Node | None:
        return self.by_slug.get(slug)

    def among(self, ids: Collection[int]) -> list[Node]:
        """Those of these keys, in order."""
        return [node for node in self.all if node.id in ids]

    def bits(self, slugs: Iterable[str]) -> list[int]:
        """The bits of these terms and of everything under them. Unknown slugs are left out."""
        nodes = [self.by_slug[slug] for slug in slugs if slug in self.by_slug]
        return sorted({below.bit for node in nodes for below in node.descendants})


@dataclass(frozen=True)
class Held:
    """All terms, as they were read at a time (`time.monotonic`)."""

    at: float
    needs: Terms
    communities: Terms
    access: Terms


_held: Held | None = None


def tree() -> Terms:
    """The needs: `.roots`, `.by_id`, `.by_slug`, each `Node` with `.children`, `.parent`, `.descendants`."""
    return terms().needs


def communities() -> Terms:
    """Whom listings are by or for, in order."""
    return terms().communities


def access() -> Terms:
    """The ways of access, in order."""
    return terms().access


def forget() -> None:
    """Read the terms again next time. Called by whoever changes one, and between tests."""
    global _held
    _held = None


def terms() -> Held:
    """All three, for whoever needs them again and again."""
    global _held
    if _held is None or time.monotonic() - _held.at > SECONDS:
        _held = Held(time.monotonic(), _read(Need), _read(Community), _read(Access))
    return _held


COLUMNS = ("id", "slug", "bit", "icon", "name_en", "name_es", "also_en", "also_es", "is_retired")


def _read(model: Any) -> Terms:
    rows: dict[int, dict[str, Any]] = {row["id"]: row for row in model.objects.values()}
    nodes: dict[int, Node] = {}

    def node(pk: int) -> Node:
        """The node of a row, after its parent's: the order of the rows says nothing of generations."""
        if pk not in nodes:
            row = rows[pk]
            parent = node(row["parent_id"]) if row.get("parent_id") else None
            nodes[pk] = Node(
                **{name: row[name] for name in COLUMNS},
                is_sensitive=row.get("is_sensitive", False),
                parent=parent,
            )
        return nodes[pk]

    found = Terms(node(pk) for pk in rows)
    for one in found.active:
        if one.parent:
            one.parent.children.append(one)
    return found


# --- Loading what ships with the project ----------------------------------------------------------


@transaction.atomic
def load() -> int:
    """Bring the terms in line with `directory/terms/*.yaml`; how many rows were added or changed.

    Idempotent. A term that organizers added or reworded (`is_own`) is left alone.
    """
    files: list[tuple[Any, str]] = [
        (Need, "needs.yaml"),
        (Community, "communities.yaml"),
        (Access, "access.yaml"),
    ]
    changed = 0
    for model, name in files:
        changed += _load(model, _terms(name))
    forget()
    return changed


@cache
def _terms(name: str) -> list[dict[str, Any]]:
    """A file of terms, read once a process."""
    found: list[dict[str, Any]] = read_yaml((TERMS / name).read_text(encoding="utf-8"))
    return found


def _load(model: Any, entries: list[dict[str, Any]]) -> int:
    """One generation after the other, since children need their parents' keys."""
    stored = {term.slug: term for term in model.objects.all()}
    positions = count()
    changed = 0
    generation = [(entry, None, next(positions)) for entry in entries]
    while generation:
        terms = [_wanted(model, stored, *item) for item in generation]
        new = [term for term in terms if not term.is_own and _differs(term, stored.get(term.slug))]
        model.objects.bulk_create(
            new, update_conflicts=True, unique_fields=["slug"], update_fields=_columns(model)
        )
        stored.update({term.slug: term for term in new})
        changed += len(new)
        generation = [
            (child, entry["slug"], next(positions))
            for entry, _parent, _position in generation
            for child in entry.get("children", [])
        ]
    return changed


def _columns(model: Any) -> list[str]:
    """What a release may change: all but the slug, the bit and what organizers decided."""
    return ["name_en", "name_es", "also_en", "also_es", "icon", "position"] + (
        ["is_sensitive", "parent", "code"] if model is Need else []
    )


def _wanted(
    model: Any, stored: dict[str, Any], entry: dict[str, Any], parent: str | None, position: int
) -> Any:
    """The term as the file has it; the stored one where organizers made it their own."""
    held = stored.get(entry["slug"])
    if held is not None and held.is_own:
        return held
    term: Any = model(
        slug=entry["slug"],
        bit=entry["bit"],
        name_en=entry["en"],
        name_es=entry["es"],
        also_en=entry["also_en"],
        also_es=entry["also_es"],
        icon=entry["icon"],
        position=position,
    )
    if model is Need:
        term.is_sensitive = entry.get("sensitive", False)
        term.code = entry.get("code", "")
        term.parent = stored[parent] if parent else None
    return term


def _differs(wanted: Any, held: Any) -> bool:
    if held is None:
        return True
    columns = [wanted._meta.get_field(name).attname for name in _columns(type(wanted))]
    return any(getattr(wanted, name) != getattr(held, name) for name in columns)
