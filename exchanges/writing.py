"""Where a post is written: the addresses of its form."""

from django.urls import reverse

from members.models import Person


def write_url(person: Person, **query: str) -> str:
    """Where a new post of this person is written: by themself, or for a neighbour by phone."""
    asked = {**query, "for": "" if person.user_id else person.public_id}
    return reverse("exchanges:post_create", query={name: value for name, value in asked.items() if value})


def keep_url(person: Person, draft_id: str) -> str:
    """Where the page sends what was typed so far."""
    query = {} if person.user_id else {"for": person.public_id}
    return reverse("exchanges:draft_keep", args=[draft_id], query=query)
