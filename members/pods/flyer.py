"""A flyer for the street that asks neighbours into a pod: a cross street and a code, no name and no door."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from directory.paper import Paper, Speaking, address, qr


class Form(Speaking):
    """What is typed stands in the address of the page and is stored nowhere."""

    corner = forms.CharField(
        label=_("Cross street"),
        max_length=60,
        required=False,
        help_text=_("Two streets, or a place that everybody knows. Never a house number."),
    )
    field_order = ("corner", "languages")


SAID = {
    "title": _("Neighbours who look after each other"),
    "line": _("We check on each other when it is hot, dark or icy, and share what we have."),
    "how": _("Scan this to ask whether there is room for you. No papers, no fee."),
}
PAPER = Paper(
    "pod-flyer",
    _("Flyer for your pod"),
    _("Its code asks to join this pod, and those who look after it answer. It works for 60 days."),
    "megaphone",
    "start-a-pod",
    "members/pods/flyer.html",
    Form,
)


def draw(typed: dict[str, Any], path: str) -> dict[str, Any]:
    """What the sheet shows besides what was typed. `path`: where its code leads."""
    codes = typed["languages"] or [get_language() or settings.LANGUAGE_CODE]
    return {"texts": [(code, _said(code)) for code in codes], "qr": qr(path), "address": address()}


def _said(code: str) -> dict[str, str]:
    with override(code):
        return {name: str(text) for name, text in SAID.items()}
