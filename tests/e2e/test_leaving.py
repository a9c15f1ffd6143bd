"""Going away, as a browser shows it: what one takes along, and the week in which one may come back."""

import json
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from exchanges.models import Message
from members import actions
from members.models import Person, User
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory
from tests.factories.members import PersonFactory

from .conftest import assert_accessible, assert_fits
from .test_members import _a_network  # noqa: F401
from .test_swap import enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def swap():
    ana, ben = PersonFactory(name="Anabel"), PersonFactory(name="Benno")
    made = ExchangeFactory(post=PostFactory(person=ana, title="A ladder"), proposer=ben, status="done")
    for person in (ana, ben):
        MessageFactory(thread=made.thread, author=person, text=f"This is {person.name}'s")
    return made


def test_taking_along_what_is_mine(page, live_server, swap, tmp_path):
    enter(page, swap.giver.user.email)
    page.goto("/members/settings/")
    page.get_by_role("link", name="Take what is yours").click()
    assert_accessible(page)
    assert_fits(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the file").click()
    started.value.save_as(tmp_path / "mine.zip")
    ZipFile(tmp_path / "mine.zip").extractall(tmp_path)
    data = json.loads((tmp_path / "data.json").read_text())
    assert [row["title"] for row in data["exchanges.post"]] == ["A ladder"]
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_contain_text("keeps of you")
    expect(page.get_by_text("This is Anabel's")).to_be_visible()
    expect(page.get_by_text("This is Benno's")).to_have_count(0)


def test_leaving_and_the_week_after(page, live_server, swap):
    ana, ben = swap.giver, swap.receiver
    enter(page, ana.user.email)
    page.goto("/members/settings/leave/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Goodbye, and thank you")).to_be_visible()
    page.goto("/me/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    enter(page, ben.user.email)
    page.goto(swap.get_absolute_url())
    expect(page.get_by_text("Former member").first).to_be_visible()
    expect(page.get_by_text("This is Anabel's")).to_have_count(0)
    actions.erase_due(timezone.now() + timedelta(days=6))
    assert Person.objects.filter(leaving__isnull=False).exists()
    actions.erase_due(timezone.now() + timedelta(days=8))
    assert not User.objects.filter(pk=ana.user_id).exists()
    page.reload()
    expect(page.get_by_text("This is Benno's")).to_be_visible()
    assert [message.text for message in Message.objects.all()] == ["This is Benno's"]
