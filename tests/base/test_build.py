"""What is made from packages, and what is found to be translated."""

from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from mutualaid.base import messages
from mutualaid.base.build import build

PO = settings.BASE_DIR / "locale" / "es" / "LC_MESSAGES" / "django.po"


def test_build_again_makes_nothing() -> None:
    build(settings.BUILD_DIR, settings.LOCALE_PATHS[0])
    assert build(settings.BUILD_DIR, settings.LOCALE_PATHS[0]) == []


def test_built_fonts_hold_what_our_languages_write() -> None:
    for name in ("atkinson-regular", "atkinson-bold", "bricolage"):
        font = TTFont(settings.BUILD_DIR / "fonts" / f"{name}.woff2")
        assert {ord(letter) for letter in "Aa1ñáéíóúü¿¡ç€–’…"} <= set(font.getBestCmap())
        more = TTFont(settings.BUILD_DIR / "fonts" / f"{name}-more.woff2")
        assert {ord(letter) for letter in "ąčřśőż"} <= set(more.getBestCmap())
        assert "fvar" not in font


def test_built_stylesheets_name_only_what_is_there() -> None:
    vendor = settings.BUILD_DIR / "vendor"
    css = (vendor / "leaflet.css").read_text()
    named = {part.split(")")[0] for part in css.split("url(")[1:]} - {"#default#VML"}
    assert [name for name in sorted(named) if not (vendor / name).exists()] == []
    assert "sourceMappingURL" not in (vendor / "leaflet.js").read_text()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for source in messages.SOURCES:
        (tmp_path / source).mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("templates/a/x.html", "{% trans %}Ask{% endtrans %}", ["Ask"]),
        ("templates/a/x.html", "{% trans n=2 %}one{% pluralize %}{{ n }}{% endtrans %}", [("one", "%(n)s")]),
        ("templates/a/x.html", '{{ button(_("Count me in"), kind="offer") }}', ["Count me in"]),
        ("templates/a/x.html", '{% call note(_("Rice")) %}{{ _("Beans") }}{% endcall %}', ["Beans", "Rice"]),
        ("templates/emails/x.txt", '{{ _("Hello") }}', ["Hello"]),
        ("templates/django/x.html", "{% load i18n %}{% trans 'Sign in' %}", ["Sign in"]),
        ("templates/django/x.html", "{% blocktrans trimmed %}\n Sign\n out{% endblocktrans %}", ["Sign out"]),
        ("members/x.py", 'x = _("Name")\ny = ngettext_lazy("day", "%d days")', ["Name", ("day", "%d days")]),
        ("members/migrations/0001.py", 'x = _("no")', []),
    ],
)  # fmt: skip
def test_messages_are_found(checkout: Path, file: str, text: str, expected: list[object]) -> None:
    (checkout / file).parent.mkdir(parents=True, exist_ok=True)
    (checkout / file).write_text(text)
    assert sorted((m.id for m in messages.found(checkout) if m.id), key=str) == sorted(expected, key=str)


def test_update_keeps_translations_and_drops_what_is_gone(checkout: Path) -> None:
    page, po = checkout / "templates" / "x.html", checkout / "django.po"
    page.write_text('{{ _("Ask") }} {{ _("Share") }}')
    messages.update(checkout, po, "es")
    po.write_text(po.read_text().replace('msgid "Ask"\nmsgstr ""', 'msgid "Ask"\nmsgstr "Pedir"'))
    page.write_text('{{ _("Ask") }} {{ _("Give") }}')
    messages.update(checkout, po, "es")
    assert {m.id: m.string for m in messages.read(po, "es") if m.id} == {"Ask": "Pedir", "Give": ""}


def test_catalogue_is_what_the_sources_say() -> None:
    """If this fails: `python3 dev.py manage messages`, then translate."""
    found = {(m.id, m.context) for m in messages.found(settings.BASE_DIR) if m.id}
    held = {(m.id, m.context) for m in messages.read(PO, "es") if m.id}
    assert (sorted(map(str, found - held)), sorted(map(str, held - found))) == ([], [])
