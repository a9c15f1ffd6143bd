"""Joining, and looking after oneself, as a browser shows it."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import expect

from members import actions
from members.models import Person
from members.viewers import viewer_of
from mutualaid.base.models import Mail, Network
from tests.factories.members import OrganizerFactory, PersonFactory

from .conftest import assert_accessible, assert_fits
from .test_swap import enter

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Alder Flats Mutual Aid",
            "phone": "555 0100",
            "phone_hours": "10 to 6",
            "languages": ["en", "es", "so"],
            "grid_latitude": 51.0,
            "grid_longitude": 4.0,
            "area_south": 51.001,
            "area_west": 4.001,
            "area_north": 51.053,
            "area_east": 4.085,
            "set_up_at": "2026-01-01T00:00Z",
        },
    )


def newest_code():
    return re.search(r"\b\d{6}\b", Mail.objects.latest("pk").text)[0]


def wrong_code():
    return "000000" if newest_code() != "000000" else "111111"


def app_code():
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))


def seen(page):
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_joining(page, javascript):
    look = seen if javascript else assert_fits
    page.goto("/accounts/signup/")
    look(page)
    page.get_by_label("Email").fill("ana@example.org")
    page.get_by_role("button", name="Send me a code").click()
    look(page)
    page.get_by_label("The six digits from the mail").fill(
        "000000" if newest_code() != "000000" else "111111"
    )
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("You can try 4 more times.").first).to_be_visible()
    look(page)
    page.get_by_label("The six digits from the mail").fill(newest_code())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/members/welcome/")
    look(page)
    page.get_by_label("What shall we call you?").fill("Anabel")
    page.get_by_label("How large a square?").select_option("2000")
    page.get_by_role("button", name="Show these squares").click()
    # A square moves until the styles are there.
    page.wait_for_load_state()
    assert page.get_by_label("What shall we call you?").input_value() == "Anabel"
    page.get_by_label("Row 2, column 1", exact=True).check(force=True)
    page.get_by_label("Español").check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/members/tour/")
    look(page)
    page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Skip this").click()
    page.wait_for_url("**/exchanges/welcome/")
    assert Person.objects.values_list("name", "cell_m", "cell_x", "cell_y").get() == ("Anabel", 2000, 0, 1)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_of_a_member(page, scheme, width):
    me, ana, ben = (
        PersonFactory(name="Olga"),
        PersonFactory(name="Anabel", about="Bakes on Sundays"),
        PersonFactory(),
    )
    actions.block(by=me, person=ben)
    enter(page, me.user.email)
    for path in [
        f"/members/{ana.public_id}/",
        f"/members/{me.public_id}/",
        "/members/settings/",
        "/members/blocks/",
        "/members/notices/",
        f"/members/block/{ana.public_id}/",
        f"/members/report/person/{ana.public_id}/",
        "/accounts/password/set/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/logout/",
        "/privacy/",
    ]:
        page.goto(path)
        seen(page)


def test_block_and_report_as_both_see_it(new_context, sign_in, problems):
    ana, ben = PersonFactory(name="Anabel"), PersonFactory(name="Benno")
    hers, his = new_context().new_page(), new_context().new_page()
    sign_in(hers, ana)
    sign_in(his, ben)
    hers.goto(f"/members/{ben.public_id}/")
    hers.get_by_role("link", name="Report").click()
    hers.get_by_label("Hurtful").check()
    hers.get_by_role("button", name="Tell them").click()
    hers.get_by_role("link", name="Block this person").click()
    hers.get_by_role("button", name="Block").click()
    expect(hers.get_by_text("Benno")).to_be_visible()
    his.goto("/members/notices/")
    expect(his.get_by_text("Nothing new")).to_be_visible()
    assert his.goto(f"/members/{ana.public_id}/").status == 404
    problems.clear()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_of_an_organizer(page, width):
    olu = OrganizerFactory(name="Oluwa")
    totp.TOTP.activate(olu.user, SECRET)
    Authenticator.objects.update(last_used_at=None)
    enter(page, olu.user.email)
    seen(page)
    page.get_by_label("Six digits, or a spare code").fill(app_code())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/me/")
    report = actions.report(
        by=PersonFactory(),
        viewer=viewer_of(olu.user),
        kind="person",
        subject_id=PersonFactory(name="Bad").public_id,
        category="hurtful",
        words="They shouted.",
    )
    for path in [
        "/admin/",
        "/admin/members/person/",
        f"/admin/members/person/{olu.pk}/change/",
        "/admin/members/report/",
        f"/admin/members/report/{report.pk}/change/",
        "/admin/base/network/1/change/",
        "/admin/base/auditentry/",
        "/members/enter/",
    ]:
        page.goto(path)
        expect(page.locator("h1, #site-name").first).to_be_visible()
