"""Every address stands in the table of who gets what; tests/matrix asks them all, as eight people."""

from tests.matrix import table
from tests.matrix.asking import LEAK, ours
from tests.matrix.things import THING
from tests.matrix.world import ROLES

HOW = "Add it to tests/matrix/access.txt (and things.py, where it has an id): the file's head says how."
# Nobody blocks themself; that it is oneself, one knows.
ABOUT_ONESELF = {"members:block"}


def test_every_address_is_in_the_table():
    assert set(ours()) == set(table.read()), HOW
    assert {name for name, route in ours().items() if "<" in route} == set(THING), HOW


def test_every_line_has_a_letter_for_each_who_comes():
    lengths = {name: [len(letters) for letters in line] for name, line in table.read().items()}
    assert {name for name, found in lengths.items() if found != [len(ROLES)] * 2} == set()


def test_nobody_learns_of_a_thing_by_its_404():
    told = {name for name, line in table.read().items() if LEAK in "".join(line)}
    assert told <= ABOUT_ONESELF


def test_whoever_may_not_read_a_thing_may_not_send_to_it():
    """The same 404 as for nothing at all, for a form, too."""
    for name, (reading, sending) in table.read().items():
        for got, done in zip(reading, sending, strict=True):
            assert got != "." or done in ".x", name
