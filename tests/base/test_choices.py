"""Choices, and boxes of them as HTML."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mutualaid.base import search
from mutualaid.base.choices import Box, Choice, Choices, kept, tick_boxes

ANY = search.Anything()


def box(**changed):
    """Of a soup with 3, and below it a bread with none; and of some that are not counted."""
    soup, bread = Choice("soup", "Soup & more", ANY), Choice("bread", "Bread", ANY, depth=1)
    choices = Choices([soup, bread, Choice('"x"', "<b>", ANY, is_counted=False)])
    given = {"choices": choices, "counts": {"soup": 3, "bread": 0}, "ticked": [""], **changed}
    return Box("need", "Need", **given)


def test_box_is_drawn_with_how_many_each_would_show():
    soup, other = tick_boxes(box()).split("\n")
    assert soup == (
        '<label class="option"><input type="checkbox" name="need" value="soup"><span>Soup &amp; more</span>'
        '<span class="of">3</span></label>'
    )
    assert other == (
        '<label class="option"><input type="checkbox" name="need" value="&#34;x&#34;">'
        "<span>&lt;b&gt;</span></label>"
    )


def test_what_is_ticked_is_shown_though_it_leads_nowhere():
    _soup, bread, _other = tick_boxes(box(ticked=["bread"])).split("\n")
    assert '<label class="option inside"><input' in bread
    assert 'value="bread" checked>' in bread
    assert '<span class="of">0</span>' in bread


@pytest.mark.parametrize(
    ("changed", "drawn"),
    [({}, 'class="option none"'), ({"capped": True}, 'class="option"'), ({"full": False}, None)],
)
def test_what_leads_nowhere_is_pale_or_is_not_there(changed, drawn):
    first = tick_boxes(box(counts={"soup": 0, "bread": 0}, **changed)).split("\n")[0]
    assert (drawn in first) if drawn else ("soup" not in first)


def test_one_of_them_is_a_radio_button_and_some_are_drawn_alone():
    assert tick_boxes(box(one=True)).count('type="radio"') == 2
    assert tick_boxes(box(), 1) == tick_boxes(box()).split("\n")[1]
    assert "Soup" not in tick_boxes(box(), 1)


def test_options_say_what_is_drawn():
    soup, bread, other = box(ticked=["soup", ""]).options
    assert (soup.count, soup.checked, soup.is_shown, soup.is_none) == (3, True, True, False)
    assert (bread.count, bread.checked, bread.is_shown, bread.is_none) == (0, False, False, True)
    assert (other.count, other.depth, bread.depth) == (None, 0, 1)
    assert [one.value for one in box(ticked=["soup", ""]).chosen] == ["soup"]
    assert box().chosen == []


def test_words_are_those_of_whoever_reads():
    """Also where the same choices are drawn for one reader after the other."""
    found = box(choices=Choices([Choice("board", _("Board"), ANY)]), counts={"board": 1})
    for language, word in [("en", "Board"), ("es", "Tablón"), ("en", "Board")]:
        with translation.override(language):
            assert f"<span>{word}</span>" in tick_boxes(found)


def test_choices_are_kept_only_where_that_is_said():
    @kept(maxsize=4)
    def made(word):
        return Choices([Choice(word, word, ANY)])

    assert made("soup") is made("soup")
    assert made("soup").counted.is_kept
    plain, every = (made("soup").unticked("need", every=some, rare=False) for some in (False, True))
    assert plain is made("soup").unticked("need", every=False, rare=False)
    assert (plain.every, every.every) == (False, True)
    of_one = Choices([Choice("34", "Somebody of 34", ANY)])
    assert not of_one.counted.is_kept
    # With one of those that are not counted it is this page's own.
    uncounted = Choices([Choice("soup", "Soup", ANY), Choice("me", "Me", ANY, is_counted=False)])
    uncounted.is_kept = True
    assert uncounted.with_uncounted(["soup"]).is_kept
    assert not uncounted.with_uncounted(["me"]).is_kept
