"""An organizer imports a directory: the form, and what became of every row."""

import os

import pytest
from django.test import Client

from tests.factories.members import OrganizerFactory
from tests.proved import prove
from tests.site.test_importing import FILES, SHEET, packed
from tests.worker import work

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organizing(page, live_server):
    client = Client()
    olu = OrganizerFactory(name="Oluwa").user
    client.force_login(olu)
    prove(client)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.session.session_key, "url": live_server.url}]
    )
    return page


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_import_is_accessible_and_tells_every_row(organizing, width):
    organizing.goto("/directory/import/")
    look(organizing, f"form-{width}")
    file = {"name": "alder.zip", "mimeType": "application/zip", "buffer": packed(FILES)}
    organizing.get_by_label("The directory's file").set_input_files(file)
    organizing.get_by_role("button", name="Try it", exact=True).click()
    # It is read by a job; the page looks again by itself.
    organizing.get_by_text("It is being read.").wait_for()
    work("directory")
    organizing.get_by_role("heading", name="Left out").wait_for()
    look(organizing, f"tried-{width}")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_columns_of_a_spreadsheet_are_said_and_stored(organizing, width):
    organizing.goto("/directory/import/")
    file = {"name": "kitchens.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    organizing.get_by_label("The directory's file").set_input_files(file)
    organizing.get_by_role("button", name="Try it", exact=True).click()
    organizing.get_by_label("What", exact=True).select_option(label="What it is")
    look(organizing, f"columns-{width}")
    organizing.get_by_role("button", name="Try it", exact=True).click()
    work("directory")
    organizing.get_by_role("button", name="Store it", exact=True).click()
    work("directory")
    organizing.get_by_text("It is done. The directory shows it now.").wait_for()
    organizing.goto("/directory/?q=soup")
    organizing.get_by_role("link", name="Alder Kitchen").wait_for()


def look(page, name):
    assert_accessible(page)
    assert_fits(page)
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/import-{name}.png", full_page=True)
