"""What the author of a post says, and how it is written into its columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import Need
from members.models import Pod
from members.permissions import is_in_pod
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.network import local_today

from ..calendar import recurrence
from ..models import Photo, Post
from ..rides import are_rides


@dataclass(frozen=True, kw_only=True)
class PostContent:
    """What the author of a post says. `audience` "" means the usual one, `cell` is `(cell_m, x, y)` or None.

    `quantity` None means "as many as are wanted"; days and times are local wall-clock. With a `rule` (RFC
    5545) it comes round from `from_day` on, or from today, and quantity and times are those of each day.
    `to_cell`, where it goes to, is kept of rides only.
    """

    kind: str
    form: str
    title: str
    needs: Sequence[Need]
    mode: str = Post.Mode.GIVE
    text: str = ""
    language: str = "en"
    languages: Sequence[str] = ()
    quantity: int | None = 1
    unit: str = ""
    is_standing: bool = False
    rule: str = ""
    from_day: date | None = None
    until_day: date | None = None
    from_time: time | None = None
    until_time: time | None = None
    handover: Sequence[str] = ()
    cell: tuple[int, int, int] | None = None
    to_cell: tuple[int, int, int] | None = None
    goes: str = ""
    access_note: str = ""
    audience: str = ""
    pod: Pod | None = None
    urgency: int = Post.Urgency.WHENEVER
    urgency_reason: str = ""
    is_anonymous: bool = False
    for_someone: bool = False
    is_gathering: bool = False
    bring: str = ""
    decides: str = Post.Decides.AUTHOR
    photos: Sequence[Photo] = field(default=())


_ON_TIME = ("quantity", "from_day", "until_day", "from_time", "until_time")
_EACH_TIME = ("quantity", "from_time", "until_time")
_ON_POST = (
    *("kind", "form", "mode", "title", "text", "language", "unit", "is_standing"),
    *("urgency", "urgency_reason", "goes", "access_note", "is_anonymous", "for_someone", "decides"),
    *("is_gathering", "bring"),
)


def usual_audience(kind: str, needs: Sequence[Need]) -> str:
    """Offers are for everybody, requests for members, and what is sensitive starts with the organizers."""
    if kind == Post.Kind.OFFER:
        return Post.Audience.EVERYBODY
    if any(need.is_sensitive for need in needs):
        return Post.Audience.ORGANIZERS
    return Post.Audience.MEMBERS


def of_time(content: PostContent) -> dict[str, Any]:
    """The columns of the one time that it speaks of. A gathering is on that day, or until another one."""
    columns = {name: getattr(content, name) for name in _ON_TIME}
    if content.is_gathering:
        columns["until_day"] = content.until_day or content.from_day
    return columns


def write(post: Post, content: PostContent) -> None:
    """Save the post's own columns. Its needs, photos and times have rows of their own.

    Raises `NotAllowed` for a pod that its author is not in.
    """
    if content.audience == Post.Audience.POD and not is_in_pod(post.person, content.pod):
        raise NotAllowed
    if content.is_gathering and not content.rule and content.from_day is None:
        raise NotNow(_("On which day is it?"))
    for name in _ON_POST:
        setattr(post, name, getattr(content, name))
    post.handover, post.languages = list(content.handover), list(content.languages)
    _write_rule(post, content)
    post.cell_m, post.cell_x, post.cell_y = content.cell or (None, None, None)
    to_cell = content.to_cell if are_rides(content.needs) else None
    post.to_cell_m, post.to_cell_x, post.to_cell_y = to_cell or (None, None, None)
    post.audience = content.audience or usual_audience(content.kind, content.needs)
    post.pod = content.pod if post.audience == Post.Audience.POD else None
    if not post.for_someone:
        post.consent_at = None
    elif not post.consent_at:
        post.consent_at = timezone.now()
    post.save()


def _write_rule(post: Post, content: PostContent) -> None:
    """How often it comes round, from the first day that the rule names on; what each time begins with."""
    each = {name: getattr(content, name) if content.rule else None for name in _EACH_TIME}
    for name, value in each.items():
        setattr(post, f"each_{name}", value)
    post.rule, post.rule_start = content.rule, None
    if content.rule:
        post.rule_start = recurrence.aligned(
            recurrence.parse(content.rule), content.from_day or local_today()
        )
