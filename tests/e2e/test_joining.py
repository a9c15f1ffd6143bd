"""Joining in each of the ways that organizers choose, as a newcomer's and a neighbour's browser show it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from members.agreement import actions as agreements
from members.joining import applications, invitations
from members.models import Application, Person
from mutualaid.base import network
from mutualaid.base.models import Network
from tests.factories.members import OrganizerFactory, PersonFactory

from .conftest import assert_accessible, assert_fits
from .test_swap import enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def joined_by(transactional_db):
    """A network into which people come by this way."""

    def set_up(policy, **fields):
        Network.objects.create(
            pk=1,
            name="Alder Flats Mutual Aid",
            set_up_at="2026-01-01T00:00Z",
            joining=policy,
            **fields,
        )
        network.forget()

    return set_up


@pytest.fixture
def member():
    """Here for long enough to let others in."""

    def make(name):
        person = PersonFactory(name=name)
        Person.objects.filter(pk=person.pk).update(created_at=timezone.now() - timedelta(days=40))
        return person

    return make


def seen(page):
    assert_accessible(page)
    assert_fits(page)


def say_who(page, name):
    """What somebody new says after the six digits."""
    page.wait_for_url("**/members/welcome/")
    page.get_by_label("What shall we call you?").fill(name)
    page.get_by_role("button", name="Go on").click()


def test_open_with_an_agreement_and_the_tour(page, joined_by):
    joined_by("open")
    agreements.publish(by=OrganizerFactory(), texts={"en": "- **Join, don't give.**"}, review_on=None)
    enter(page, "ana@example.org")
    page.wait_for_url("**/members/welcome/")
    seen(page)
    page.get_by_label("I go along with what we agree on").check()
    say_who(page, "Anabel")
    page.wait_for_url("**/members/tour/")
    for heading in ("Ask and share", "Nobody sees where you live", "You can always say no"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        seen(page)
        if heading != "You can always say no":
            page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Let us begin").click()
    page.wait_for_url("**/exchanges/welcome/")
    assert Person.objects.get(name="Anabel").status == "active"


@pytest.mark.parametrize("width", [360])
def test_by_approval(page, signed_in, joined_by, problems, width):
    joined_by("approval", questions=["Who told you about us?"])
    olu = OrganizerFactory(name="Oluwa")
    enter(page, "ana@example.org")
    say_who(page, "Anabel")
    page.wait_for_url("**/members/application/")
    seen(page)
    page.get_by_label("Who told you about us?").fill("Wren from the bakery")
    page.get_by_role("button", name="Tell the organizers").click()
    expect(page.get_by_text("Kept. The organizers read it.")).to_be_visible()
    page.get_by_role("button", name="Write to the organizers").click()
    page.get_by_label("Write to them").fill("I can fix bikes.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("I can fix bikes.")).to_be_visible()
    seen(page)
    page.goto("/exchanges/new/")
    expect(page.get_by_role("heading", name="This page is for members")).to_be_visible()
    problems.clear()  # a page that is not for them says so in the browser's log, too
    ana = Person.objects.get(name="Anabel")
    applications.decide(by=olu, subject=Application.objects.get(), decision="let_in")
    inside = signed_in(ana)
    inside.goto("/exchanges/new/")
    expect(inside.get_by_role("heading", name="This page is for members")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_by_invitation(page, signed_in, joined_by, member, javascript):
    joined_by("invitation")
    neighbour = signed_in(member("Wren"))
    neighbour.goto("/members/invite/")
    neighbour.get_by_role("button", name="Make a link").click()
    link = neighbour.locator("#link").text_content().strip()
    if javascript:
        seen(neighbour)
    page.goto("/members/invite/" + link.rstrip("/").rpartition("/")[2] + "/")
    assert_fits(page)
    page.get_by_role("button", name="Join").click()
    page.get_by_label("Email").fill("ana@example.org")
    page.get_by_role("button", name="Send me a code").click()
    enter_code(page)
    say_who(page, "Anabel")
    page.wait_for_url("**/members/tour/")
    assert Person.objects.get(name="Anabel").status == "active"
    neighbour.goto("/members/invite/")
    expect(neighbour.get_by_text("1 of your links was used")).to_be_visible()
    assert "Anabel" not in neighbour.content()
    token = link.rstrip("/").rpartition("/")[2]
    assert not invitations.is_good(invitations.token_hash(token))


def enter_code(page):
    from .test_swap import newest_code

    page.get_by_label("The six digits from the mail").fill(newest_code())
    page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize("scheme", ["dark"])
def test_by_vouching(page, signed_in, joined_by, member, scheme):
    joined_by("vouching")
    enter(page, "ana@example.org")
    say_who(page, "Anabel")
    page.wait_for_url("**/members/application/")
    seen(page)
    code = page.locator(".big-code").text_content()
    for number, name in enumerate(["Wren", "Ida"], 1):
        neighbour = signed_in(member(name))
        neighbour.goto("/members/vouch/")
        neighbour.get_by_label("Their code").fill(code)
        neighbour.get_by_role("button", name="Go on").click()
        expect(
            neighbour.get_by_role("heading", name="Anabel asks to join. Do you know them?")
        ).to_be_visible()
        seen(neighbour)
        neighbour.get_by_role("button", name="Yes, I know them").click()
        expect(neighbour.get_by_text("Only the organizers see that it was you.")).to_be_visible()
        assert Person.objects.get(name="Anabel").status == ("pending", "active")[number - 1]
    page.goto("/members/application/")
    page.wait_for_url("**/members/tour/")
