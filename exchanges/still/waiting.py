"""The posts about which somebody is asked, for their own pages."""

from dataclasses import dataclass
from datetime import date

from members.models import Person
from members.speaking import spoken_for
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


def waiting(person: Person) -> list[Asked]:
    """What this person is asked about their own posts and those of neighbours whom they entered."""
    mine = spoken_for(person, "person")
    posts = Post.objects.filter(mine, closed_at=None, asked_at__isnull=False)
    posts = posts.select_related("person__user", "person__entered_by__user").prefetch_related("occurrences")
    found = [asked(post, person) for post in posts.order_by("asked_at", "pk")]
    return [item for item in found if item]


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
