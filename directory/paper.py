"""Paper for the street, made of what the network says of itself and of a few words that somebody types.

The words stand in the address of the page and nowhere else: nothing is stored, and nobody's name or number
is asked for. What is about persons is printed empty and filled in by hand.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from mutualaid.base.mail import absolute
from mutualaid.base.notes import Note

TABS = 8
Words = str | Promise


def qr(path: str) -> SafeString:
    """A page of ours as a QR code with its quiet margin: an SVG to put into a page."""
    svg = segno.make(absolute(path), error="m", micro=False).svg_inline(border=4, omitsize=True)
    return mark_safe(svg)


def has_house_number(text: str) -> bool:
    """Whether a number stands in it that is not a street's own ("5th", "3rd"): pointed out, never refused."""
    return re.search(r"(?<!\w)\d{1,5} ?[a-zA-Z]?(?!\w)", text) is not None


# --- What is typed ---------------------------------------------------------------------------------


class Blank(forms.Form):
    """Nothing to type."""


class Speaking(forms.Form):
    """The languages that stand on a sheet, one below the other."""

    languages = forms.MultipleChoiceField(
        label=_("Languages on it"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class Flyer(Speaking):
    what = forms.CharField(
        label=_("What for"), max_length=60, required=False, help_text=_("For example: Soup on Sunday")
    )
    when = forms.CharField(
        label=_("When"), max_length=60, required=False, help_text=_("For example: Sundays, 1 to 3")
    )
    corner = forms.CharField(
        label=_("Cross street"),
        max_length=60,
        required=False,
        help_text=_("Two streets, or a place that everybody knows. Never a house number."),
    )
    field_order = ("what", "when", "corner", "languages")


class Sign(Speaking):
    call = forms.CharField(
        label=_("Whom to call when something is wrong"),
        max_length=60,
        required=False,
        help_text=_("Empty: the network's own number."),
    )
    field_order = ("call", "languages")


class Tree(forms.Form):
    corner = forms.CharField(
        label=_("Where you meet when phones fail"),
        max_length=60,
        required=False,
        help_text=_("A corner or a place that everybody knows. Never a house number."),
    )
    when = forms.CharField(
        label=_("At what times"), max_length=60, required=False, help_text=_("For example: noon and five")
    )


# --- What is drawn ---------------------------------------------------------------------------------


def _nothing(typed: dict[str, Any]) -> dict[str, Any]:
    return {}


def _languages(typed: dict[str, Any]) -> list[str]:
    return typed.get("languages") or [get_language() or settings.LANGUAGE_CODE]


def _flyer(typed: dict[str, Any]) -> dict[str, Any]:
    said = {
        "title": _("Neighbours who look after each other"),
        "line": _("Shopping, a lift, a meal, a hand with a form, somebody to talk to."),
        "how": _("Everybody asks and everybody shares. No papers, no fee, nobody keeps score."),
    }
    texts = [(code, _said(said, code)) for code in _languages(typed)]
    return {"texts": texts, "qr": qr("/"), "address": address(), "tabs": range(TABS)}


def _sign(typed: dict[str, Any]) -> dict[str, Any]:
    said = {
        "title": _("Free fridge"),
        "line": _("Take what you need. Leave what you can. No names, no questions."),
        "in": _(
            "Goes in: fruit, vegetables, bread, sealed food in date, eggs in their box, whole cans and jars."
        ),
        "cooked": _(
            "Cooked food, where the health office allows it: cold, with a lid and a label. It says what it "
            "is, the day it was cooked, and which of these are in it: milk, egg, wheat, nuts, peanuts, soy, "
            "sesame, fish, shellfish."
        ),
        "out": _(
            "Stays out: raw meat and fish, opened packets, food without a label, home-canned jars, "
            "opened baby milk, alcohol, medicine."
        ),
        "call": _("Warm, broken or dirty?"),
    }
    texts = [(code, _said(said, code)) for code in _languages(typed)]
    return {"texts": texts, "qr": qr("/directory/guides/free-fridge/"), "days": range(1, 32)}


def _said(words: Mapping[str, Words], code: str) -> dict[str, str]:
    with override(code):
        return {name: str(text) for name, text in words.items()}


def address() -> str:
    """The network's address as one types it."""
    return absolute("").split("://", 1)[-1]


def _pod_map(typed: dict[str, Any]) -> dict[str, Any]:
    """Circles around oneself: five near ones, then eight, in a drawing of 100 by 100."""
    return {"near": list(_ring(5, 21)), "far": list(_ring(8, 41))}


def _ring(count: int, radius: float) -> Iterator[tuple[float, float]]:
    for number in range(count):
        turn = 2 * math.pi * (number / count - 0.25)
        yield round(50 + radius * math.cos(turn), 1), round(50 + radius * math.sin(turn), 1)


# --- The sheets ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    """One thing to print. `guide`: the slug of the guide that says how to use it; `draw`: what its template
    needs besides what was typed.
    """

    slug: str
    title: Words
    line: Words
    icon: str
    guide: str
    template: str
    form: type[forms.Form] = Blank
    draw: Callable[[dict[str, Any]], dict[str, Any]] = _nothing

    @property
    def note(self) -> Note:
        """It, pinned on a list; `more`: in a sentence."""
        href = reverse("directory:paper", args=[self.slug])
        return Note(
            kind="place", tab=str(_("Paper")), tab_icon=self.icon, title=self.title, href=href, more=self.line
        )


PAPERS = (
    Paper(
        "flyer",
        _("Flyer with tear-off tabs"),
        _("For a wall, a shop window, a laundry: when and where you meet, and tabs to take along."),
        "megaphone",
        "knock-on-doors",
        "directory/paper/flyer.html",
        Flyer,
        _flyer,
    ),
    Paper(
        "phone-tree",
        _("Phone-tree sheet"),
        _("The whole tree for two people, and a card for each who calls. Filled in by hand."),
        "phone",
        "phone-tree",
        "directory/paper/phone-tree.html",
        Tree,
    ),
    Paper(
        "pod-map",
        _("Pod map worksheet"),
        _("Draw who is around you, who is missing, and whom you will ask first."),
        "users",
        "start-a-pod",
        "directory/paper/pod-map.html",
        draw=_pod_map,
    ),
    Paper(
        "fridge-sign",
        _("Sign for a free fridge"),
        _("What goes in and what stays out, in the languages of the street, with a sheet for cleaning."),
        "refrigerator",
        "free-fridge",
        "directory/paper/fridge-sign.html",
        Sign,
        _sign,
    ),
)


def find(slug: str) -> Paper | None:
    """The paper at this address."""
    return next((paper for paper in PAPERS if paper.slug == slug), None)
