"""The bridge from Django's template engine to our Jinja2 components, so that each exists only once.

`{% jinja "components/button.html" "button" label=... %}` calls a macro;
`{% jinjapage title=... %}...{% endjinjapage %}` puts what it encloses into the one layout.
"""

from typing import Any

from django import template
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def jinja(context: template.Context, file: str, macro: str, **arguments: Any) -> SafeString:
    """The macro's HTML."""
    module = engines["jinja2"].env.get_template(file).make_module({"request": context.get("request")})  # type: ignore[attr-defined]
    return mark_safe(getattr(module, macro)(**arguments))


@register.simple_block_tag(takes_context=True)
def jinjapage(context: template.Context, content: str, **arguments: Any) -> SafeString:
    """A whole page in the layout; `content` is HTML that the enclosed template rendered."""
    page = engines["jinja2"].get_template("bridge.html")
    return mark_safe(page.render({"content": mark_safe(content), **arguments}, context.get("request")))
