"""The group of filters that the board and the directory share: the tree of needs."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from mutualaid.base import search
from mutualaid.base.choices import Choice, Choices, kept
from mutualaid.base.filters import GroupFilter, SearchFilterSet
from mutualaid.base.said import language

from . import needs
from .needs import Node, Terms, condition


class NeedFilterSet(SearchFilterSet):
    """Filters of a list whose rows carry needs. A parent includes its children; a child chosen narrows it."""

    need = GroupFilter(label=_("Need"))

    def choices_need(self) -> Choices:
        """All roots, and what is under those of which something is chosen."""
        return _needs(needs.tree(), frozenset(node.root for node in self.needs_chosen), language())

    def picked(self, name: str, chosen: list[str]) -> Iterable[str]:
        if name != "need":
            return chosen
        parents = {node.parent.slug for node in self.needs_chosen if node.parent}
        return [slug for slug in chosen if slug not in parents]

    @property
    def needs_chosen(self) -> list[Node]:
        """What is ticked, parents too."""
        found = (needs.tree().get(slug) for slug in self.chosen("need"))
        return [node for node in found if node and not node.is_retired]


@kept(maxsize=64)
def _needs(terms: Terms, opened: frozenset[Node], language: str | None) -> Choices:
    """A choice of each root, and those of what is under the opened ones. Terms read again are others."""
    return Choices(
        Choice(node.slug, node.name_in(language), node.condition, int(node.parent is not None))
        for root in terms.roots
        for node in (root.descendants if root in opened else [root])
    )


def bits(*nodes: Node) -> search.Bits:
    """A row that has any of these needs, or of what is under them."""
    return condition(below for node in nodes for below in node.descendants)
