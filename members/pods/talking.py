"""What those in a pod say to each other: who reads it, who announces, and its place on the pod's page."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mutualaid.base.hanging import Rows

from .. import permissions
from ..models import Person, Pod, PodLink, PodMembership, Talk, TalkMessage, TalkReading
from ..talk import access, kinds
from ..viewers import Viewer
from . import sections
from .actions.common import LEADING

ACTIVE = Person.Status.ACTIVE


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    kinds.register(Talk.Kind.POD, OF_A_POD)
    kinds.register(Talk.Kind.POINTS, OF_POINTS)
    sections.register("members/pods/_talk.html", section)


def _visible(viewer: Viewer) -> Q:
    """Whoever left or is paused reads nothing more, from that moment on."""
    return Q(pod__in=viewer.pods) if viewer.is_member else Q(pk__in=[])


def _people(talk: Talk) -> QuerySet[Person]:
    return Person.objects.active().filter(memberships__pod=talk.pod_id)


def _pod(talk: Talk) -> Pod:
    assert talk.pod is not None
    return talk.pod


OF_A_POD = kinds.Rules(
    visible=_visible,
    people=_people,
    title=lambda talk, viewer: _pod(talk).name,
    may_announce=lambda by, talk: permissions.leads_pod(by, _pod(talk)),
)


# --- Between those who look after two neighbouring pods ---------------------------------------------------


def _visible_points(viewer: Viewer) -> Q:
    if not viewer.is_member:
        return Q(pk__in=[])
    led = PodMembership.objects.filter(person=viewer.person, role__in=LEADING).values("pod")
    links = PodLink.objects.filter(Q(asking__in=led) | Q(asked__in=led)).exclude(talk=None)
    return Q(pk__in=links.values("talk"))


def _points(talk: Talk) -> QuerySet[Person]:
    found = talk.pod_link
    leading = PodMembership.objects.filter(pod__in=[found.asking_id, found.asked_id], role__in=LEADING)
    return Person.objects.active().filter(pk__in=leading.values("person"))


def _both(talk: Talk, viewer: Viewer) -> str:
    found = talk.pod_link
    return f"{found.asking} · {found.asked}"


OF_POINTS = kinds.Rules(visible=_visible_points, people=_points, title=_both)


def section(pod: Pod, viewer: Viewer) -> sections.Building:
    """The talk, how many of its words are new, and the last announcement."""
    talks = pod.talks.filter(kind=Talk.Kind.POD)
    said = access.heard(TalkMessage.objects.filter(talk__in=talks, hidden_at=None), viewer)
    announced = said.filter(is_announcement=True, author__status=ACTIVE).order_by("-created_at", "-pk")[:1]
    found, last = yield [Rows(talks.annotate(new=_new(said, viewer))), Rows(announced, "author")]
    if not found:
        return {"talk": None}
    return {"talk": found[0], "new": found[0].new, "announced": next(iter(last), None)}


def _new(said: QuerySet[TalkMessage], viewer: Viewer) -> Coalesce:
    """How much others said in a talk since the viewer read it last."""
    mine = TalkReading.objects.filter(talk=OuterRef("talk"), person=viewer.person)
    others = said.filter(talk=OuterRef("pk")).exclude(author=viewer.person)
    unread = others.exclude(Exists(mine.filter(read_at__gte=OuterRef("created_at"))))
    number = unread.order_by().values("talk").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)
