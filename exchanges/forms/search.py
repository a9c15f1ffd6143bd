"""Keeping a search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import SavedSearch


class SearchForm(forms.Form):
    """What to call it, and how often to hear of it."""

    name = forms.CharField(label=_("What you call it"), max_length=100)
    every = forms.ChoiceField(
        label=_("Tell me"), choices=SavedSearch.Every, widget=forms.RadioSelect, initial=SavedSearch.Every.DAY
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
