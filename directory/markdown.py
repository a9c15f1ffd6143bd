"""Markdown as guides use it: CommonMark, tables and checklists, made into HTML that a page can trust.

Twice held: HTML in a text is shown as it was typed, never read; and what comes out is cut down to a short
list of tags, attributes and kinds of address, whatever a mistake above it let through.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# A page has one h1, its title; the headings of a text begin below it.
TOP = 2
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
OUTSIDE = "noreferrer nofollow"
_BOX = re.compile(r"\[([ xX])\][ \t]+")


@dataclass(frozen=True)
class Heading:
    """A heading of the first rank, and where on the page it stands."""

    id: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """The HTML of a text, and its headings as a table of contents."""

    html: SafeString
    contents: tuple[Heading, ...]


@lru_cache(maxsize=128)
def render(text: str) -> Rendered:
    """The HTML of a Markdown text, safe to put into a page, with its contents."""
    tokens = _markdown.parse(text)
    html = _cleaner.clean(_markdown.renderer.render(tokens, _markdown.options, {}))
    contents = tuple(
        Heading(str(token.attrs["id"]), _plain(inline))
        for token, inline in _headings(tokens)
        if token.tag == f"h{TOP}"
    )
    return Rendered(mark_safe(html), contents)


def minutes_to_read(text: str) -> int:
    """How long it takes to read slowly: 180 words a minute, at least one."""
    return max(1, -(-len(text.split()) // 180))


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Each opening of a heading, with what stands in it."""
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            yield token, inline


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _place_headings(state: StateCore) -> None:
    """Headings begin below the page's own, and each has an address of its own on the page."""
    taken: set[str] = set()
    for token, inline in _headings(state.tokens):
        token.tag = f"h{max(TOP, int(token.tag[1]))}"
        base = f"step-{slugify(_plain(inline))[:60].strip('-')}".rstrip("-")
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        token.attrSet("id", name)
    for token in state.tokens:
        if token.type == "heading_close":
            token.tag = f"h{max(TOP, int(token.tag[1]))}"


def _mark_links(state: StateCore) -> None:
    """Whoever follows a link that leaves the site does not say where they come from."""
    for inline in state.tokens:
        for token in inline.children or []:
            if token.type == "link_open" and _is_outside(str(token.attrs.get("href", ""))):
                token.attrSet("rel", OUTSIDE)


def _is_outside(address: str) -> bool:
    return not address.startswith(("/", "#", "?")) or address.startswith(("//", "/\\"))


def _make_checklists(state: StateCore) -> None:
    """`- [ ] Water` becomes a box to tick, with its words as the label."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        first = inline.children[0] if inline.children else None
        if item.type != "list_item_open" or paragraph.type != "paragraph_open" or first is None:
            continue
        box = _BOX.match(first.content) if first.type == "text" else None
        if box:
            first.content = first.content[box.end() :]
            ticked = "" if box[1] == " " else " checked"
            item.attrSet("class", "check")
            inline.children = [
                _raw(f'<label><input type="checkbox"{ticked}> <span>'),
                *(inline.children or []),
                _raw("</span></label>"),
            ]


def _raw(html: str) -> Token:
    return Token("html_inline", "", 0, content=html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The second look at each attribute: addresses of other hosts are whole ones, ids are ours."""
    if name == "href" and value.startswith(("//", "/\\", "\\")):
        return None
    if name == "id" and not value.startswith("step"):
        return None
    return value


def _made() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    for rule in (_place_headings, _mark_links, _make_checklists):
        markdown.core.ruler.push(rule.__name__.strip("_"), rule)
    return markdown


_markdown = _made()
_cleaner = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "blockquote", "strong", "em", "code", "pre", "a", "ul", "ol", "li", *HEADINGS),
        *("table", "thead", "tbody", "tr", "th", "td", "label", "input", "span"),
    },
    attributes={
        "*": set(),
        "a": {"href"},
        "ol": {"start"},
        "input": {"checked"},
        **{heading: {"id"} for heading in HEADINGS},
    },
    tag_attribute_values={"a": {"rel": {OUTSIDE}}, "li": {"class": {"check"}}},
    set_tag_attribute_values={"input": {"type": "checkbox"}},
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
