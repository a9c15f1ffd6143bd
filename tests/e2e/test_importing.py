"""An organizer imports a directory: the form, and what became of every row."""

import os
import time

import pytest
from django.test import Client

from tests.factories.members import OrganizerFactory
from tests.site.test_importing import FILES, packed

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organizing(page, live_server):
    client = Client()
    olu = OrganizerFactory(name="Olu").user
    client.force_login(olu)
    session = client.session
    session["account_authentication_methods_user"] = str(olu.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])
    return page


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_import_is_accessible_and_tells_every_row(organizing, width):
    organizing.goto("/directory/import/")
    look(organizing, f"form-{width}")
    file = {"name": "alder.zip", "mimeType": "application/zip", "buffer": packed(FILES)}
    organizing.get_by_label("The directory's file").set_input_files(file)
    organizing.get_by_role("button", name="Import", exact=True).click()
    organizing.get_by_role("heading", name="Left out").wait_for()
    look(organizing, f"done-{width}")


def look(page, name):
    assert_accessible(page)
    assert_fits(page)
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/import-{name}.png", full_page=True)
