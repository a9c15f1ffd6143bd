"""Guides in the admin: written with a preview, and every version with the way back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Guide
from tests.factories.directory import GuideFactory, GuideTextFactory, ServiceFactory
from tests.factories.members import PersonFactory

from .test_admin import address, form_of

pytestmark = pytest.mark.django_db
WORDS = {"title": "Borrow a long ladder", "summary": "Higher.", "body": "## Up\n\n- [ ] Shoes\n\n<script>x"}


@pytest.fixture
def guide(db):
    return GuideFactory(slug="ladder", text__title="Borrow a ladder", text__body="Knock.")


def text_page(guide, language="en", *number):
    name = "version" if number else "text"
    return reverse(f"admin:directory_guide_{name}", args=[guide.pk, language, *number])


def test_add_with_its_first_words(client, olu):
    shed = ServiceFactory(name="Ladder shed")
    values = {"kind": "guide", "language": "es", "minutes": "20", "listings": [shed.pk], **WORDS}
    response = client.post(address("guide", "add"), values)
    assert response.status_code == 302, response.context["adminform"].form.errors
    guide = Guide.objects.get(slug="borrow-a-long-ladder")
    assert guide.texts.get().language == "es"
    assert list(guide.listings.all()) == [shed]


def test_a_tool_without_a_link_is_said_on_the_form_and_nothing_is_lost(client, olu):
    response = client.post(address("guide", "add"), {"kind": "tool", "language": "en", **WORDS})
    assert response.status_code == 200
    page = response.content.decode()
    assert "A tool needs its link." in page
    assert "Borrow a long ladder" in page


def test_what_it_is_about_is_changed_through_the_action(client, olu, guide):
    url = address("guide", "change", guide.pk)
    page = client.get(url)
    assert text_page(guide) in page.content.decode()
    assert text_page(guide, "es") in page.content.decode()
    response = client.post(url, form_of(page) | {"minutes": "25"})
    assert response.status_code == 302
    guide.refresh_from_db()
    assert (guide.minutes, guide.is_own) == (25, True)


def test_list_finds_by_title_with_as_many_statements_at_one_and_three(
    client, olu, guide, django_assert_num_queries
):

    url = address("guide") + "?q=ladder"
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        assert "Borrow a ladder" in client.get(url).content.decode()
    for _ in range(2):
        GuideTextFactory(guide=GuideFactory(), language="es")
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_preview_keeps_what_was_typed_and_writes_nothing(client, olu, guide):
    response = client.post(text_page(guide), {"after": "1", "preview": "Preview", **WORDS})
    page = response.content.decode()
    assert '<h2 id="step-up">Up</h2>' in page
    assert "&lt;script&gt;x" in page
    assert 'value="Borrow a long ladder"' in page
    assert guide.texts.count() == 1


def test_preview_while_writing_is_only_the_preview(client, olu, guide):
    response = client.post(text_page(guide), {"after": "1", **WORDS}, headers={"hx-request": "true"})
    assert response.content.decode().strip().startswith('<section id="preview"')
    assert guide.texts.count() == 1


def test_keep(client, olu, guide):
    response = client.post(text_page(guide), {"after": "1", "save": "Keep", **WORDS})
    assert response.status_code == 302
    assert list(guide.texts.values_list("number", "title")) == [
        (2, "Borrow a long ladder"),
        (1, "Borrow a ladder"),
    ]


def test_write_in_a_language_that_it_has_not(client, olu, guide):
    assert client.get(text_page(guide, "es")).status_code == 200
    client.post(text_page(guide, "es"), {"after": "0", "save": "Keep", **WORDS})
    assert guide.texts.get(language="es").number == 1
    assert client.get(text_page(guide, "klingon")).status_code == 404


def test_somebody_was_quicker(client, olu, guide):
    GuideTextFactory(guide=guide, number=2)
    response = client.post(text_page(guide), {"after": "1", "save": "Keep", **WORDS})
    assert "Somebody else changed this text meanwhile" in response.content.decode()
    assert 'value="Borrow a long ladder"' in response.content.decode()
    assert guide.texts.count() == 2


def test_without_a_title(client, olu, guide):
    response = client.post(text_page(guide), {"after": "1", "save": "Keep", **WORDS, "title": ""})
    assert response.status_code == 200
    assert guide.texts.count() == 1


def test_an_earlier_version_shows_what_changed_and_comes_back(client, olu, guide):
    GuideTextFactory(guide=guide, number=2, title="Borrow a ladder", body="Knock twice.")
    assert text_page(guide, "en", 1) in client.get(text_page(guide)).content.decode()
    page = client.get(text_page(guide, "en", 1)).content.decode()
    assert "<del>Knock.</del><ins>Knock twice.</ins>" in page
    assert guide.texts.count() == 2
    assert client.post(text_page(guide, "en", 1)).status_code == 302
    assert guide.texts.get(number=3).body == "Knock."
    assert client.get(text_page(guide, "en", 9)).status_code == 404


def test_nobody_else_comes_here(client, guide):
    client.force_login(PersonFactory().user)
    for url in (text_page(guide), text_page(guide, "en", 1)):
        assert client.get(url).status_code in (302, 403, 404)
        assert client.post(url, {"after": "1", "save": "Keep", **WORDS}).status_code in (302, 403, 404)
    assert guide.texts.count() == 1
