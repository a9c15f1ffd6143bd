"""Guides: their pages in the reader's language, and every change with what was there before."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from directory import actions, browse, projection
from directory.models import Community, Guide, GuideText
from members.viewers import viewer_of
from mutualaid.base import words
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.directory import GuideFactory, GuideTextFactory, ServiceFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db
LIST = "/directory/guides/"


def page(client, path=LIST, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def ladder(**values):
    return GuideFactory(slug="ladder", **values)


class TestPages:
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_directory_names_each_as_its_own_page_does(self, language):
        """In the reader's language, else in English, else in any; always the newest words."""
        for texts in ("en1 en2 es1", "en1 en10 en9 de1", "es2 es1 de1", "fr1 de1"):
            guide = GuideFactory(text=None)
            for code, number in re.findall(r"([a-z]+)(\d+)", texts):
                title = f"{guide.slug} {code} {number}"
                GuideTextFactory(guide=guide, language=code, number=number, title=title, summary=f"{title}!")
        projection.project_guides()
        guides = Guide.objects.with_texts()
        told = {(one.title, one.summary, one.language) for one in (g.said_in(language) for g in guides)}
        with translation.override(language):
            items = browse.browse(viewer_of(None), QueryDict("kind=guide")).items
        assert {(item["name"], item["summary"], item["language"]) for item in items} == told
        assert len(told) == 4

    def test_list_shows_what_is_published(self, client):
        ladder(text__title="Borrow a ladder", needs=["tools-to-borrow"])
        GuideFactory(text__title="Hidden one", publication="hidden", hidden_reason="wrong")
        shown = page(client)
        assert "Borrow a ladder" in shown
        assert "Hidden one" not in shown

    def test_list_is_by_root_of_need_in_the_order_of_the_taxonomy(self, client):
        GuideFactory(text__title="Odd jobs")
        GuideFactory(text__title="Lifts", needs=["lifts", "groceries", "medical-rides"])
        GuideFactory(text__title="Soup", needs=["groceries", "eating-together"])
        shelves, _, _ = page(client).partition('<section class="stack" aria-labelledby="paper">')
        order = re.findall(r'<h2 id="about-(\w+)"|note-title"><a[^>]*>([^<]+)', shelves)
        assert [one or two for one, two in order] == ["food", "Soup", "rides", "Lifts", "other", "Odd jobs"]

    def test_tools_elsewhere_stand_apart(self, client):
        GuideFactory(kind="tool", url="https://example.org/", text__title="A tool of others")
        shown = page(client)
        assert shown.index("Tools elsewhere") < shown.index("A tool of others")
        assert "minute to read" not in shown

    def test_tool_has_its_link(self, client):
        GuideFactory(slug="tool", kind="tool", url="https://example.org/pods", text__body="")
        assert re.search(
            r'href="https://example.org/pods"[^>]*rel="noreferrer nofollow"', page(client, LIST + "tool/")
        )

    def test_none_yet(self, client):
        assert "No guides yet" in page(client)

    def test_detail_has_contents_checklist_and_time(self, client):
        ladder(minutes=120, text__body="## Climb\n\n1. Up\n\n## Before\n\n- [ ] Shoes\n\n<b>Down</b>")
        shown = page(client, LIST + "ladder/")
        assert '<a href="#step-climb">Climb</a>' in shown
        assert '<h2 id="step-climb">' in shown
        assert '<input type="checkbox">' in shown
        assert "&lt;b&gt;Down" in shown
        assert "1 minute to read" in shown
        assert "2 hours the first time" in shown

    def test_title_of_the_page_says_nothing_of_what_is_read(self, client):
        ladder(text__title="Leave somebody who hits you")
        assert "hits" not in re.search(r"<title>(.*?)</title>", page(client, LIST + "ladder/"), re.S)[1]

    def test_hidden_and_textless_are_as_if_they_were_not(self, client):
        ladder(publication="hidden", hidden_reason="wrong")
        GuideFactory(slug="empty", text=None)
        for slug in ("ladder", "empty", "nothing"):
            assert client.get(f"{LIST}{slug}/").status_code == 404

    def test_it_is_in_the_reader_s_language_with_a_way_to_the_others(self, client):
        guide = ladder(text__title="Borrow a ladder")
        GuideTextFactory(guide=guide, language="es", title="Pide una escalera")
        GuideTextFactory(guide=guide, language="ar", title="استعر سلما")
        shown = page(client, LIST + "ladder/", **{"accept-language": "es"})
        assert "Pide una escalera" in shown
        assert 'lang="es"' in shown
        assert '<a href="?language=en" hreflang="en" lang="en">English</a>' in shown
        assert "Borrow a ladder" in page(client, LIST + "ladder/?language=en", **{"accept-language": "es"})
        assert "استعر" in page(client, LIST + "ladder/?language=ar")
        assert "Pide una escalera" in page(client, LIST, **{"accept-language": "es"})

    def test_a_language_it_does_not_have_falls_back(self, client):
        ladder(text__title="Borrow a ladder")
        assert "Borrow a ladder" in page(client, LIST + "ladder/?language=es%00x")
        assert "Borrow a ladder" in page(client, LIST + "ladder/", **{"accept-language": "es"})
        GuideFactory(slug="escalera", text__language="es", text__title="Pide una escalera")
        assert "Pide una escalera" in page(client, LIST + "escalera/")

    def test_only_the_newest_version_is_shown(self, client):
        guide = ladder(text__title="The old way")
        GuideTextFactory(guide=guide, number=2, title="The new way")
        for path in (LIST, LIST + "ladder/"):
            assert "The new way" in page(client, path)
            assert "The old way" not in page(client, path)

    def test_listings_that_organizers_chose_as_far_as_they_are_shown(self, client):
        guide = ladder()
        guide.listings.set([
            ServiceFactory(name="Ladder shed", slug="shed"),
            ServiceFactory(name="Gone shed", status="defunct"),
            ServiceFactory(name="Hidden shed", publication="hidden", hidden_reason="closed"),
        ])  # fmt: skip
        shown = page(client, LIST + "ladder/")
        assert 'href="/directory/shed/"' in shown
        assert "Gone shed" not in shown
        assert "Hidden shed" not in shown

    def test_whom_it_is_made_for(self, client):
        guide = ladder()
        assert "Made for" not in page(client, LIST + "ladder/")
        guide.for_communities.set(Community.objects.filter(slug__in=["elders", "carers"]))
        assert "Made for: Elders, Carers" in page(client, LIST + "ladder/")

    def test_its_words_set_misspelt_searches_right(self):
        guide = ladder(text__title="Xylophone for beginers")
        GuideTextFactory(guide=guide, number=2, title="Xylophones for beginners")
        words.rebuild()
        assert words.corrected("xilophones") == "xylophones"
        Guide.objects.update(publication="hidden", hidden_reason="wrong")
        words.rebuild()
        assert words.corrected("xilophones") is None

    def test_ways_on(self, client):
        ladder(needs=["tools-to-borrow"])
        GuideFactory(text__title="Lend a drill", needs=["tools-to-borrow"])
        GuideFactory(text__title="Hem a coat", needs=["clothes"])
        GuideFactory(text__title="Sing", needs=["faith-and-culture"])
        shown = page(client, LIST + "ladder/")
        assert 'href="/directory/?need=tools-to-borrow"' in shown
        assert 'href="/exchanges/new/?kind=request"' in shown
        assert shown.index("Lend a drill") < shown.index("Hem a coat")
        assert "Sing" not in shown

    @pytest.mark.parametrize("path", [LIST, LIST + "ladder/"])
    def test_same_number_of_queries_at_one_and_at_three(self, client, path):
        ladder(needs=["clothes"])
        client.get(path)
        with CaptureQueriesContext(connection) as at_one:
            client.get(path)
        for _ in range(2):
            guide = GuideFactory(needs=["clothes", "furniture"])
            GuideTextFactory(guide=guide, language="es")
        with CaptureQueriesContext(connection) as at_three:
            client.get(path)
        assert len(at_three) == len(at_one)

    def test_the_directory_names_it_in_the_reader_s_language(self, client):
        guide = ladder(text__title="Borrow a ladder", needs=["tools-to-borrow"])
        GuideTextFactory(guide=guide, language="es", title="Pide una escalera")
        projection.project_guides([guide.pk])
        for query in ("?need=tools-to-borrow", "?q=escalera"):
            assert "Pide una escalera" in page(client, "/directory/" + query, **{"accept-language": "es"})
            assert "Borrow a ladder" in page(client, "/directory/" + query)

    def test_wrong_verb(self, client):
        ladder()
        assert client.post(LIST).status_code == 405
        assert client.post(LIST + "ladder/").status_code == 405


WORDS = {"title": "Borrow a long ladder", "summary": "Higher.", "body": "Knock twice."}


class TestActions:
    def test_create(self):
        olu = OrganizerFactory()
        guide = actions.create_guide(by=olu, language="en", minutes=30, **WORDS)
        assert (guide.slug, guide.minutes, guide.is_own) == ("borrow-a-long-ladder", 30, True)
        assert guide.texts.get().body == "Knock twice."
        assert AuditEntry.objects.get().action == "guide.create"

    def test_create_without_a_title_leaves_nothing(self):
        with pytest.raises(NotNow):
            actions.create_guide(by=OrganizerFactory(), language="en", title="", body="x")
        assert not Guide.objects.exists()

    def test_tool_without_a_link(self):
        with pytest.raises(NotNow, match="A tool needs its link"):
            actions.create_guide(by=OrganizerFactory(), language="en", kind="tool", title="Drill")
        with pytest.raises(IntegrityError), transaction.atomic():
            GuideFactory(kind="tool")

    def test_change_makes_it_ours(self):
        guide = actions.change_guide(by=OrganizerFactory(), subject=ladder(), minutes=15)
        guide.refresh_from_db()
        assert (guide.minutes, guide.is_own) == (15, True)

    def test_write_keeps_what_was_there(self):
        guide = ladder(text__title="Before")
        text = actions.write_guide_text(by=OrganizerFactory(), subject=guide, language="en", after=1, **WORDS)
        assert text.number == 2
        assert list(guide.texts.values_list("number", "title")) == [
            (2, "Borrow a long ladder"),
            (1, "Before"),
        ]
        guide.refresh_from_db()
        assert guide.is_own
        assert AuditEntry.objects.get().action == "guide.write"

    def test_write_in_another_language_begins_at_one(self):
        guide = ladder()
        text = actions.write_guide_text(by=OrganizerFactory(), subject=guide, language="es", after=0, **WORDS)
        assert text.number == 1
        assert guide.texts.count() == 2

    def test_two_who_write_at_the_same_time_lose_nothing(self):
        guide, olu = ladder(), OrganizerFactory()
        actions.write_guide_text(by=olu, subject=guide, language="en", after=1, **WORDS)
        with pytest.raises(NotNow, match="meanwhile"):
            actions.write_guide_text(by=olu, subject=guide, language="en", after=1, **WORDS)
        assert guide.texts.count() == 2

    def test_too_long_a_text(self):
        words = WORDS | {"body": "x" * (GuideText.LONGEST + 1)}
        with pytest.raises(NotNow):
            actions.write_guide_text(by=OrganizerFactory(), subject=ladder(), language="en", after=1, **words)

    def test_bring_back(self):
        guide, olu = ladder(text__title="Before"), OrganizerFactory()
        actions.write_guide_text(by=olu, subject=guide, language="en", after=1, **WORDS)
        actions.bring_back_guide_text(by=olu, subject=guide.texts.get(number=1))
        assert list(guide.texts.values_list("number", "title")) == [
            (3, "Before"),
            (2, "Borrow a long ladder"),
            (1, "Before"),
        ]

    @pytest.mark.parametrize("person", [PersonFactory, lambda: OrganizerFactory(status="suspended")])
    def test_nobody_else_may(self, person):
        guide, by = ladder(), person()
        for action, values in (
            (actions.create_guide, {"language": "en", **WORDS}),
            (actions.change_guide, {"subject": guide, "minutes": 1}),
            (actions.write_guide_text, {"subject": guide, "language": "en", "after": 1, **WORDS}),
            (actions.bring_back_guide_text, {"subject": guide.texts.get()}),
        ):
            with pytest.raises(NotAllowed):
                action(by=by, **values)
        assert GuideText.objects.count() == 1
