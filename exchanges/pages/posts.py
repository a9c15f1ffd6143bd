"""What pages show of posts and swaps, put together from rows: no query hides in a template."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from directory import needs
from members.languages import name_of
from members.models import Person
from members.speaking import spoken_for
from members.viewers import Viewer
from mutualaid.base import hanging, masks
from mutualaid.base.addresses import address
from mutualaid.base.grid import Cell
from mutualaid.base.notes import Fact, Note
from mutualaid.base.said import gettext as _
from mutualaid.base.said import language, one_language

from .. import names, permissions, threads, wording
from ..calendar import dates
from ..models import Exchange, Post

ON_TIME = ("from_day", "until_day", "from_time", "until_time", "is_changed")
TIMES = ("is_standing", "rule", *ON_TIME)
# The longest list of one's own; and what has to hang on swaps for theirs.
MOST = 200
ON_SWAPS = ("occurrence__post__person", "giver", "receiver", "thread__readings")


def cards(items: Iterable[dict[str, Any]], viewer: Viewer) -> list[Note]:
    """Notes for the rows of a list."""
    is_member, square = viewer.is_member, viewer.cell  # asked for once: a request's viewer is a lazy one
    by_bit = needs.tree().by_bit
    with one_language():
        said_in = language()
        return [_card(item, is_member, square, by_bit, said_in) for item in items]


def card(item: dict[str, Any], viewer: Viewer) -> Note:
    """A note on the board from a row's columns.

    A newcomer's rows hold title, need and area only, so that no more can be shown.
    """
    return cards([item], viewer)[0]


def _card(
    item: dict[str, Any],
    is_member: bool,
    square: tuple[int, int, int] | None,
    by_bit: dict[int, needs.Node],
    said_in: str | None,
) -> Note:
    cell = Cell(item["cell_m"], item["cell_x"], item["cell_y"]) if item["cell_m"] else None
    bits = masks.bits(item["needs_a"], item["needs_b"])
    facts: list[Fact] = [("map-pin", wording.far(cell, square) if is_member else wording.area(cell), "")]
    if is_member:
        facts += [("clock", wording.when(**{name: item[name] for name in TIMES}), "")]
        facts += [_how_many(item["is_gathering"], item["quantity"], item["left"], item["unit"])]
        if item["urgency"] == Post.Urgency.URGENT:
            facts.append(("bell-ring", str(Post.Urgency.URGENT.label), "urgent"))
    is_request = item["kind"] == Post.Kind.REQUEST
    return Note(
        kind=item["kind"],
        tab=_("Request") if is_request else _("Offer"),
        tab_icon="message-circle" if is_request else "sprout",
        title=item["title"],
        lang=item["language"],
        href=address("exchanges:post_detail", item["public_id"]),
        facts=[fact for fact in facts if fact[1]],
        chips=tuple([by_bit[bit].name_in(said_in) for bit in bits if bit in by_bit][:3]),
    )


def post_facts(post: Post, viewer: Viewer) -> list[Fact]:
    """Small facts with an icon each. A newcomer is told the wide area and nothing else."""
    cell = Cell(*post.cell) if post.cell else None
    if not viewer.is_member:
        return [("map-pin", wording.area(cell), "")] if cell else []
    time = post.occurrence
    times = {name: getattr(time, name) for name in ON_TIME}
    facts: list[Fact] = [
        ("map-pin", wording.far(cell, viewer.cell), ""),
        ("flag", wording.to(Cell(*post.to_cell), viewer.cell) if post.to_cell else "", ""),
        ("clock", wording.when(is_standing=post.is_standing, rule=post.rule, **times), ""),
        # Who comes to a gathering stands below it, larger.
        ("hash", "" if post.is_gathering else wording.amount(time.quantity, time.left, post.unit), ""),
        ("hand-helping", _how(post), ""),
        ("languages", ", ".join(name_of(code) for code in post.languages), ""),
        ("package", ", ".join(str(Post.Handover(way).label) for way in post.handover), ""),
        ("footprints", wording.would_go(post.goes), ""),
    ]
    if post.urgency:
        facts.append(("bell-ring", str(post.get_urgency_display()), "urgent"))
    return [fact for fact in facts if fact[1]]


def _how(post: Post) -> str:
    """To lend, or to do together. A gathering is always that, and most things are given: neither is said."""
    if post.is_gathering or post.mode == Post.Mode.GIVE:
        return ""
    if post.is_request and post.mode == Post.Mode.LEND:
        return _("to borrow")
    return str(post.get_mode_display())


def _how_many(is_gathering: bool, quantity: int | None, left: int | None, unit: str) -> Fact:
    if is_gathering:
        return ("users", wording.come(quantity, left), "")
    return ("hash", wording.amount(quantity, left, unit), "")


def my_swaps(viewer: Viewer) -> list[dict[str, Any]]:
    """The viewer's swaps in groups with a title: what waits for them, what they wait for, agreed, over.

    At most the latest 200. One statement.
    """
    me = viewer.person
    if me is None:
        return []
    latest = Exchange.objects.visible_to(viewer).with_blocks()[:MOST]
    groups = grouped(hanging.fetch(latest, *ON_SWAPS), me)
    titles = {
        "answer": _("Waits for your answer"),
        "agreed": _("Agreed: talk it over"),
        "wait": _("You wait for an answer"),
        "over": _("Over"),
    }
    return [{"key": key, "title": titles[key], "items": groups[key]} for key in titles if groups[key]]


def grouped(swaps: Iterable[Exchange], me: Person) -> dict[str, list[dict[str, Any]]]:
    """By what waits for this person ("answer"), what they "wait" for, what is "agreed" and what is "over".

    Each item: `swap`, `other` (a name), `title` (of the post), `i_receive`, `when` it is where the post has
    several dates, `has_news`: the other one wrote something that they have not read.
    """
    groups: dict[str, list[dict[str, Any]]] = {"answer": [], "agreed": [], "wait": [], "over": []}
    for swap in swaps:
        groups[_group(swap, me)].append(_item(swap, me))
    return groups


def _group(swap: Exchange, me: Person) -> str:
    if swap.status in Exchange.HELD:
        return "agreed"
    if swap.status == Exchange.Status.PROPOSED:
        return "answer" if permissions.can_decide(me, swap) else "wait"
    return "over"


def _item(swap: Exchange, me: Person) -> dict[str, Any]:
    mine = permissions.side(me, swap)
    return {
        "swap": swap,
        "title": swap.post.title or _("A post that has had its time"),
        "language": swap.post.language,
        "other": names.name_in(swap, swap.other(mine), me),
        "i_receive": mine.pk == swap.receiver_id,
        "when": dates.of(swap),
        "has_news": threads.has_news(me, swap),
    }


def thread(exchange: Exchange, mine: Person) -> list[dict[str, Any]]:
    """Messages in order: `message`, `is_mine` and `when` it was written."""
    return [
        {
            "message": message,
            "is_mine": message.author_id == mine.pk,
            "when": wording.moment(message.created_at),
        }
        for message in exchange.thread.messages.all()
    ]


def my_posts(viewer: Viewer) -> list[Post]:
    """The viewer's posts, open ones first, at most 200."""
    return list(posts_of(viewer.person)[:MOST]) if viewer.person else []


def posts_of(person: Person) -> QuerySet[Post]:
    """Somebody's posts and those of neighbours they entered, open ones first.

    Each with how many answers wait for a decision (`waiting`).
    """
    proposed = Exchange.objects.filter(
        occurrence__post=OuterRef("pk"), status=Exchange.Status.PROPOSED
    ).order_by()
    waiting = proposed.values("occurrence__post").annotate(count=Count("pk")).values("count")
    posts = Post.objects.filter(spoken_for(person, "person")).annotate(waiting=Subquery(waiting))
    return posts.order_by(F("closed_at").desc(nulls_first=True), "-created_at", "-pk")
