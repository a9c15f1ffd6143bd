"""Twenty cards and 75 filters with counts, by each template engine: what no page can be faster than.

The same HTML from both, made as each engine would have it: macros here, includes with `only` there. This is
what docs/decisions/0001-jinja2.md was decided on.
"""

from collections.abc import Callable
from typing import Any

from django.template import Context, Engine
from django.template import engines as template_engines
from jinja2 import DictLoader

_JINJA = {
    "card.html": """
{% macro card(item) %}
<article class="note place"><h3 class="note-title"><a href="{{ item.href }}">{{ item.title }}</a></h3>
<p class="tab">{{ "map-pin" | icon }}{{ item.tab }}</p>
<ul class="facts">
{% for name, text in item.facts %}<li>{{ name | icon }}<span>{{ text }}</span></li>{% endfor %}
</ul>
<ul class="chips">{% for text in item.chips %}<li><span class="chip">{{ text }}</span></li>{% endfor %}</ul>
<p class="trust">{{ "badge-check" | icon }}<span>{{ item.trust }}</span></p></article>
{% endmacro %}""",
    "option.html": """
{% macro option(one) %}
<label class="option">
<input type="checkbox" name="{{ one.name }}" value="{{ one.value }}"{% if one.checked %} checked{% endif %}>
<span>{{ one.label }}</span><span class="of">{{ one.count }}</span></label>
{% endmacro %}""",
    "page.html": """
{% from "card.html" import card %}{% from "option.html" import option %}
{% for title, options in groups %}<fieldset><legend>{{ title }}</legend>
{% for one in options %}{{ option(one) }}{% endfor %}</fieldset>{% endfor %}
<ul class="cards">{% for item in items %}<li>{{ card(item) }}</li>{% endfor %}</ul>""",
}
_DJANGO = {
    "card.html": """
<article class="note place"><h3 class="note-title"><a href="{{ item.href }}">{{ item.title }}</a></h3>
<p class="tab">{{ icons.pin }}{{ item.tab }}</p>
<ul class="facts">
{% for mark, text in item.marked %}<li>{{ mark }}<span>{{ text }}</span></li>{% endfor %}
</ul>
<ul class="chips">{% for text in item.chips %}<li><span class="chip">{{ text }}</span></li>{% endfor %}</ul>
<p class="trust">{{ icons.check }}<span>{{ item.trust }}</span></p></article>""",
    "option.html": """
<label class="option">
<input type="checkbox" name="{{ one.name }}" value="{{ one.value }}"{% if one.checked %} checked{% endif %}>
<span>{{ one.label }}</span><span class="of">{{ one.count }}</span></label>""",
    "page.html": """
{% for title, options in groups %}<fieldset><legend>{{ title }}</legend>
{% for one in options %}{% include "option.html" with one=one only %}{% endfor %}</fieldset>{% endfor %}
<ul class="cards">
{% for item in items %}<li>{% include "card.html" with item=item icons=icons only %}</li>{% endfor %}
</ul>""",
}


def jinja2() -> Callable[[], bytes]:
    """With our own environment's filters and escaping."""
    env = template_engines["jinja2"].env.overlay(loader=DictLoader(_JINJA))  # type: ignore[attr-defined]
    template, context = env.get_template("page.html"), _context()
    return lambda: template.render(context).encode()


def django() -> Callable[[], bytes]:
    """With cached templates, as in production."""
    loaders = [
        ("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", _DJANGO)])
    ]
    template, context = Engine(loaders=loaders).get_template("page.html"), _context()  # type: ignore[arg-type]
    return lambda: template.render(Context(context)).encode()


def _context() -> dict[str, Any]:
    from mutualaid.base.icons import icon

    facts = [("map-pin", "12 Elm Street, Springfield"), ("clock", "Open until 17:30"), ("phone", "555-0100")]
    item = {
        "href": "/directory/soup-and-company/",
        "title": "Soup & company at St. Mary's",
        "tab": "Place",
        "facts": facts,
        "marked": [(icon(name), text) for name, text in facts],
        "chips": ["Food", "Company", "Spanish spoken"],
        "trust": "Checked on 3 March",
    }
    options = [
        {
            "name": "need",
            "value": f"need-{i}",
            "label": f"Need & number {i}",
            "count": i * 7,
            "checked": i == 3,
        }
        for i in range(75)
    ]
    return {
        "items": [item] * 20,
        "groups": [(f"Group {i}", options[i * 15 : (i + 1) * 15]) for i in range(5)],
        "icons": {"pin": icon("map-pin"), "check": icon("badge-check")},
    }
