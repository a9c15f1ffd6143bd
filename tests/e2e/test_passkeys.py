"""The lock of one's own phone, with a phone that Chromium makes up; signing out, and leaving at once."""

import time

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import expect

from members.accounts.sessions import SessionStore
from mutualaid.base.models import Network
from tests.factories.members import OrganizerFactory, PersonFactory

from .conftest import assert_accessible, assert_fits
from .test_swap import enter, newest_code

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "Use this phone's lock"
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _a_network(transactional_db):
    Network.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Alder Flats Mutual Aid",
            "languages": ["en", "es"],
            "grid_latitude": 51.0,
            "grid_longitude": 4.0,
            "area_south": 51.001,
            "area_west": 4.001,
            "area_north": 51.053,
            "area_east": 4.085,
            "set_up_at": "2026-01-01T00:00Z",
        },
    )


@pytest.fixture
def phone(page):
    """A page in a phone that has a lock, which opens by itself."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return page


def seen(page):
    assert_accessible(page)
    assert_fits(page)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def age(page, seconds):
    """As if everything that this browser's session proved had been so much earlier."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    session = SessionStore(cookies[django_settings.SESSION_COOKIE_NAME])
    proved = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - seconds} for one in proved]
    session["at_work"] = time.time() - seconds
    session.save()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light")])
def test_adding_it_signing_out_and_in_by_it(phone, width, scheme):
    ana = PersonFactory(name="Anabel")
    enter(phone, ana.user.email)
    phone.wait_for_url("**/me/")
    phone.goto("/accounts/2fa/")
    seen(phone)
    phone.get_by_role("link", name="Add this phone or computer").click()
    seen(phone)
    phone.get_by_label("What do you call it?").fill("My phone")
    button(phone, LOCK).click()
    phone.wait_for_url("**/accounts/2fa/")
    expect(phone.get_by_text("My phone").first).to_be_visible()
    seen(phone)
    phone.goto("/accounts/sessions/")
    seen(phone)
    phone.goto("/accounts/logout/")
    seen(phone)
    button(phone, "Sign out").click()
    phone.wait_for_url(lambda url: url.endswith("/") and "accounts" not in url)
    phone.goto("/accounts/login/")
    seen(phone)
    button(phone, LOCK).click()
    phone.wait_for_url("**/me/")
    expect(phone.get_by_text("Anabel").first).to_be_visible()


@pytest.mark.parametrize("width", [1280])
def test_organizer_s_form_goes_on_after_the_lock(phone, width):
    olu = OrganizerFactory(name="Oluwa")
    enter(phone, olu.user.email)
    phone.wait_for_url("**/me/")
    phone.goto("/admin/")
    phone.get_by_role("link", name="Add this phone or computer").click()
    button(phone, LOCK).click()
    phone.wait_for_url("**/recovery-codes/")
    phone.goto("/admin/base/network/1/change/")
    phone.locator("#id_name").fill("Elm Street Mutual Aid")
    age(phone, 31 * 60)
    phone.get_by_role("button", name="Save", exact=True).click()
    phone.wait_for_url("**/2fa/reauthenticate/passkey/**")
    seen(phone)
    assert Network.objects.get().name == "Alder Flats Mutual Aid"
    button(phone, LOCK).click()
    phone.wait_for_url("**/accounts/resume/")
    seen(phone)
    button(phone, "Send it now").click()
    expect(phone.get_by_text("was changed successfully")).to_be_visible()
    assert Network.objects.get().name == "Elm Street Mutual Aid"


def test_joining_on_a_phone_with_a_lock_offers_it(phone):
    enter(phone, "new@example.org")
    phone.wait_for_url("**/members/welcome/")
    phone.get_by_label("What shall we call you?").fill("Anabel")
    button(phone, "Show these squares").click()
    phone.wait_for_load_state()
    phone.get_by_label("Row 1, column 1", exact=True).check(force=True)
    button(phone, "Go on").click()
    phone.wait_for_url("**/accounts/passkeys/add/**")
    seen(phone)
    phone.get_by_role("link", name="Not now").click()
    phone.wait_for_url(lambda url: "passkeys" not in url)


def test_a_phone_that_says_no_is_told_so_and_the_code_still_works(page):
    ana = PersonFactory()
    page.goto("/accounts/login/")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**PHONE, "isUserVerified": False}})
    button(page, LOCK).click()
    expect(page.get_by_text("That did not work. Try once more, or use another way.")).to_be_visible()
    enter(page, ana.user.email)
    page.wait_for_url("**/me/")
    assert newest_code()


@pytest.mark.parametrize("javascript", [False])
def test_without_scripts_there_is_no_button_for_it(page, javascript):
    page.goto("/accounts/login/")
    expect(button(page, LOCK)).to_be_hidden()
    expect(button(page, "Send me a code")).to_be_visible()


@pytest.mark.parametrize("is_kept", [True, False])
def test_signing_out_asks_about_the_lists_of_this_browser(page, is_kept):
    enter(page, PersonFactory().user.email)
    page.wait_for_url("**/me/")
    page.goto("/accounts/logout/")
    expect(page.get_by_label("Also forget the lists of places")).to_be_hidden()
    page.evaluate("localStorage.setItem('list', '1f'); sessionStorage.setItem('checklist:1', '[0]')")
    page.reload()
    box = page.get_by_label("Also forget the lists of places")
    expect(box).to_be_checked()
    seen(page)
    if is_kept:
        box.uncheck()
    button(page, "Sign out").click()
    page.wait_for_url(lambda url: "accounts" not in url)
    kept = page.evaluate("[localStorage.getItem('list'), sessionStorage.getItem('checklist:1')]")
    assert kept == ["1f" if is_kept else None, None]
    assert [cookie["name"] for cookie in page.context.cookies()] == []


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/me/", "/accounts/sessions/", "/danger/"])
def test_leaving_now_replaces_the_page_and_forgets(page, path, problems):
    away = "https://www.wikipedia.org/"
    page.route(
        f"{away}**", lambda route: route.fulfill(body="<title>Wikipedia</title>", content_type="text/html")
    )
    enter(page, PersonFactory().user.email)
    page.wait_for_url("**/me/")
    page.goto("/about/")
    page.goto(path)
    page.evaluate("localStorage.setItem('list', '1f'); sessionStorage.setItem('x', '1')")
    pages = page.evaluate("history.length")
    page.locator("[data-exit]").click()
    page.wait_for_url(away)
    assert page.evaluate("history.length") == pages
    page.go_back()
    page.wait_for_url("**/about/")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    problems.clear()
