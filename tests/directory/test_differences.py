"""What changed between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from directory.differences import differences


def test_lines_that_stayed_came_went_and_were_reworded():
    assert differences("one\ntwo three\nfour\nsix", "one\ntwo five\nsix\nseven") == [
        [("same", "one")],
        [("gone", "two three")],
        [("gone", "four")],
        [("new", "two five")],
        [("same", "six")],
        [("new", "seven")],
    ]
    assert differences("two three", "two five") == [[("same", "two "), ("gone", "three"), ("new", "five")]]


lines = st.lists(st.text(alphabet="ab ", max_size=6), max_size=6).map("\n".join)


@given(lines, lines)
def test_both_texts_can_be_read_out_of_it(old, new):
    def read(left_out):
        kept = [[words for kind, words in line if kind != left_out] for line in differences(old, new)]
        return "".join("".join(line) for line in kept)

    assert read("new") == old.replace("\n", "")
    assert read("gone") == new.replace("\n", "")
