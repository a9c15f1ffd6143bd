"""An organizer's idea of a ring: for each step an offer and the request that it goes to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.viewers import Viewer

from ..models import Occurrence, Post

STEPS = 4


class RingForm(forms.Form):
    """Up to four steps. A post is named by its address, or by the last part of it."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.viewer = viewer
        for step in range(1, STEPS + 1):
            needed = step <= 2
            self.fields[f"offer_{step}"] = forms.CharField(
                label=_("This offer"), required=needed, max_length=200
            )
            self.fields[f"request_{step}"] = forms.CharField(
                label=_("goes to this request"), required=needed, max_length=200
            )

    def steps(self) -> list[tuple[int, Any, Any]]:
        """The bound fields of each step, with its number."""
        return [(step, self[f"offer_{step}"], self[f"request_{step}"]) for step in range(1, STEPS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in list(self.fields):
            if data.get(name):
                data[name] = self._post(name, data[name])
        for step in range(1, STEPS + 1):
            offer, request = data.get(f"offer_{step}"), data.get(f"request_{step}")
            if bool(offer) != bool(request) and not self.errors:
                self.add_error(f"request_{step}", _("Each step needs both: an offer and a request."))
        return data

    def pairs(self) -> list[tuple[Occurrence, Occurrence]]:
        """What was named, step by step."""
        named = [
            (self.cleaned_data[f"offer_{step}"], self.cleaned_data[f"request_{step}"])
            for step in range(1, STEPS + 1)
        ]
        return [(offer.occurrence, request.occurrence) for offer, request in named if offer and request]

    def _post(self, name: str, typed: str) -> Post | None:
        public_id = typed.strip().rstrip("/").rsplit("/", 1)[-1]
        found = Post.objects.visible_to(self.viewer).filter(public_id=public_id).first()
        if found is None:
            self.add_error(name, _("There is no such post on the board. Copy its address from its page."))
        return found
