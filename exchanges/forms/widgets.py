"""How days, times and choices of several are filled in."""

from typing import Any

from django import forms


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class Several(forms.SelectMultiple):
    """Values from a list and from tick boxes of the same name: each once, the list's "" left out."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(dict.fromkeys(value for value in data.getlist(name) if value))
