"""A pod's own board, on the pod's page."""

from django.urls import reverse

from members.models import Pod
from members.pods.sections import Building
from members.viewers import Viewer

from ..board import COLUMNS
from ..models import Post, PostRow
from .posts import card

MOST = 20


def section(pod: Pod, viewer: Viewer) -> Building:
    """The posts that are for this pod only, the newest first, and the ways to write one."""
    yield []  # its rows are no whole models
    rows = PostRow.objects.visible_to(viewer).filter(audience=Post.Audience.POD, pod=pod)
    return {
        "cards": [card(row, viewer) for row in rows.order_by("turn", "pk").values(*COLUMNS)[:MOST]],
        "ask": _write(pod, Post.Kind.REQUEST),
        "share": _write(pod, Post.Kind.OFFER),
    }


def _write(pod: Pod, kind: str) -> str:
    return reverse("exchanges:post_create", query={"kind": kind, "pod": pod.public_id})
