import importlib
from contextlib import contextmanager

import pytest

from exchanges.matching import fitting, nearest, scoring, twin
from exchanges.models import Match


@pytest.fixture(autouse=True)
def _network(alder):
    """A grid, and the two languages of the phrases."""


@pytest.fixture
def titles_for():
    """What fits a post, by title, best first."""

    def find(post):
        from exchanges.models import PostRow

        titles = dict(PostRow.objects.values_list("pk", "title"))
        return [titles[one.post_id] for one in fitting(post)]

    return find


@pytest.fixture
def blind(monkeypatch):
    """The scorer with other numbers: `with blind(WORDS=0): ...`. The statements are made of them anew."""

    def say_again():
        for module in (twin, nearest):
            importlib.reload(module)

    @contextmanager
    def change(**numbers):
        try:
            with monkeypatch.context() as patch:
                for name, number in numbers.items():
                    patch.setattr(scoring, name, number)
                say_again()
                yield
        finally:
            say_again()

    return change


@pytest.fixture
def pairs():
    """All matches that count, as `{(request, offer): score}`."""
    return lambda: {
        (request, offer): score
        for request, offer, score in Match.objects.filter(score__gt=0).values_list(
            "request", "offer", "score"
        )
    }
