"""The Spanish catalogue says all that the English pages say, with the same places to fill in."""

import ast
import re

from babel.messages.pofile import read_po

from .sources import ROOT, name, python_files

TRANSLATES = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
}
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def messages():
    with (ROOT / "locale/es/LC_MESSAGES/django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def texts(value):
    return list(value) if isinstance(value, list | tuple) else [value]


def test_spanish_is_complete():
    missing = [message.id for message in messages() if message.fuzzy or not all(texts(message.string))]
    assert missing == []


def test_spanish_keeps_every_place_to_fill_in():
    wrong = [
        message.id
        for message in messages()
        if any(
            set(PLACE.findall(text)) - set(PLACE.findall(" ".join(texts(message.id))))
            for text in texts(message.string)
        )
        or set(PLACE.findall(texts(message.id)[-1])) - set(PLACE.findall(texts(message.string)[-1]))
    ]
    assert wrong == []


def called(call):
    """The last name of what is called: `gettext` of `translation.gettext(...)`."""
    return getattr(call.func, "attr", None) or getattr(call.func, "id", None)


def in_f_strings(text):
    """The lines of translated calls inside an f-string, where Python 3.11 does not find them."""
    whole = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr)]
    return [
        call.lineno
        for string in whole
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and called(call) in TRANSLATES
    ]


def test_no_translated_call_stands_inside_an_f_string():
    assert in_f_strings('done = _("Done")\nwrong = f"{who}: {_(1)}"') == [2]
    found = [f"{name(path)}:{line}" for path in python_files() for line in in_f_strings(path.read_text())]
    assert found == []
