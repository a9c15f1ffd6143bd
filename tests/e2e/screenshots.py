"""Photographs every page of a running demo, for people to look at: a tool, not a test.

    python3 dev.py demo
    .venv/bin/python -m tests.e2e.screenshots http://localhost:8000 FOLDER

Each page at 390 and 1280 px, light and dark, as a newcomer, a member and an organizer. Says which pages
stick out sideways, answer with an error, or log one.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from .chromium import ARGUMENTS, CHROMIUM

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
NEWCOMER = [
    *("/", "/about/", "/danger/", "/privacy/", "/search/?q=soup", "/search/?q=zeppelin", "/nowhere/"),
    *("/exchanges/", "/exchanges/?kind=offer&need=food", "/directory/", "/directory/?need=food&open=now"),
    *("/directory/guides/", "/accounts/login/", "/accounts/signup/", "/demo/", "/demo/mail/"),
]
MEMBER = [
    *("/", "/me/", "/exchanges/", "/exchanges/new/?kind=request", "/exchanges/mine/", "/exchanges/welcome/"),
    *("/exchanges/searches/", "/exchanges/calendar/", "/exchanges/record/", "/exchanges/as-text/"),
    *("/exchanges/reveals/", "/exchanges/thanks/"),
    *(
        "/exchanges/swaps/",
        "/members/notices/",
        "/members/settings/notices/",
        "/members/settings/",
        "/members/blocks/",
    ),
    *("/pods/", "/pods/new/", "/members/invite/", "/members/tour/", "/members/agreement/"),
    *("/members/decisions/", "/members/settings/export/", "/members/settings/leave/"),
    *("/accounts/email/", "/accounts/password/set/", "/accounts/2fa/", "/accounts/sessions/"),
    "/accounts/logout/",
]
ORGANIZER = ["/gallery/", "/exchanges/rings/suggest/", "/admin/"]
# The first link of its kind on a list page is photographed too.
FOLLOW = {
    "/exchanges/": r"^/exchanges/[a-z0-9]{12}/$",
    "/me/": r"^/exchanges/rings/[a-z0-9]{12}/$",
    "/exchanges/mine/": r"^/exchanges/[a-z0-9]{12}/$",
    "/exchanges/swaps/": r"^/exchanges/swaps/[a-z0-9]{12}/$",
    "/pods/": r"^/pods/[a-z0-9]{12}/$",
    "/directory/": r"^/directory/(?!guides|suggest|print)[a-z0-9-]+/$",
    "/directory/guides/": r"^/directory/guides/[a-z0-9-]+/$",
    "/admin/": r"^/admin/[a-z]+/[a-z]+/$",
}


def main(address: str, folder: str) -> None:
    """Writes `<who>-<page>-<width>-<scheme>.png` into `folder`."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for who, name, paths in (
            ("newcomer", None, NEWCOMER),
            ("member", "Ana", MEMBER),
            ("organizer", "Olu", ORGANIZER),
        ):
            context = browser.new_context(base_url=address, reduced_motion="reduce")
            page = context.new_page()
            page.on("console", lambda m: say(f"  log: {m.text}") if m.type == "error" else None)
            if name:
                page.goto("/demo/")
                page.get_by_role("button", name=re.compile(name)).first.click()
            for path in every(page, paths):
                photograph(context, page, path, out, who)
        browser.close()


def every(page: Page, paths: list[str]) -> list[str]:
    """The paths, and for each list the first things on it."""
    found = []
    for path in paths:
        found.append(path)
        if pattern := FOLLOW.get(path):
            page.goto(path)
            links = page.locator("a[href]").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
            matching = list(dict.fromkeys(link for link in links if re.match(pattern, link)))
            found += matching[: 20 if path == "/admin/" else 2]
    return found


def photograph(context: BrowserContext, page: Page, path: str, out: Path, who: str) -> None:
    """One page, four times."""
    name = re.sub(r"[^a-z0-9]+", "-", path).strip("-") or "home"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            answer = page.goto(path)
            status = answer.status if answer else 0
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if status >= 400 or wide:
                say(f"{who} {path} {width} {scheme}: {status}, sticks out by {wide} px")
            page.screenshot(path=out / f"{who}-{name}-{width}-{scheme}.png", full_page=True)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
