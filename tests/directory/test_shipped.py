"""The guides that ship: each is whole, true to its words and in line with the rest of the project."""

import re

import pytest
from django.urls import Resolver404, resolve

from directory import actions, shipped
from directory.markdown import render
from directory.models import Guide, GuideText, ListingRow
from directory.needs import TERMS
from tests.factories.members import OrganizerFactory

SHIPPED = shipped.guides()
GUIDES = [one for one in SHIPPED if one.facts["kind"] == "guide"]
TOOLS = [one for one in SHIPPED if one.facts["kind"] == "tool"]
TEXTS = [pytest.param(one, code, id=f"{one.slug}.{code}") for one in GUIDES for code in one.texts]


def slugs(name):
    return set(re.findall(r"slug: ([a-z-]+)", (TERMS / f"{name}.yaml").read_text()))


def words(text):
    return [token for token in text.split() if re.search(r"\w", token)]


def test_what_there_is():
    assert len(GUIDES) == 14
    assert {one.slug for one in TOOLS} == {
        *("mutual-aid-101", "mutual-aid-disaster-relief", "idealist", "pod-mapping")
    }
    assert all(one.texts.keys() == {"en", "es"} for one in SHIPPED)


@pytest.mark.parametrize(("guide", "code"), TEXTS)
def test_a_guide_is_as_long_as_one_reads_tonight(guide, code):
    text = guide.texts[code]
    assert 400 <= len(words(text["body"])) <= 900
    assert 10 < len(text["title"]) <= 60
    assert 40 < len(text["summary"]) < 150
    assert 30 <= guide.facts["minutes"] <= 240


@pytest.mark.parametrize(("guide", "code"), TEXTS)
def test_a_guide_has_steps_headings_and_a_checklist(guide, code):
    rendered = render(guide.texts[code]["body"])
    assert len(rendered.contents) >= 5
    assert "<ol>" in rendered.html
    assert 5 <= rendered.html.count('type="checkbox"') <= 10
    assert rendered.html.rindex("<h2") < rendered.html.index('type="checkbox"'), "the checklist is the end"


@pytest.mark.parametrize(("guide", "code"), TEXTS)
def test_links_lead_to_pages_and_needs_that_exist(guide, code):
    for address in re.findall(r"\]\(([^)]*)\)", guide.texts[code]["body"]):
        path, _, query = address.partition("?")
        try:
            match = resolve(path)
        except Resolver404:
            pytest.fail(f"no page at {address}")
        if match.url_name == "guide_detail":
            assert match.kwargs["slug"] in {one.slug for one in GUIDES}
        if match.url_name == "listing_list":
            assert query.removeprefix("need=") in slugs("needs")
        if match.url_name == "post_create":
            assert query in ("kind=request", "kind=offer")


def test_needs_are_of_the_taxonomy():
    assert {slug for one in SHIPPED for slug in one.many["needs"]} <= slugs("needs")
    assert {slug for one in SHIPPED for slug in one.many["for_communities"]} <= slugs("communities")
    assert all(one.many["needs"] for one in SHIPPED)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_both_languages_say_the_same_in_the_same_order(guide):
    """Headings, steps, boxes, rows, links and every number that one acts on."""

    def bones(body):
        return {
            "headings": re.findall(r"(?m)^#+ ", body),
            "steps": re.findall(r"(?m)^\d+\. ", body),
            "boxes": body.count("- [ ] "),
            "points": len(re.findall(r"(?m)^- ", body)),
            "rows": len(re.findall(r"(?m)^\|", body)),
            "links": sorted(re.findall(r"\]\(([^)]*)\)", body)),
            "degrees": re.findall(r"\d+ °[CF]", body),
        }

    assert bones(guide.texts["es"]["body"]) == bones(guide.texts["en"]["body"])


@pytest.mark.parametrize(("guide", "code"), TEXTS)
def test_a_guide_names_nobody_s_number_mail_or_page(guide, code):
    body = guide.texts[code]["body"]
    assert re.findall(r"\S+@\S+|https?:|www\.|<[a-z]", body) == []
    assert re.findall(r"\d[\d -]{6,}\d", body) == []


def test_tools_are_on_https_and_say_what_they_are_good_for():
    for tool in TOOLS:
        assert tool.facts["url"].startswith("https://")
        assert all(40 < len(text["summary"]) <= 300 and not text["body"] for text in tool.texts.values())


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture(autouse=True)
    def after_migrate(self, db, monkeypatch):
        """As `migrate` leaves it, which in tests of other things brings none."""
        monkeypatch.setattr(shipped, "guides", lambda: SHIPPED)
        assert shipped.load() == len(SHIPPED) + sum(len(one.texts) for one in SHIPPED)

    def test_all_is_there_and_found(self):
        slugs = {one.slug for one in SHIPPED}
        assert set(Guide.objects.values_list("slug", flat=True)) == slugs
        assert set(ListingRow.objects.values_list("slug", flat=True)) == slugs
        guide = Guide.objects.get(slug="free-fridge")
        assert set(guide.needs.values_list("slug", flat=True)) == {"free-fridge", "groceries"}
        assert set(guide.texts.values_list("language", "number")) == {("en", 1), ("es", 1)}

    def test_again_changes_nothing(self):
        before = list(GuideText.objects.order_by("pk").values())
        assert shipped.load() == 0
        assert list(GuideText.objects.order_by("pk").values()) == before

    def test_a_new_release_updates_what_nobody_touched(self):
        guide = Guide.objects.get(slug="rides")
        guide.texts.filter(language="en").update(title="As it was in an older release")
        Guide.objects.filter(pk=guide.pk).update(minutes=5)
        guide.needs.clear()
        assert shipped.load() == 2
        guide = Guide.objects.with_texts().get(pk=guide.pk)
        assert (guide.minutes, guide.needs.count()) == (45, 3)
        assert guide.said_in("en").title == "Give each other rides"
        assert guide.said_in("en").number == 2
        assert guide.texts.get(language="en", number=1).title == "As it was in an older release"

    def test_what_organizers_changed_stays_theirs(self):
        guide = Guide.objects.get(slug="rides")
        words = {"title": "Rides in our street", "summary": "", "body": "Ring Anabel."}
        actions.write_guide_text(by=OrganizerFactory(), subject=guide, language="en", after=1, **words)
        guide.needs.clear()
        assert shipped.load() == 0
        guide = Guide.objects.with_texts().get(pk=guide.pk)
        assert guide.said_in("en").title == "Rides in our street"
        assert guide.needs.count() == 0

    def test_what_organizers_hid_stays_hidden(self):
        guide = Guide.objects.get(slug="rides")
        actions.hide_listing(by=OrganizerFactory(), subject=guide, reason="other")
        shipped.load()
        assert not Guide.objects.published().filter(slug="rides").exists()
