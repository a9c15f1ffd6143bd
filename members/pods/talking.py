"""What those in a pod say to each other: who reads it, who announces, and its place on the pod's page."""

from typing import Any

from django.db.models import Q, QuerySet

from .. import permissions
from ..models import Person, Pod, Talk
from ..talk import access, kinds
from ..viewers import Viewer
from . import sections

ACTIVE = Person.Status.ACTIVE


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    kinds.register(Talk.Kind.POD, OF_A_POD)
    sections.register("members/pods/_talk.html", section)


def _visible(viewer: Viewer) -> Q:
    """Whoever left or is paused reads nothing more, from that moment on."""
    return Q(pod__in=viewer.pods) if viewer.is_member else Q(pk__in=[])


def _people(talk: Talk) -> QuerySet[Person]:
    return Person.objects.active().filter(memberships__pod=talk.pod_id)


OF_A_POD = kinds.Rules(
    visible=_visible,
    people=_people,
    title=lambda talk, viewer: talk.pod.name,
    may_announce=lambda by, talk: permissions.leads_pod(by, talk.pod),
)


def section(pod: Pod, viewer: Viewer) -> dict[str, Any]:
    """The talk, how many of its words are new, and the last announcement."""
    talk = pod.talks.filter(kind=Talk.Kind.POD).first()
    if talk is None:
        return {"talk": None}
    said = access.messages(talk, viewer).filter(hidden_at=None)
    reading = talk.readings.filter(person=viewer.person).first()
    news = said.exclude(author=viewer.person)
    if reading and reading.read_at:
        news = news.filter(created_at__gt=reading.read_at)
    return {
        "talk": talk,
        "new": news.count(),
        "announced": said.filter(is_announcement=True, author__status=ACTIVE).order_by("-created_at").first(),
    }
