"""Markdown of guides: what it can do, and what nobody can do with it."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.markdown import minutes_to_read, render

ATTRIBUTES = {
    ("a", "href"),
    ("a", "rel"),
    ("ol", "start"),
    ("li", "class"),
    ("input", "type"),
    ("input", "checked"),
    *((f"h{level}", "id") for level in range(2, 7)),
}
TAGS = {
    *("p", "br", "hr", "blockquote", "strong", "em", "code", "pre", "a", "ul", "ol", "li", "span"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "label", "input"),
}


class Tags(HTMLParser):
    """What a browser would see: each tag with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags(text):
    return Tags(render(text).html).found


def check_harmless(text):
    for tag, attributes in tags(text):
        assert tag in TAGS
        assert {(tag, name) for name in attributes} <= ATTRIBUTES
        address = attributes.get("href", "").strip()
        assert not address.startswith(("//", "/\\", "\\"))
        assert urlsplit(address).scheme in ("", "http", "https", "mailto", "tel")
        if tag == "input":
            assert attributes["type"] == "checkbox"


def test_paragraphs_lists_and_tables():
    html = render("One **two** *three*.\n\n1. first\n2. second\n\n| a | b |\n| --- | :-: |\n| c | d |").html
    assert "<strong>two</strong> <em>three</em>" in html
    assert "<ol>\n<li>first</li>" in html
    assert "<th>b</th>" in html
    assert "<td>d</td>" in html


def test_headings_begin_below_the_page_s_own_and_make_the_contents():
    rendered = render("# Top\n\n## Go *out*\n\n### Finer\n\n## Go out\n\n## ¿Qué?\n\n## 水")
    assert "<h1" not in rendered.html
    assert '<h3 id="step-finer">Finer</h3>' in rendered.html
    assert [(heading.id, heading.text) for heading in rendered.contents] == [
        ("step-top", "Top"),
        ("step-go-out", "Go out"),
        ("step-go-out-2", "Go out"),
        ("step-que", "¿Qué?"),
        ("step", "水"),
    ]


def test_a_checklist_is_boxes_with_their_words_as_labels():
    html = render("- [ ] Water, **four** litres\n- [x] Torch\n- [link](/directory/)\n- []()").html
    assert (
        '<li class="check"><label><input type="checkbox"> <span>Water, <strong>four</strong> litres</span>'
        in html
    )
    assert html.count("<input") == 2
    assert html.count("checked") == 1


def test_a_box_is_only_at_the_beginning_of_an_item():
    assert "<input" not in render("Say [ ] nothing.\n\n[ ] not in a list\n\n- text [ ] later").html


@pytest.mark.parametrize(
    ("address", "leaves"),
    [
        ("/directory/?need=food", False),
        ("#step-go", False),
        ("?language=es", False),
        ("https://example.org/a?b=c", True),
        ("mailto:hello@example.org", True),
        ("tel:+3225550100", True),
        ("example.org", True),
    ],
)
def test_links_that_leave_do_not_say_where_from(address, leaves):
    ((_, attributes),) = [found for found in tags(f"[text]({address})") if found[0] == "a"]
    assert attributes["href"] == address
    assert attributes.get("rel") == ("noreferrer nofollow" if leaves else None)


ABUSES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<p style='position:fixed' onclick='x()'>",
    "<iframe src=/></iframe><form action=/><button formaction=/>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x) [y](file:///etc/passwd)",
    "[x](//example.org/a) [y](/\\example.org) [z](\\\\example.org)",
    "<javascript:alert(1)>",
    "![x](https://example.org/pixel.png)",
    '[x](/a "onmouseover=alert(1)")',
    '[x](/a" onmouseover="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "| a |\n| :-: |\n| <b onclick=x> |",
    "- [ ] <input type=text name=pin autofocus onfocus=x>",
    "```html onload=x\n<script>\n```",
    "# <svg onload=alert(1)>",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("text", ABUSES)
def test_no_text_becomes_a_danger(text):
    check_harmless(text)


def test_html_is_shown_as_it_was_typed():
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in render("<script>alert(1)</script>").html
    assert "<img" not in render("![a picture](https://example.org/pixel.png)").html


MARKS = [
    "\n",
    "\n\n",
    "- [ ] ",
    "> ",
    "| ",
    "](",
    "[",
    "<",
    ">",
    '"',
    "'",
    "`",
    "*",
    "# ",
    "\\",
    "&",
    " on",
    "x",
]
PIECES = st.sampled_from([*ABUSES, *MARKS])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join)))
def test_no_text_at_all_becomes_a_danger(text):
    check_harmless(text)


@pytest.mark.parametrize("piece", [">", "- ", "[", "*a ", "![", "<", "`", "| a ", "- [ ] ", "(", "\\", "&#"])
def test_huge_nesting_ends_soon(piece):
    """The longest text that a form takes, made of the worst that a parser can meet."""
    text = (piece * 20_000)[:20_000]
    began = time.perf_counter()
    check_harmless(text)
    assert time.perf_counter() - began < 5


def test_minutes_to_read():
    assert [minutes_to_read("word " * count) for count in (0, 1, 180, 181, 900)] == [1, 1, 1, 2, 5]
