"""What reaches one: chosen on a phone, and stopped from a mail by somebody who is not signed in."""

import pytest
from playwright.sync_api import expect

from members import notices
from members.models import Device, NoticeSwitch
from members.notices import push
from mutualaid.base import mail
from mutualaid.base.models import Network
from tests.factories.members import OrganizerFactory
from tests.outbox import hand_over

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.update_or_create(
        pk=1, defaults={"name": "Alder Mutual Aid", "set_up_at": "2026-01-01T00:00Z"}
    )


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark")])
def test_choosing_what_reaches_one_on_a_small_phone(page, sign_in, settings, width, scheme):
    settings.VAPID_PRIVATE_KEY = "B" * 42 + "A"
    settings.SMS_BACKEND = "members.notices.sms.Console"
    me = OrganizerFactory()
    endpoint = "https://fcm.googleapis.com/fcm/send/x"
    Device.objects.create(person=me, endpoint=endpoint, endpoint_hash=push.hash_of(endpoint))
    sign_in(page, me)
    page.goto("/members/settings/notices/")
    assert_accessible(page)
    assert_fits(page)
    table = page.get_by_role("table")
    box = table.get_by_label("Somebody writes to you: Mail")
    expect(box).to_be_checked()
    size = box.locator("..").bounding_box()
    assert size["width"] >= 44 <= size["height"]
    box.uncheck()
    page.get_by_label("From", exact=True).fill("22:00")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Say both when it begins and when it ends").first).to_be_visible()
    assert not box.is_checked()
    page.get_by_label("Until", exact=True).fill("07:00")
    page.get_by_label("once a day").check()
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    assert list(NoticeSwitch.objects.values_list("group", "channel", "is_on")) == [
        ("messages", "mail", False)
    ]
    page.get_by_role("button", name="Tell me on this device").wait_for()


def test_one_click_stops_mails(page):
    me = OrganizerFactory()
    notices.notify(me, "report.waits")
    [row] = hand_over()
    stop = row.text.split("No more of these: ")[1].split()[0]
    page.goto(stop.removeprefix(mail.absolute("")))
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="You get no more of these mails")).to_be_visible()
    assert_accessible(page)
    assert NoticeSwitch.objects.get().person == me
