"""The guides and tools that ship with the project, read after every `migrate`.

`directory/guides/<slug>.<language>.md` is a guide in one language, with what it is about on top;
`tools.yaml` lists tools kept elsewhere. What organizers changed (`is_own`) is theirs and left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models, transaction

from .files import read_yaml
from .models import Community, Guide, GuideText, Need
from .projection import project_guides

FOLDER = Path(__file__).parent / "guides"
FACTS = ("kind", "url", "minutes")
WORDS = ("title", "summary", "body")
MANY: tuple[tuple[str, type[models.Model]], ...] = (("needs", Need), ("for_communities", Community))


@dataclass(frozen=True)
class Shipped:
    """A guide as the files have it. `many`: slugs of its needs and communities; `texts`: by language."""

    slug: str
    facts: dict[str, Any]
    many: dict[str, tuple[str, ...]]
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@cache
def guides() -> tuple[Shipped, ...]:
    """All that ships, read once a process."""
    return (*_guides(), *_tools())


def _guides() -> Iterator[Shipped]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for path in sorted(FOLDER.glob("*.md")):
        slug, language, _ = path.name.split(".")
        found[slug][language] = _read(path)
    for slug, written in found.items():
        about = written["en"]
        facts = {"kind": Guide.Kind.GUIDE, "url": "", "minutes": about["minutes"]}
        yield Shipped(slug, facts, _many(about), {code: _words(text) for code, text in written.items()})


def _read(path: Path) -> dict[str, Any]:
    """What stands on top of the file, between two lines of dashes, and the text below it."""
    _, top, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return {**read_yaml(top), "body": body.strip()}


def _tools() -> Iterator[Shipped]:
    for tool in read_yaml((FOLDER / "tools.yaml").read_text(encoding="utf-8")):
        facts = {"kind": Guide.Kind.TOOL, "url": tool["url"], "minutes": None}
        yield Shipped(tool["slug"], facts, _many(tool), {code: _words(tool[code]) for code in ("en", "es")})


def _many(about: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {"needs": tuple(about["needs"]), "for_communities": tuple(about.get("for", ()))}


def _words(text: dict[str, Any]) -> dict[str, str]:
    return {name: text.get(name, "") for name in WORDS}


@transaction.atomic
def load() -> int:
    """Bring guides in line with the files; how many guides and texts were added or changed. Idempotent."""
    wanted = guides()
    held = {guide.slug: guide for guide in Guide.objects.filter(slug__in=[one.slug for one in wanted])}
    free = [one for one in wanted if one.slug not in held or not held[one.slug].is_own]
    new = [Guide(slug=one.slug, **one.facts) for one in free if one.slug not in held]
    other = [
        _changed(held[one.slug], one) for one in free if one.slug in held and _differs(held[one.slug], one)
    ]
    Guide.objects.bulk_create(new)
    Guide.objects.bulk_update(other, FACTS)
    rows = {**held, **{guide.slug: guide for guide in new}}
    for name, model in MANY:
        _tag(name, model, {rows[one.slug].pk: one.many[name] for one in free})
    texts = list(_new_texts(free, rows))
    GuideText.objects.bulk_create(texts)
    project_guides([rows[one.slug].pk for one in free])
    return len(new) + len(other) + len(texts)


def _differs(held: Guide, wanted: Shipped) -> bool:
    return any(getattr(held, name) != value for name, value in wanted.facts.items())


def _changed(held: Guide, wanted: Shipped) -> Guide:
    for name, value in wanted.facts.items():
        setattr(held, name, value)
    return held


def _tag(name: str, model: type[models.Model], wanted: dict[int, tuple[str, ...]]) -> None:
    """The rows between guides and their needs or communities: missing ones added, others taken away."""
    through = getattr(Guide, name).through
    column = f"{model._meta.model_name}_id"
    ids = dict(model._default_manager.values_list("slug", "pk"))
    right = {(pk, ids[slug]) for pk, slugs in wanted.items() for slug in slugs}
    stored = {
        (row["guide_id"], row[column]): row["id"] for row in through.objects.filter(guide__in=wanted).values()
    }
    through.objects.filter(pk__in=[pk for pair, pk in stored.items() if pair not in right]).delete()
    through.objects.bulk_create(
        through(**{"guide_id": guide, column: other}) for guide, other in sorted(right - stored.keys())
    )


def _new_texts(wanted: Iterable[Shipped], rows: dict[str, Guide]) -> Iterator[GuideText]:
    """A next version of each text that reads otherwise than the newest that is held."""
    newest = {(text.guide_id, text.language): text for text in GuideText.objects.current()}
    for one in wanted:
        for language, words in one.texts.items():
            guide = rows[one.slug]
            held = newest.get((guide.pk, language))
            if held is None or any(getattr(held, name) != value for name, value in words.items()):
                number = held.number + 1 if held else 1
                yield GuideText(guide=guide, language=language, number=number, **words)
