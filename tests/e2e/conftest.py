"""A real browser. `page` is a phone on the live server; a test overrides how it looks by parametrizing
`width`, `scheme` or `javascript`:

    @pytest.mark.parametrize("javascript", [True, False])
    def test_asking(page, live_server, javascript): ...

When a test ends, a page that logged an error, broke the Content-Security-Policy or asked another host
for something fails it; a test that expects such a thing calls `problems.clear()`.
"""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from members.models import Person
from mutualaid.base import network

from .chromium import ARGUMENTS, CHROMIUM

# `expect` waits: a click is done before the page that it leads to is there.
expect.set_options(timeout=10_000)
AXE = Axe().axe_script
# Playwright keeps an event loop in this thread, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium-headless-shell)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def width() -> int:
    return 390


@pytest.fixture
def scheme() -> str:
    return "light"


@pytest.fixture
def javascript() -> bool:
    return True


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What went wrong in any page of this test; must be empty at its end."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(
    browser: Browser, live_server, settings, width: int, scheme: str, javascript: bool, problems: list[str]
) -> Iterator[Callable[[], BrowserContext]]:
    """Opens a browser of its own (its own cookies) at each call: one for each person in the test."""
    settings.ALLOWED_HOSTS = ["*"]
    network.forget()
    opened: list[BrowserContext] = []
    unanswered: set[Request] = set()
    home = urlsplit(live_server.url).netloc

    def asked(request: Request) -> None:
        # An address without a host is no question: "data:", "about:".
        if urlsplit(request.url).netloc not in (home, ""):
            problems.append(f"asked another host: {request.url}")
        unanswered.add(request)

    def answered(request: Request) -> None:
        unanswered.discard(request)

    def open_one() -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.on("request", asked)
        context.on("requestfinished", answered)
        context.on("requestfailed", answered)
        context.on("console", lambda m: problems.append(m.text) if m.type in ("error", "warning") else None)
        context.on("weberror", lambda e: problems.append(str(e.error)))
        opened.append(context)
        return context

    yield open_one
    # What a page sends after it was shown ("read") is answered before its browser is gone.
    for page in [page for context in opened for page in context.pages if not page.is_closed()]:
        for _try in range(1000):
            if not unanswered:
                break
            page.wait_for_timeout(10)
        else:
            problems.append(f"never answered: {[request.url for request in unanswered]}")
    for context in opened:
        context.close()
    wait_for_answers()
    network.forget()


def wait_for_answers() -> None:
    """Until the server's threads have let go of the database, which is emptied next."""
    busy = """SELECT count(*), pg_sleep(0.02) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
    with connection.cursor() as cursor:
        for _try in range(250):
            cursor.execute(busy)
            if cursor.fetchone()[0] == 0:
                return


@pytest.fixture
def page(new_context: Callable[[], BrowserContext]) -> Page:
    return new_context().new_page()


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, Person], None]:
    """Signs somebody in without a mail: `sign_in(page, person)`. `test_swap.enter` does it as they would."""

    def sign_in(page: Page, person: Person) -> None:
        client = Client()
        client.force_login(person.user)
        cookies = [(name, morsel.value) for name, morsel in client.cookies.items()]
        page.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies]
        )

    return sign_in


@pytest.fixture
def signed_in(new_context, sign_in) -> Callable[[Person], Page]:
    """Opens a page in a browser of its own, in which this person has signed in before."""

    def open_for(person: Person) -> Page:
        page = new_context().new_page()
        sign_in(page, person)
        return page

    return open_for


def assert_accessible(page: Page) -> None:
    """No violation of axe's rules (WCAG 2.2 A and AA, and its best practices)."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    # Only what is asserted comes out of the browser: all that is right is far longer.
    violations = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
    found = page.evaluate(violations)
    said = [f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found]
    assert said == []


def assert_fits(page: Page) -> None:
    """Nothing sticks out once styles and fonts are there: no scrolling sideways."""
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => true)")
    too_wide = """() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth === width) return [];
      return [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > width)
        .map((element) => element.outerHTML.slice(0, 160));
    }"""
    assert page.evaluate(too_wide) == []
