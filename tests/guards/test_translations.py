"""The Spanish catalogue says all that the English pages say, with the same places to fill in."""

import re

from babel.messages.pofile import read_po

from .sources import ROOT

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
