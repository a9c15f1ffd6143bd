"""Guides and paper in a browser: ticked off, and printed on as many sheets as were drawn."""

import re

import pytest

from tests.factories.directory import GuideFactory

from .conftest import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "what=Soup+on+Sunday&when=Sundays+1+to+3&corner=Alder+and+5th&languages=en&languages=es"


def sheets_in_print(page, size):
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=size)))


def test_what_is_ticked_off_is_still_so_after_looking_elsewhere(page):
    GuideFactory(slug="ladder", text__body="## Before\n\n- [ ] Shoes\n- [ ] Rope")
    page.goto("/directory/guides/ladder/")
    page.get_by_label("Rope").check()
    page.goto("/directory/guides/")
    page.goto("/directory/guides/ladder/")
    assert page.get_by_label("Rope").is_checked()
    assert not page.get_by_label("Shoes").is_checked()
    assert page.get_by_role("button", name="Print").is_visible()


@pytest.mark.parametrize(
    ("slug", "sheets"), [("flyer", 1), ("phone-tree", 2), ("pod-map", 1), ("fridge-sign", 2)]
)
def test_paper_fits_both_sizes(page, slug, sheets):
    for query in ("", f"?{TYPED}"):
        page.goto(f"/directory/paper/{slug}/{query}")
        assert [sheets_in_print(page, size) for size in ("A4", "Letter")] == [sheets, sheets]
    page.set_viewport_size({"width": 360, "height": 700})
    assert_accessible(page)
    assert_fits(page)
