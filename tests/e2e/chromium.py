"""Where the browser is, and how it is started."""

import shutil

# The first is the same browser without a window around each page, which takes more time than the page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
# Nobody else is ever asked: every other name leads nowhere.
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", NOWHERE]
