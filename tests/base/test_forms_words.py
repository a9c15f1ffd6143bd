"""What a form says about a field that was left empty: what to do, in every language of the site."""

import pytest
from django import forms
from django.utils import translation


class Asks(forms.Form):
    words = forms.CharField()
    one = forms.ChoiceField(choices=[("a", "A")])


@pytest.mark.parametrize(
    ("code", "said"), [("en", "Please fill this in."), ("es", "Por favor, rellena esto.")]
)
def test_what_is_left_empty(code, said):
    with translation.override(code):
        assert {str(error) for errors in Asks({}).errors.values() for error in errors} == {said}
