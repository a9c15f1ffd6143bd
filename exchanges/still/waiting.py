"""The posts about which somebody is asked, for their own pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.models import Person
from mutualaid.base.network import local_today

from ..models import Post
from . import rules


@dataclass(frozen=True)
class Asked:
    """`name`: of the neighbour who is to be phoned, "" for one's own post. `end`: when it is taken down."""

    post: Post
    name: str
    posted: date
    end: date
    is_day_over: bool


def waiting(person: Person, posts: Iterable[Post]) -> list[Asked]:
    """What this person is asked about these posts, what waits longest first."""
    found = [item for item in (asked(post, person) for post in posts) if item]
    return sorted(found, key=lambda item: (item.post.asked_at, item.post.pk))


def asked(post: Post, person: Person) -> Asked | None:
    """What one post's question says to this person; None where there is none, or it is not for them."""
    today = local_today()
    if post.asked_at is None or post.is_over or rules.whom(post) != person:
        return None
    return Asked(
        post=post,
        name="" if post.person_id == person.pk else post.person.name,
        posted=rules.local_day(post.created_at),
        end=rules.ends_on(post, today),
        is_day_over=rules.is_day_over(post, today),
    )
