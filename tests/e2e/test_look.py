"""The pages that belong to no app, as a browser shows them."""

import pytest

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)

PATHS = ["/", "/about/", "/danger/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_page_is_accessible_and_fits(page, width, scheme):
    for path in PATHS:
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
