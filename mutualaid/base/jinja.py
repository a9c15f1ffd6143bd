"""The Jinja2 environment of our own pages."""

from collections.abc import Callable, Iterable, MutableMapping
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.templatetags.static import static as django_static
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone, translation
from django.utils.http import urlencode
from django.utils.text import capfirst
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined, Template, Undefined, nodes, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from . import clocks, notes, tiles
from .addresses import address
from .choices import tick_boxes
from .icons import icon
from .said import language, one_language, said


def url(name: str, /, *args: Any, query: dict[str, Any] | None = None, **kwargs: Any) -> str:
    """`reverse` with the arguments of a template: `url("exchanges:post_detail", post.public_id)`."""
    if kwargs:
        return reverse(name, args=args or None, kwargs=kwargs, query=query)
    return address(name, *args, query=query)


def other_pages(asked: QueryDict) -> str:
    """Where the other pages of a list begin, for their number behind it: all else that was asked stays."""
    rest = [(name, value) for name, values in asked.lists() if name != "page" for value in values]
    return f"?{urlencode([*rest, ('page', '')])}"


# A file's address holds for as long as the process.
static = cache(django_static)


@pass_eval_context
def gettext(context: EvalContext, message: str, /, **variables: Any) -> str:
    """A message in the reader's language, as HTML, with the variables escaped; as text in a text.

    What Jinja's own does (`newstyle`), each message looked up once: there are a hundred on a page.
    """
    said_in, is_html = language(), context.autoescape
    return _said(said_in, message, is_html) % variables if variables else _whole(said_in, message, is_html)


@lru_cache(maxsize=4096)
def _said(language: str | None, message: str, is_html: bool) -> str:
    found = said(language, message)
    return Markup(found) if is_html else found  # noqa: S704 (our own messages)


@lru_cache(maxsize=4096)
def _whole(language: str | None, message: str, is_html: bool) -> str:
    return _said(language, message, is_html) % {}


def other_languages() -> list[dict[str, Any]]:
    """The site's other languages as `{"code": "es", "name": "Español"}`, each named in itself."""
    return _other_languages(language())


@cache
def _other_languages(language: str | None) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": capfirst(translation.get_language_info(code)["name_local"])}
        for code, _name in settings.LANGUAGES
        if code != language
    ]


@lru_cache(maxsize=1024)
def leaves(page: int, pages: int) -> list[int | None]:
    """The pages that a pager leads to: the first, the last and those around this one, None for a gap.

    A gap never stands for a single page.
    """
    around = {1, pages, *range(page - 1, page + 2)}
    around |= {2} if page == 4 else set()
    around |= {pages - 1} if page == pages - 3 else set()
    found: list[int | None] = []
    for number in sorted(around & set(range(1, pages + 1))):
        found += [None, number] if found and number - 1 != found[-1] else [number]
    return found


def numbers(values: Iterable[float] | None) -> str:
    """Numbers for a script: "51.05,3.72"; "" for none."""
    return ",".join(map(str, values or ()))


class _Template(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        with one_language():
            return super().render(*args, **kwargs)


class _Constants(NodeTransformer):
    """Calls that give the same on every page of one language, put into the template as what they give."""

    def __init__(self, known: dict[str, Callable[..., str]]) -> None:
        self.known = known

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        known = self.known.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        is_filled_in = node.kwargs or node.dyn_args or node.dyn_kwargs
        if not known or is_filled_in or not all(isinstance(one, nodes.Const) for one in node.args):
            return node
        given = [one.value for one in node.args if isinstance(one, nodes.Const)]
        try:
            return nodes.Const(known(*given), lineno=node.lineno)
        except (NoReverseMatch, ValueError):
            return node  # there is no such page or file, which only matters where it is asked for


class _Environment(Environment):
    """Templates are compiled once for each language, by an environment of its own (`language`).

    What they say without anything to fill in is written out then, of which a page has a hundred: messages,
    addresses of pages, files. A template is of the language that is on when it is asked for.
    """

    template_class = _Template
    language: str | None = None

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        spoken = self if self.language is not None else _spoken(self, language() or "")
        return super(_Environment, spoken).get_template(*args, **kwargs)

    def _generate(self, source: nodes.Template, name: str | None, *args: Any, **kwargs: Any) -> str:
        if self.language is not None:
            is_html = self.autoescape(name) if callable(self.autoescape) else self.autoescape

            def said(message: str) -> str:
                return _whole(self.language or None, message, is_html)

            with translation.override(self.language or None):
                source = _Constants({"_": said, "gettext": said, "static": static, "url": url}).visit(source)
        return super()._generate(source, name, *args, **kwargs)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The same for all templates: each import compares them, and Jinja's chain of two takes its time."""
        return super().make_globals(d) if d else self.globals


@cache
def _spoken(env: _Environment, language: str) -> _Environment:
    """The same for one language."""
    spoken = env.overlay()
    spoken.language = language
    return spoken


def environment(**options: Any) -> Environment:
    """Called once by Django. Other apps add nothing here: what a page needs, its view hands in."""
    options["undefined"] = StrictUndefined if settings.DEBUG or settings.STRICT_TEMPLATES else Undefined
    options["autoescape"] = lambda name: not (name or "").endswith(".txt")
    env = _Environment(
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        # All of them are kept, and nobody notes which was used last: a page asks for a dozen.
        cache_size=-1,
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        {"_": gettext, "gettext": gettext},
        static=static,
        url=url,
        htmx_script=htmx_script,
        get_language=language,
        get_language_bidi=translation.get_language_bidi,
        other_languages=other_languages,
        exit_url=settings.EXIT_URL,
        pictures=tiles.pictures,
        other_pages=other_pages,
        leaves=leaves,
    )
    # As a filter it is called outright, and where its name is written out, once: when a template is compiled.
    env.filters.update(
        icon=icon,
        tick_boxes=tick_boxes,
        tab=notes.tab,
        facts=notes.facts,
        chips=notes.chips,
        date=lambda value, fmt="DATE_FORMAT": formats.date_format(value, fmt),
        local=timezone.localtime,
        clock=lambda at: clocks.said(timezone.localtime(at).time()),
        number=formats.localize,
        numbers=numbers,
    )
    return env
