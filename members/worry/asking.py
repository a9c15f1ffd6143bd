"""A form asks once about words that the network worries about."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mutualaid.base.network import current_network

from . import words
from .words import Found


def listed() -> list[str]:
    """The network's words: its own list, or what ships."""
    own = current_network().worry_words
    return words.shipped() if own is None else own


def look(texts: Iterable[str], seen: Collection[str] = ()) -> list[Found]:
    """Words in these texts that their writer was not shown yet; all of them where one is new."""
    network = current_network()
    found = words.find("\n".join(texts), [*listed(), *network.hold_words])
    return found if {one.phrase for one in found} - set(seen) else []


def held(*texts: str) -> set[str]:
    """Words in these texts for which a post waits until an organizer has looked."""
    return {one.phrase for one in words.find("\n".join(texts), current_network().hold_words)}


def explained(found: Iterable[Found]) -> list[str]:
    """One sentence or two for each topic, with the words themselves."""
    topics: dict[Any, list[str]] = {}
    for one in found:
        topics.setdefault(one.topic, []).append(one.phrase)
    said = _("“%(words)s”: %(why)s")
    return [said % {"words": "”, “".join(phrases), "why": topic.why} for topic, phrases in topics.items()]


class Seen(forms.Field):
    """The words that a form showed its writer, as hidden values."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        return list(value or [])


class WorryForm(forms.Form):
    """A form whose texts others read (`worry_fields`). The first time it explains; sent again it is sent.

    Its page draws `form.worried`, which is hidden.
    """

    worry_fields: tuple[str, ...] = ("text",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worried"] = Seen(required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None or self.errors:
            return cleaned
        seen = cleaned.pop("worried", [])
        texts = [str(cleaned.get(name) or "") for name in self.worry_fields]
        if found := look(texts, seen):
            sent: Any = self.data
            self.data = sent = sent.copy()
            sent.setlist(self.add_prefix("worried"), [one.phrase for one in found])
            again = _("If you mean it all the same, send it again.")
            raise forms.ValidationError([*explained(found), again])
        return cleaned
