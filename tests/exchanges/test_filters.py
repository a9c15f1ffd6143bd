"""The filters of a list, read from an address: nothing that somebody types there is an error."""

import pytest
from django.http import QueryDict
from django.utils import translation

from exchanges.board import board
from members.viewers import viewer_of
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture
def viewer():
    PostFactory(title="soup")
    RequestFactory(title="lift")
    return viewer_of(PersonFactory().user)


@pytest.mark.parametrize(
    "address",
    [
        "page=x",
        "page=0",
        "page=-3",
        "page=1e9",
        "kind=gift",
        "within=here",
        "q=%00",
        "q=" + "a" * 5000,
        "need=",
    ],
)
def test_find_passes_over_what_is_no_option(viewer, address):
    assert board(viewer, QueryDict(address)).total == 2


def test_find_gives_a_page_past_the_end_no_items(viewer):
    found = board(viewer, QueryDict("page=7"))
    assert (found.items, found.total, found.page, found.pages) == ([], 2, 7, 1)


def test_find_says_what_is_ticked(viewer):
    found = board(viewer, QueryDict("kind=offer&kind=gift&within=near"))
    ticked = [(o.name, o.value) for box in found.boxes for o in box.options if o.checked]
    assert (ticked, found.chosen) == ([("kind", "offer"), ("within", "near")], 2)


def test_find_takes_one_of_a_group_where_one_can_be(viewer):
    found = board(viewer, QueryDict("within=same&within=near"))
    assert [o.value for box in found.boxes for o in box.options if o.checked] == ["same"]


def test_find_without_a_choice_ticks_what_that_means(viewer):
    found = board(viewer, QueryDict(""))
    assert [(o.name, o.value) for box in found.boxes for o in box.options if o.checked] == [("within", "")]


def test_find_ticks_for_one_reader_and_not_for_the_next(viewer):
    first, second = board(viewer, QueryDict("kind=offer&when=evenings&q=soup")), board(viewer, QueryDict(""))
    assert (first.chosen, first.text) == (2, "soup")
    assert (second.chosen, second.text) == (0, "")
    assert {o.value for box in second.boxes for o in box.options if o.checked} == {""}


def test_languages_to_tick_are_those_spoken_here_in_the_readers_words(viewer):
    def offered():
        return [str(option.label) for option in board(viewer, QueryDict("")).box("language").options]

    before = offered()
    Network.objects.update(languages=["sgn"])
    network.forget()
    assert before == ["English", "Español"]
    assert offered() == ["Sign language", *before]
    with translation.override("es"):
        assert offered() == ["Lengua de señas", *before]
