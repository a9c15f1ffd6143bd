"""Notes pinned on a list."""

import pytest
from django.template import engines
from markupsafe import Markup

from mutualaid.base.notes import Note, chips, facts

LIST = '{% from "components/notes.html" import notes %}'
PLAIN = {"kind": "offer", "tab": "Offer", "tab_icon": "sprout", "title": "Soup", "href": "/soup/"}


def drawn(*listed, template="{{ notes(listed) }}", **given):
    return engines["jinja2"].from_string(LIST + template).render({"listed": listed, **given})


def test_what_neighbours_typed_is_text():
    note = Note(
        **{**PLAIN, "title": "<b>", "tab": "<i>", "href": '"><u>'},
        facts=[("clock", "<s>", "")],
        chips=("<q>", "&"),
        trust="<em>",
        lang='"x',
        point="<p>",
        used="<a>",
    )
    html = drawn(note)
    for typed in ("b", "i", "u", "s", "q", "em"):
        assert f"<{typed}>" not in html.replace("<p>", "")
        assert f"&lt;{typed}&gt;" in html
    assert '<span class="chip">&amp;</span>' in html
    assert 'data-at="&lt;p&gt;"' in html
    assert 'data-used="&lt;a&gt;"' in html
    assert 'lang="&#34;x"' in html


def test_facts_and_chips_of_a_page():
    said = facts([("clock", "Open <now>", "open"), ("phone", Markup('<a href="tel:1">1</a>'), "")])
    assert '<li class="open"><svg' in said
    assert "<span>Open &lt;now&gt;</span>" in said
    assert '<span><a href="tel:1">1</a></span>' in said
    assert said.count("<li") == 2
    assert chips(word for word in ["A", "<B>"]).count('<span class="chip">') == 2
    assert "&lt;B&gt;" in chips(["<B>"])
    assert (facts([]), chips([])) == ("", "")


def test_a_plain_note_has_nothing_empty_on_it():
    html = drawn(Note(**PLAIN))
    for word in ("facts", "chips", "trust", "note-more", "data-", "lang=", "single"):
        assert word not in html
    assert html.count("<h3") == html.count("</h3>") == 1


@pytest.mark.parametrize(("level", "heading"), [("2", "h2"), ("3", "h3")])
def test_headings_are_of_the_level_below_the_page_s(level, heading):
    html = drawn(Note(**PLAIN), template="{{ notes(listed, level) }}", level=level)
    assert f'<{heading} class="note-title"><a href="/soup/">Soup</a></{heading}>' in html


def test_something_of_its_own_is_drawn_into_each():
    listed = [Note(**PLAIN, more=word) for word in ("one", "two")]
    html = drawn(*listed, template="{% call(note) notes(listed, single=True) %}{{ note.more }}!{% endcall %}")
    assert html.count('<div class="note-more">') == 2
    assert html.index("one!") < html.index("two!")
    assert '<ul class="cards single">' in html
