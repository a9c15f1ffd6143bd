"""Every address x eight who come x reading and sending x what is there and what is not."""

import re

import pytest
from django.contrib import admin

from .asking import NOTHING, addresses, ask, letter, ours, path_to
from .table import read
from .things import THING
from .world import ROLES, build

pytestmark = pytest.mark.django_db
VERBS = ("get", "post")
UNKNOWN = ("-" * len(ROLES),) * 2


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says_and_tells_nobody_else_s(role):
    world, table = build(), read()
    client, column = world.client(role), ROLES.index(role)
    wrong, read_by_the_wrong, seen = {}, {}, set()
    for name, route in ours().items():
        thing = THING[name] if "<" in route else ""
        for verb, letters in zip(VERBS, table.get(name, UNKNOWN), strict=True):
            # Signing out would make somebody else of the client.
            if (name, verb) == ("account_logout", "post"):
                continue
            sent = world.sent.get(thing, {})
            got, body = letter(client, verb, route, world.things.get(thing, {}), sent)
            if got != letters[column]:
                wrong[f"{name} {verb}"] = f"{letters[column]} in the table, {got} today"
            found = {word for word in world.canaries if word in body}
            seen |= found
            if told := {world.name_of(word) for word in found if role not in world.may[word]}:
                read_by_the_wrong[f"{name} {verb}"] = told
    assert wrong == {}
    assert read_by_the_wrong == {}
    # A canary that nobody could see would prove nothing.
    mine = {word for word, readers in world.canaries.items() if role in readers}
    assert {world.name_of(word) for word in mine - seen} == set()


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_is_for_organizers_with_a_second_factor_and_shows_no_private_word(role):
    world = build()
    client = world.client(role)
    opened, told = {}, {}
    for name, path in _admin_paths():
        for verb in VERBS:
            answer = ask(client, verb, path, {})
            if answer.status == 200 or answer.status >= 500:
                opened[f"{name} {verb}"] = answer.status
            found = {word for word in world.canaries if word in answer.body and role not in world.may[word]}
            if words := {world.name_of(word) for word in found} - (
                IN_THE_ADMIN if role == "admin" else set()
            ):
                told[name] = words
    assert told == {}
    if role != "admin":
        assert opened == {}
        return
    assert {status for status in opened.values() if status != 200} == set()
    assert len(opened) > 40


# What organizers moderate: posts and names; in a case, what was handed over to them, and what they decided.
IN_THE_ADMIN = {
    "report",
    "the shelter's address",
    "answer to the organizers",
    "what organizers decided",
}


def _admin_paths():
    """Each with the first row that there is: `(name, path)`."""
    models = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}
    for name, route in addresses():
        if not route.startswith("admin/") or "(?P" in route:
            continue
        table = "_".join(name.removeprefix("admin:").split("_")[:2])
        first = models[table]._default_manager.first() if table in models else None
        kwargs = dict.fromkeys(("object_id", "pk"), first.pk if first else 1)
        others = dict.fromkeys(re.findall(r"<(?:\w+:)?(\w+)>", route), 1)
        yield name, path_to(route, {**others, **NOTHING, "language": "en", **kwargs})
