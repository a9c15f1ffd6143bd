"""Guided search: what do you need, what of it, and where. Three questions, a tap each, nothing to write."""

from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from . import browse, needs
from .needs import Node


def answered(viewer: Any, root: Node | None = None) -> list[tuple[Node, int | None]]:
    """The needs that listings around here answer, or those under one root, with how many answer each.

    None instead of a number where there are too many to count; then all needs, since each is likely there.
    """
    found = browse.browse(viewer, QueryDict(urlencode({"need": root.slug}) if root else "")).found
    options = next((box.options for box in found.boxes if box.name == "need"), [])
    counts = {option.value: option.count for option in options}
    nodes = root.children if root else needs.tree().roots
    if found.capped:
        return [(node, None) for node in nodes]
    return [(node, counts[node.slug]) for node in nodes if counts.get(node.slug)]
