"""One's own page in one screen: what waits for me, what I wait for, what is soon, and all that is mine."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from members.models import Person
from members.viewers import Viewer
from mutualaid.base import clocks
from mutualaid.base.hanging import Rows, together
from mutualaid.base.network import local_today

from .. import handovers, permissions, threads, wording
from ..calendar import my_dates
from ..calendar.my_dates import Dated, Kind
from ..gatherings import coming_of
from ..models import Exchange, Handover, SavedSearch
from ..still.waiting import waiting
from . import ring, suggestions
from .posts import ON_SWAPS, grouped, posts_of

# As far as one looks ahead on one screen.
AHEAD, MOST_DATES = timedelta(days=14), 8
MOST_FITS, MOST_LINES = 4, 6
DATES = {
    Kind.HANDOVER: ("handshake", _lazy("you meet")),
    Kind.RETURN: ("rotate-ccw", _lazy("it comes back")),
    Kind.GATHERING: ("users", _lazy("you come")),
    Kind.POST: ("pin", _lazy("your post")),
    Kind.END: ("hourglass", _lazy("taken down unless you say that it is still so")),
}


def my_page(viewer: Viewer) -> dict[str, Any]:
    """Everything that `site/me.html` shows to a member. Two statements, however much it is.

    Lists that have a page of their own are shown as far as one screen goes.

    `tasks`: what waits for them about their swaps; `wait`: what they wait for; `news`: the times of
    gatherings of which somebody wrote something that they have not read.
    """
    me = viewer.person
    assert me is not None
    going_on = Exchange.objects.visible_to(viewer).going_on().with_blocks()
    swaps, posts, comings, unread, proposed, searches = together(
        Rows(going_on, *ON_SWAPS, *my_dates.ON_SWAPS, "handovers__proposed_by", "met"),
        Rows(posts_of(me).filter(closed_at=None), *my_dates.ON_POSTS),
        Rows(coming_of(me), *my_dates.ON_COMINGS),
        Rows(threads.with_news(viewer)),
        ring.that_wait(viewer),
        Rows(SavedSearch.objects.filter(person=me)),
    )
    groups, rings, still = grouped(swaps, me), ring.lines(proposed, me), waiting(me, posts)
    tasks = [*_answers(groups["answer"]), *_agreed(groups["agreed"], me)]
    return {
        "tasks": tasks,
        "rings": [ring for ring in rings if ring["waits_for_me"]],
        "still": still,
        "wait": groups["wait"],
        "rings_wait": [ring for ring in rings if not ring["waits_for_me"]],
        "agreed": groups["agreed"][:MOST_LINES],
        "soon": soon(my_dates.in_order(me, local_today(), swaps, comings, posts), local_today()),
        "comings": comings,
        "news": {thread.occurrence_id for thread in unread},
        "posts": posts[:MOST_LINES],
        "fits": suggestions.of_person(viewer, posts, swaps, MOST_FITS),
        "searches": searches,
        "has_nothing": not (tasks or still or any(ring["waits_for_me"] for ring in rings)),
    }


def soon(dates: Iterable[Dated], today: date) -> list[dict[str, Any]]:
    """Those of the next two weeks, in order: `when`, `icon`, `text`, `post`, `path`. At most eight."""
    near = [dated for dated in dates if dated.day <= today + AHEAD]
    return [_date(dated, today) for dated in near[:MOST_DATES]]


def _date(dated: Dated, today: date) -> dict[str, Any]:
    icon, text = DATES[dated.kind]
    days = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    day = days.get(dated.day) or wording.short_day(dated.day)
    clock = clocks.said(dated.from_time) if dated.from_time else ""
    return {
        "when": ", ".join(filter(None, [day, clock])),
        "icon": icon,
        "text": text,
        "post": dated.post,
        "path": dated.path,
    }


def _answers(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One for each post: among several its author chooses, with all of them before their eyes."""
    of_post: dict[int, list[dict[str, Any]]] = {}
    for item in items:
        of_post.setdefault(item["swap"].post.pk, []).append(item)
    for first, *others in of_post.values():
        if others:
            count = len({item["swap"].proposer_id for item in (first, *others)})
            says = ngettext(
                "%(count)s neighbour says: count me in", "%(count)s neighbours say: count me in", count
            )
            yield first | {"task": "choose", "says": says % {"count": count}}
        else:
            yield first | {
                "task": "answer",
                "says": _("%(name)s says: count me in") % {"name": first["other"]},
            }


def _agreed(items: list[dict[str, Any]], me: Person) -> Iterator[dict[str, Any]]:
    """What is to be done about swaps that are agreed: at most one thing each, the most pressing first."""
    for item in items:
        if found := _task(item, me, local_today()):
            yield item | found


def _task(item: dict[str, Any], me: Person, today: date) -> dict[str, Any] | None:
    swap, name = item["swap"], {"name": item["other"]}
    time = next((one for one in swap.handovers.all() if one.status == Handover.Status.PROPOSED), None)
    if time and not permissions.acts_for(me, time.proposed_by):
        when = {**name, "when": handovers.when(time)}
        return {"task": "time", "time": time, "says": _("%(name)s proposes: %(when)s") % when}
    if swap.asked_return_on and not item["i_receive"]:
        until = {**name, "day": wording.short_day(swap.asked_return_on)}
        return {"task": "keep", "says": _("%(name)s asks to keep it until %(day)s") % until}
    if swap.status == Exchange.Status.LENT and swap.return_on and swap.return_on <= today:
        return {"task": "return", "says": _("It was to come back. Is it back?")}
    if threads.owes_answer(me, swap):
        return {"task": "write", "says": _("%(name)s wrote to you last") % name}
    return None
