"""Our templates put out what Jinja's own would."""

import jinja2
import pytest
from django.template import engines
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from markupsafe import Markup

PLAIN = jinja2.Environment(autoescape=True)
PAGE = (
    "{% macro quoted(text) %}“{{ text }}”{% endmacro %}"
    "{% macro framed() %}<p>{{ caller() }}</p>{% endmacro %}"
    "{% set held %}<i>{{ it }}</i>{% endset %}"
    '{{ it }} <a title="{{ it }}">{{ quoted(it) }}</a> {% call framed() %}{{ it }}{% endcall %} {{ held }}'
    ' {{ it | upper }} {{ it ~ "<" }} {{ it | safe }} {{ it if it }}'
)


class Icon:
    def __html__(self):
        return "<svg></svg>"


class Shouting(str):
    def __str__(self):
        return "<b>LOUD</b>"


@pytest.mark.parametrize(
    "value",
    [
        *("", 'Tom & Ana\'s <soup> "hot"', "ñandú 🥕", lazystr("<late>"), Shouting("<b>")),
        *(Markup("<b>safe</b>"), mark_safe("<b>safe</b>"), Icon()),
        *(None, True, 0, 7, 2.5, ["<a>"], {"<k>": "<v>"}),
    ],
)
def test_what_is_put_out_is_escaped_as_by_jinja(value):
    ours = engines["jinja2"].env
    assert ours.from_string(PAGE).render(it=value) == PLAIN.from_string(PAGE).render(it=value)


def test_nothing_is_escaped_in_a_text(tmp_path):
    (tmp_path / "mail.txt").write_text("{{ it }}")
    ours = engines["jinja2"].env.overlay(loader=jinja2.FileSystemLoader(tmp_path))
    assert ours.get_template("mail.txt").render(it="Tom & <Ana>") == "Tom & <Ana>"
