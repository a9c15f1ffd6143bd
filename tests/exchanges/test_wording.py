"""How much of it, true for one as for many; days as each language writes them."""

from datetime import date

import pytest
from django.utils import translation

from exchanges import wording
from exchanges.forms import propose_form
from tests.factories.exchanges import PostFactory
from tests.factories.members import PersonFactory


@pytest.mark.parametrize(
    ("quantity", "unit", "said"),
    [(8, "jars", "8 jars"), (1, "jars", "jars: 1"), (3, "", "3"), (1, "", "")],
)
def test_counted(quantity, unit, said):
    assert wording.counted(quantity, unit) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("quantity", "unit", "is_asked", "label"),
    [
        (1, "", False, "How many"),
        (None, "", False, "How many"),
        (None, "jars", True, "How many: jars"),
        (8, "jars", True, "How many: jars"),
        (8, "", True, "How many"),
    ],
)
def test_how_many_is_asked_where_somebody_counts(quantity, unit, is_asked, label):
    post = PostFactory(quantity=quantity, unit=unit, is_standing=quantity is None)
    bound = propose_form(PersonFactory(), post)["quantity"]
    assert bound.is_hidden != is_asked
    assert bound.label == label


@pytest.mark.parametrize(("code", "said"), [("en", "Fri 4 Dec"), ("es", "vie 4 dic")])
def test_a_day_is_written_as_its_language_writes_it(code, said):
    with translation.override(code):
        assert wording.short_day(date(2026, 12, 4)) == said
