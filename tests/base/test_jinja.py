"""Our templates are compiled once for each language."""

import pytest
from django.http import QueryDict
from django.urls import NoReverseMatch
from django.utils import translation
from jinja2 import DictLoader

from mutualaid.base.jinja import environment, leaves, numbers, other_languages, other_pages

PAGES = {
    "layout.html": "{{ _('Board') }}|{% block content %}{% endblock %}",
    "part.html": "{% macro part() %}{{ _('Directory') }}{% endmacro %}",
    "page.html": """{% extends "layout.html" %}{% from "part.html" import part %}
{%- block content %}{{ part() }} {% trans %}Guides{% endtrans %} {{ url("site:about") }}{% endblock %}""",
    "elsewhere.html": "{% if asked %}{{ url('nowhere:at_all') }}{% endif %}here",
    "sign.html": "{{ _('100%% <b>') }}{{ _('%(who)s & co', who=who) }}",
    "sign.txt": "{{ _('100%% <b>') }}{{ _('%(who)s & co', who=who) }}",
}


@pytest.fixture
def env():
    return environment(loader=DictLoader(PAGES))


def said(env, name, language, **given):
    with translation.override(language):
        return env.get_template(name).render(**given)


def test_each_language_has_templates_of_its_own(env):
    english, spanish = (said(env, "page.html", language) for language in ("en", "es"))
    assert english == "Board|Directory Guides /about/"
    assert spanish == "Tablón|Directorio Guías /about/"
    assert said(env, "page.html", "en") == english


def test_what_a_template_builds_on_is_of_its_language(env):
    with translation.override("es"):
        template = env.get_template("page.html")
    with translation.override("en"):
        assert template.render() == "Tablón|Directorio Guías /about/"
    assert said(env, "page.html", "en").startswith("Board|Directory")


def test_an_address_that_is_not_there_matters_only_where_it_is_asked_for(env):
    assert said(env, "elsewhere.html", "en", asked=False) == "here"
    with pytest.raises(NoReverseMatch):
        said(env, "elsewhere.html", "en", asked=True)


@pytest.mark.parametrize(
    ("name", "expected"), [("sign.html", "100% <b>&lt;i&gt; & co"), ("sign.txt", "100% <b><i> & co")]
)
def test_messages_are_html_in_html_and_text_in_text(env, name, expected):
    assert said(env, name, "en", who="<i>") == expected


def test_a_message_is_looked_up_when_a_template_is_compiled(env, monkeypatch):
    said(env, "page.html", "en")
    monkeypatch.setitem(env.globals, "_", None)
    monkeypatch.setitem(env.globals, "gettext", None)
    assert said(env, "page.html", "en").startswith("Board|Directory")


@pytest.mark.parametrize(
    ("asked", "link"),
    [
        ("", "?page="),
        ("page=3", "?page="),
        ("q=a+b%26c&need=food&page=2&need=rides&near=", "?q=a+b%26c&need=food&need=rides&near=&page="),
        ("q=ni%C3%B1os", "?q=ni%C3%B1os&page="),
    ],
)
def test_other_pages_ask_the_same(asked, link):
    assert other_pages(QueryDict(asked)) == link


@pytest.mark.parametrize(
    ("page", "pages", "found"),
    [
        (1, 2, "1 2"),
        (1, 9, "1 2 - 9"),
        (3, 9, "1 2 3 4 - 9"),
        (4, 9, "1 2 3 4 5 - 9"),
        (5, 9, "1 - 4 5 6 - 9"),
        (6, 9, "1 - 5 6 7 8 9"),
        (9, 9, "1 - 8 9"),
        (4, 7, "1 2 3 4 5 6 7"),
        (20, 9, "1 - 9"),
    ],
)
def test_pager_leads_to_the_ends_and_to_what_is_around(page, pages, found):
    assert " ".join("-" if number is None else str(number) for number in leaves(page, pages)) == found


def test_numbers_for_a_script():
    assert [numbers(some) for some in ((51.05, -3.0), [7], (), None)] == ["51.05,-3.0", "7", "", ""]


def test_other_languages_are_all_but_the_reader_s():
    for language in ("en", "es", "en"):
        with translation.override(language):
            assert language not in [one["code"] for one in other_languages()]
            assert other_languages()
