"""What is to be translated, found in Python, in our Jinja2 pages and in the few Django templates.

Django's own `makemessages` silently drops `{% trans %}` in Jinja2; Babel reads it as Jinja2 does.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_from_dir
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCES = ["mutualaid", "exchanges", "members", "directory", "templates"]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    # What our modules call gettext and gettext_lazy where `_` is the other one.
    "_t": None,
    "_lazy": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
JINJA = {
    "extensions": "jinja2.ext.do",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}


def from_django_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[Any, ...]]:
    """Babel's sort of extractor for Django's template language: Django turns it into Python calls first."""
    source = io.BytesIO(templatize(file.read().decode()).encode())
    for line, message, comments, context in extract("python", source, KEYWORDS, comment_tags, options):
        yield (
            line,
            "pgettext" if context else "gettext",
            (context, message) if context else message,
            comments,
        )


METHODS = [
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("django/**", from_django_template),
    ("**/django/**", from_django_template),
    ("**.html", "jinja2.ext:babel_extract"),
    ("**.txt", "jinja2.ext:babel_extract"),
    # The service worker; what else there is of JavaScript gets its words from its page.
    ("**.js", "jinja2.ext:babel_extract"),
]


def found(root: Path) -> Catalog:
    """Every message of the checkout at `root`."""
    catalog = Catalog(fuzzy=False)
    for source in SOURCES:
        for _file, _line, message, comments, context in extract_from_dir(
            root / source,
            method_map=METHODS,  # type: ignore[arg-type]
            options_map={"**.html": JINJA, "**.txt": JINJA, "**.js": JINJA},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
        ):
            catalog.add(message, None, [], auto_comments=comments, context=context)
    return catalog


def read(po: Path, language: str) -> Catalog:
    """The catalogue, or an empty one."""
    if not po.exists():
        return Catalog(
            locale=language, header_comment="# Mutual Aid.", project="mutualaid", version="1", fuzzy=False
        )
    with po.open("rb") as file:
        return read_po(file, locale=language)


def update(root: Path, po: Path, language: str) -> Catalog:
    """Bring the catalogue up to what was found; translations stay, what is no longer said goes."""
    catalog = read(po, language)
    created = catalog.creation_date
    catalog.update(found(root), no_fuzzy_matching=True, update_creation_date=False)
    catalog.creation_date = created
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        write_po(file, catalog, width=100, no_location=True, sort_output=True, ignore_obsolete=True)
    return catalog
