"""Who comes to a gathering: nobody is chosen, there is a place or a line for one."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from members.models import Person
from members.viewers import viewer_of
from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from .. import notices, permissions
from ..gatherings import is_on
from ..models import Coming, Occurrence, Post, project
from .locks import lock_posts
from .places import fill, hold, lock_time, move_coming


@transaction.atomic
def join_gathering(
    *, by: Person, occurrence: Occurrence, person: Person | None = None, people: int = 1, brings: str = ""
) -> Coming:
    """“Count me in” to one time of a gathering: `person` (`by`, or a neighbour by phone) comes at once.

    Where there is not enough room they wait, and move up when there is. `people` counts whom they bring.
    Raises `NotAllowed` for a gathering that they may not see, `NotNow` when it does not take place.
    """
    person = person or by
    time = lock_time(occurrence)
    _may_join(by, person, time.post)
    if not (time.post.is_open and is_on(time)):
        raise NotNow(_("This is no longer open."))
    coming = time.comings.filter(person=person).first() or Coming(
        person=person, status=Coming.Status.CANCELLED
    )
    _may_come_now(coming)
    _is_there_ever_room(time, people)
    if person.pk == by.pk:
        limits.spend("join", by.pk)
    coming.occurrence, coming.people, coming.brings = time, people, brings
    move_coming(coming, "come" if time.has(people) else "wait", by)
    project([time.post_id])
    _tell_host(by, coming, "gathering_join")
    return coming


@transaction.atomic
def change_coming(*, by: Person, coming: Coming, people: int, brings: str = "") -> Coming:
    """How many of them come, and what they bring. Nobody loses a place, or their turn, by asking for more.

    Raises `NotNow` when there is no room for so many.
    """
    coming = _own(by, coming)
    time, more = coming.occurrence, people - coming.people
    if more > 0:
        _is_there_ever_room(time, people)
        if coming.status == Coming.Status.COMING and not time.has(more):
            raise NotNow(_("There is no room for so many. You keep the places that you have."))
    if coming.status == Coming.Status.COMING:
        hold(time, more)
    coming.people, coming.brings = people, brings
    coming.save(update_fields=["people", "brings"])
    audit.record("gathering.change", coming, by=by)
    fill(time)
    return coming


@transaction.atomic
def leave_gathering(*, by: Person, coming: Coming) -> Coming:
    """They cannot come, or stop waiting. Whoever waits longest and fits moves up."""
    coming = _own(by, coming)
    move_coming(coming, "leave", by)
    fill(coming.occurrence)
    _tell_host(by, coming, "gathering_leave")
    return coming


@transaction.atomic
def decline_coming(*, by: Person, coming: Coming) -> Coming:
    """The author says to one of them: sorry, not this time. They hear it kindly, the others do not."""
    coming = _locked(coming)
    if not permissions.can_change_post(by, coming.occurrence.post):
        raise NotAllowed
    if not is_on(coming.occurrence):
        raise NotNow(_("This is over."))
    move_coming(coming, "decline", by)
    fill(coming.occurrence)
    notices.about_coming(coming, "gathering_decline")
    return coming


@transaction.atomic
def mute_coming(*, by: Person, coming: Coming, is_muted: bool) -> Coming:
    """Hear of each message there, or read it when one likes."""
    coming = _locked(coming)
    if not permissions.acts_for(by, coming.person):
        raise NotAllowed
    coming.is_muted = is_muted
    coming.save(update_fields=["is_muted"])
    audit.record("gathering.mute", coming, by=by)
    return coming


@transaction.atomic
def part_at_gatherings(blocker: Person, blocked: Person) -> None:
    """One blocked the other: neither comes to the other's gatherings any more, and nobody is told why."""
    one = Coming.objects.filter(person=blocker, occurrence__post__person=blocked)
    other = Coming.objects.filter(person=blocked, occurrence__post__person=blocker)
    _remove((one | other).expected().ahead(local_today()))


@transaction.atomic
def leave_all(person: Person) -> None:
    """Somebody was suspended or left: others take their places."""
    if person.status != Person.Status.ACTIVE:
        _remove(person.comings.expected().ahead(local_today()))


def _remove(comings: "QuerySet[Coming]") -> None:
    found = list(comings.select_related("occurrence").order_by("occurrence__post", "pk"))
    lock_posts({coming.occurrence.post_id for coming in found})
    for coming in map(_locked, found):
        if coming.is_expected:
            move_coming(coming, "leave", None)
            fill(coming.occurrence)


def _may_join(by: Person, person: Person, post: Post) -> None:
    if not permissions.can_join(by, person, post):
        raise NotAllowed
    if not Post.objects.visible_to(viewer_of(by.user)).filter(pk=post.pk).exists():
        raise NotAllowed
    if permissions.are_blocked(person, post.person):
        raise NotAllowed


def _may_come_now(coming: Coming) -> None:
    if coming.is_expected:
        raise NotNow(_("You have said so already."))
    if coming.status == Coming.Status.DECLINED:
        raise NotNow(_("Not this time. There will be others."))


def _is_there_ever_room(time: Occurrence, people: int) -> None:
    if time.quantity is not None and people > time.quantity:
        raise NotNow(_("There are only %(count)s places in all.") % {"count": time.quantity})


def _locked(coming: Coming) -> Coming:
    """It as it is now, with the post locked."""
    time = lock_time(coming.occurrence)
    return time.comings.select_related("person__user", "person__entered_by__user").get(pk=coming.pk)


def _own(by: Person, coming: Coming) -> Coming:
    """One that they may change: their own, of a time that will take place."""
    coming = _locked(coming)
    if not permissions.acts_for(by, coming.person):
        raise NotAllowed
    if not coming.is_expected or not is_on(coming.occurrence):
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))
    return coming


def _tell_host(by: Person, coming: Coming, kind: str) -> None:
    """The author hears that how many come has changed, unless it is they who typed."""
    post = coming.occurrence.post
    if not permissions.acts_for(by, post.person):
        notices.about_gathering(post.person, kind, coming.occurrence)
