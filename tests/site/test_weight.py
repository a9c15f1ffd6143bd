"""What a cold visit costs, compressed: HTML, CSS and JavaScript at most 60 kB, of which JavaScript 25 kB."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db

PATHS = ["/", "/about/", "/danger/", "/accounts/login/", "/exchanges/", "/directory/"]


def weight(text: bytes) -> int:
    return len(brotli.compress(text, quality=5))


@pytest.mark.parametrize("path", PATHS)
def test_public_page_is_light(client, path):
    answer = client.get(path)
    page = answer.content.decode()
    styles = set(re.findall(r'rel="stylesheet" href="/static/([^"]+)"', page))
    # The filters ask for theirs when they come into sight, which on a wide screen is at once.
    scripts = set(re.findall(r'(?:<script src|data-htmx)="/static/([^"]+)"', page))

    def together(names: set[str]) -> int:
        return sum(weight(Path(finders.find(name)).read_bytes()) for name in names)

    assert styles
    assert together(scripts) <= 25_000
    assert weight(answer.content) + together(styles) + together(scripts) <= 60_000
