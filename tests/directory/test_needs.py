"""The taxonomy that ships with the project, and the tree in memory."""

import pytest
from django.utils import translation

from directory import needs
from directory.models import Access, Community, Need
from mutualaid.base.icons import icon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    needs.forget()
    yield
    needs.forget()


def test_load_twice_changes_nothing():
    assert needs.load() == 0


def test_load_brings_back_a_changed_word_but_leaves_organizers_words():
    Need.objects.filter(slug="groceries").update(name_en="Food parcels")
    Need.objects.filter(slug="hot-meals").update(name_en="Supper", is_own=True)

    assert needs.load() == 1

    assert Need.objects.get(slug="groceries").name_en == "Groceries"
    assert Need.objects.get(slug="hot-meals").name_en == "Supper"


@pytest.mark.parametrize("model", [Need, Community, Access])
def test_terms_have_names_in_both_languages_an_icon_and_a_bit_below_organizers_own(model):
    for term in model.objects.all():
        assert term.name_en
        assert term.name_es
        assert "<svg" in icon(term.icon)
        assert term.bit < model.FIRST_OWN_BIT


def test_tree_has_roots_with_children_and_no_query_the_second_time(django_assert_num_queries):
    tree = needs.tree()

    assert len(tree.roots) == 14
    assert len(tree.all) == 99
    assert all(root.children for root in tree.roots)
    assert [node.slug for node in tree.by_slug["company"].descendants][:3] == [
        "company",
        "visits",
        "phone-calls",
    ]
    with django_assert_num_queries(0):
        assert needs.tree().by_slug["visits"].root.slug == "company"


def test_bits_of_a_parent_include_its_children():
    tree = needs.tree()

    assert tree.bits(["groceries", "no-such-need"]) == [tree.by_slug["groceries"].bit]
    assert tree.bits(["food"]) == sorted(node.bit for node in tree.by_slug["food"].descendants)


def test_name_follows_the_reader():
    with translation.override("es"):
        assert needs.tree().by_slug["food"].name == "Comida"
        assert Need.objects.get(slug="food").name == "Comida"
    assert needs.tree().by_slug["food"].name == "Food"


@pytest.mark.parametrize("slug", ["health", "immigration", "legal-advice", "safety", "money", "identity"])
def test_sensitive_needs_are_marked(slug):
    assert needs.tree().by_slug[slug].is_sensitive


def test_a_retired_need_leaves_the_tree_but_keeps_its_bit():
    Need.objects.filter(slug="visits").update(is_retired=True)

    tree = needs.tree()

    assert "visits" not in [node.slug for node in tree.by_slug["company"].children]
    assert tree.by_slug["visits"].bit == Need.objects.get(slug="visits").bit
