"""Two who had everything with each other, and then one blocks the other: every address, as both see it.

What the other one has is for each of them the same as what never was, byte by byte, and no word of theirs
stands on any page. Only whoever blocked still reads what the two had between them, to report it, and either
takes back what is theirs.
"""

import pytest

from members import actions

from .asking import letter, ours
from .things import THING
from .world import build

pytestmark = pytest.mark.django_db
THEIRS = {
    *("person", "portrait", "post", "photo", "match", "exchange", "thread", "picture", "reveal", "gathering"),
    *("date", "ring", "search", "draft", "line", "decision", "notice", "device", "list", "block"),
}
# Of a pod that both are in, and of nobody.
OF_THE_POD = {"what the pod agreed"}
# What the two had between them, which whoever blocked still reads, to report it; what else is asked of it is
# refused on its own page.
BETWEEN_US = {"exchange", "thread", "picture", "ring"}
OUR_LISTS = {"exchanges:exchange_list", "members:block_list"}
WE_SAID = {"message", "place", "name"}
# The wall's line, which either of the two takes off it, whatever became of them.
EITHER = {("exchanges:wall_remove post", "line")}


def found_by(world, role):
    """What somebody learns who asks for all there is: what differs, words, and words between the two."""
    client = world.client(role)
    differs, words, said = set(), set(), set()
    for name, route in ours().items():
        thing = THING[name] if "<" in route else ""
        for verb in ("get", "post"):
            if name == "account_logout" or (thing and thing not in THEIRS):
                continue
            sent = world.sent.get(thing, {})
            got, body = letter(client, verb, route, world.things.get(thing, {}), sent)
            if got.isupper() or got == "!":
                differs.add((f"{name} {verb}", thing))
            heard = said if thing in BETWEEN_US or name in OUR_LISTS else words
            heard |= {world.name_of(word) for word in world.canaries if word in body}
    return differs - EITHER, words - OF_THE_POD, said


def test_without_a_block_the_two_find_a_lot():
    """The control: what the tests below do not find is there."""
    differs, words, said = found_by(build(), "counterpart")
    assert len(differs) > 20
    assert {"title", "text", "about", "name", "said to all", "for the pod"} <= words
    assert {"message", "reveal", "place"} <= said


def test_whoever_was_blocked_finds_nothing():
    world = build()
    actions.block(by=world.people["author"], person=world.people["counterpart"])
    assert found_by(world, "counterpart") == (set(), set(), set())


def test_whoever_blocked_finds_what_they_had_and_nothing_else():
    world = build()
    actions.block(by=world.people["counterpart"], person=world.people["author"])
    differs, words, said = found_by(world, "counterpart")
    assert {name for name, thing in differs if thing not in BETWEEN_US} == set()
    assert (words, said) == (set(), WE_SAID)
