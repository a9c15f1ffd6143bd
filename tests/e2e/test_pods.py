"""A pod as neighbours live it: found by one's square, asked for, let in, talked in, left."""

import pytest
from playwright.sync_api import expect

from members.pods import actions
from mutualaid.base.grid import Cell
from tests.e2e.conftest import assert_accessible, assert_fits
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    """Anabel, who looks after Alder Court, and Dora in the next square."""
    ana, dora = PersonFactory(name="Anabel"), PersonFactory(name="Dora", cell_x=1)
    actions.start_pod(by=ana, name="Alder Court", squares=[Cell(1000, 0, 0)], openness="seeking")
    return ana, dora


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_find_ask_be_let_in_say_something_and_leave(people, live_server, signed_in):
    ana, dora = (signed_in(person) for person in people)
    dora.goto("/pods/")
    expect(dora.get_by_text("asks for a few more")).to_be_visible()
    assert_accessible(dora)
    dora.get_by_role("link", name="Alder Court").click()
    dora.get_by_label("A word about you").fill("From the corner house")
    dora.get_by_role("button", name="Ask to join").click()
    expect(dora.get_by_text("You asked to join.")).to_be_visible()
    assert_accessible(dora)
    pod = dora.url

    ana.goto(pod)
    expect(ana.get_by_text("From the corner house")).to_be_visible()
    assert_accessible(ana)
    assert_fits(ana)
    ana.get_by_role("button", name="Let them in").click()
    expect(ana.locator("#people").get_by_role("link", name="Dora")).to_be_visible()

    dora.goto(pod)
    dora.locator("#emergency").get_by_role("link", name="What I can do").click()
    dora.get_by_label("Can cook for many").check()
    dora.get_by_role("button", name="Save").click()
    expect(dora.get_by_text("Can cook for many")).to_be_visible()
    assert_accessible(dora)
    assert_fits(dora)
    dora.goto(pod)
    dora.get_by_role("link", name="Read and write").click()
    dora.get_by_role("textbox", name="Write to them").fill("Hello from the corner")
    dora.get_by_role("button", name="Send").click()
    expect(dora.locator("#last")).to_contain_text("Hello from the corner")

    ana.goto(pod)
    expect(ana.locator("#talk")).to_contain_text("1 new")
    dora.goto(pod)
    dora.get_by_role("link", name="Leave the pod").click()
    dora.get_by_role("button", name="Leave the pod").click()
    expect(dora.get_by_text("You are out of the pod.")).to_be_visible()
    dora.goto(pod)
    expect(dora.get_by_text("Who is in it")).to_have_count(0)
