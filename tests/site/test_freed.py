"""What a list shows is freed with its page.

Where something holds it in a circle, as the macros of a page's own template do, it waits for the collector,
which then looks through all of it.
"""

import gc

import pytest

from mutualaid.base.choices import Box

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/directory/", "/exchanges/"])
def test_a_list_leaves_nothing_for_the_collector(client, path):
    gc.collect()
    gc.disable()
    try:
        assert client.get(path).status_code == 200
        left = [one for one in gc.get_objects() if type(one) is Box]
    finally:
        gc.enable()
    assert left == []
