"""A check-in of twelve people, two of whom nobody reaches: by mail without signing in, and by phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from members.models import CheckIn, Round
from members.rounds import actions
from mutualaid.base.models import Mail, Network
from tests.factories.members import PersonFactory, PodFactory
from tests.outbox import hand_over

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.create(pk=1, name="Alder Mutual Aid", languages=["en", "es"], set_up_at=timezone.now())


@pytest.fixture
def people():
    """Anabel looks after the pod; eleven more."""
    return [
        PersonFactory(name=name) for name in ("Anabel", *(f"Neighbour {letter}" for letter in "BCDEFGHIJKL"))
    ]


@pytest.fixture
def pod(people):
    pod = PodFactory(name="Alder Court", point=people[0], members=people[1:], reached=True)
    actions.make_tree(by=people[0], pod=pod)
    return pod


def look(page):
    assert_fits(page)
    assert_accessible(page)


def links(people):
    """What each finds in their mail."""
    hand_over(timezone.now())
    to = {person.user.email: person for person in people}
    mails = [mail for mail in Mail.objects.all() if mail.to in to and "/pods/check-in/" in mail.text]
    return {to[mail.to]: re.search(r"/pods/check-in/\S+", mail.text)[0] for mail in mails}


def test_twelve_people_two_of_whom_nobody_reaches(new_context, signed_in, pod, people):
    ana, answering, silent = people[0], people[1:4], people[9:]
    desk = signed_in(ana)
    desk.goto(pod.get_absolute_url())
    desk.get_by_role("link", name="Start a check-in").click()
    desk.get_by_label("What about? A few words for your pod").fill("Heat wave")
    look(desk)
    desk.get_by_role("button", name="Ask everybody now").click()
    expect(desk.get_by_role("heading", name="Heat wave")).to_be_visible()
    one = Round.objects.get()

    mailed = links(people)
    assert set(mailed) == set(people[1:])
    phone = new_context().new_page()
    for number, person in enumerate(answering):
        phone.goto(mailed[person])
        assert phone.title() == "Are you all right?"
        if number == 0:
            look(phone)
        if number == 2:
            phone.get_by_label("What do you need?").fill("Ice")
            phone.get_by_role("button", name="I need something").click()
        else:
            phone.get_by_role("button", name="I am all right").click()
        expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    look(phone)
    for person in people[4:9]:
        actions.answer(by=person, subject=one, state="ok")

    Round.objects.update(call_at=timezone.now() - timedelta(seconds=1))
    actions.turn_round(round_id=one.pk)
    CheckIn.objects.filter(person__in=silent).update(caller=ana)
    desk.reload()
    desk.get_by_role("link", name="3 neighbours to call").click()
    desk.get_by_role("button", name="Show the numbers").click()
    look(desk)
    expect(desk.locator("a[href^='tel:555']")).to_have_count(3)
    for _time in range(2):
        for person in silent[:2]:
            desk.get_by_role("listitem").filter(has_text=person.name).get_by_role(
                "button", name="Not reached"
            ).click()
            desk.wait_for_load_state()
    desk.get_by_role("listitem").filter(has_text=silent[2].name).get_by_role(
        "button", name="All right"
    ).click()
    expect(desk.locator("p.state.ok")).to_have_count(1)

    desk.get_by_role("link", name="Check-in", exact=True).click()
    look(desk)
    shown = desk.locator("#overview .how-many li").all_inner_texts()
    assert [re.sub(r"\s+", " ", text) for text in shown] == [
        "0 no answer yet",
        "9 all right",
        "1 needs something",
        "2 could not be reached",
    ]
    names = desk.locator("#overview .person b").all_inner_texts()
    assert names[:3] == [answering[2].name, *(person.name for person in silent[:2])]
    expect(desk.get_by_text("Ice")).to_be_visible()


def test_who_needs_something_asks_the_pod_in_two_taps(signed_in, pod, people):
    ben = people[1]
    one = actions.start_round(by=people[0], pod=pod)
    page = signed_in(ben)
    page.goto(ben.notices.get(kind="round.ask").url)
    page.get_by_label("What do you need?").fill("Groceries from the shop")
    page.get_by_role("button", name="I need something").click()
    page.get_by_role("link", name="Make it a request to my pod").click()
    expect(page.get_by_label("In one line")).to_have_value("Groceries from the shop")
    assert "Groceries" not in page.url
    page.get_by_role("button", name="Put it on the board").click()
    expect(page.get_by_text("It is on the board.")).to_be_visible()
    assert one.check_ins.get(person=ben).state == "need"


@pytest.mark.parametrize("javascript", [False])
def test_without_a_script_the_overview_is_loaded_again(signed_in, pod, people):
    one = actions.start_round(by=people[0], pod=pod)
    page = signed_in(people[0])
    page.goto(f"/pods/{pod.public_id}/rounds/{one.public_id}/")
    expect(page.locator(".how-many .ok b")).to_have_text("1")
    actions.answer(by=people[1], subject=one, state="ok")
    page.get_by_role("link", name="Look again").click()
    expect(page.locator(".how-many .ok b")).to_have_text("2")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_phone_tree_fits_and_prints(signed_in, pod, people):
    page = signed_in(people[0])
    for path in ("phone-tree/", "phone-tree/me/", "rounds/", "rounds/new/"):
        page.goto(f"/pods/{pod.public_id}/{path}")
        look(page)
    page.goto(f"/pods/{pod.public_id}/phone-tree/me/")
    page.get_by_label("My name and number may stand on paper, too").check()
    page.get_by_role("button", name="Keep this").click()
    page.get_by_role("button", name="To print").click()
    expect(page.locator(".sheet")).to_have_count(2)
    look(page)
