"""A post that had its day comes again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .widgets import Day


class AgainForm(forms.Form):
    """Which day it is now. Whether that is to come is asked in the action."""

    day = forms.DateField(label=_("Which day now, or by which?"), widget=Day)
