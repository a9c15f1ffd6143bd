"""What the author of a post hears. Neutral words: a mail may be read over somebody's shoulder."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from members import notices as told
from members.models import Person
from mutualaid.base.network import local_today

from ..models import Post
from ..writing import write_url
from . import links, rules
from .links import Answer

ASK = "post_still_so"
ASK_SOON = "post_still_so_soon"
ASK_BY_PHONE = "post_ask_by_phone"
END = "post_expire"
END_BY_PHONE = "post_expire_by_phone"
RUN_OUT = "post_run_out"


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    told.register(ASK, title=_("Still so?"), group="posts", template="emails/still_so")
    # Too late in a week's mail.
    told.register(ASK_SOON, title=_("Still so?"), group="posts", is_timely=True, template="emails/still_so")
    told.register(ASK_BY_PHONE, title=_("Please phone a neighbour"), group="posts", template=None)
    told.register(END, title=_("Something has had its time"), group="posts", template="emails/expired")
    told.register(RUN_OUT, title=_("Something has had its time"), group="posts", template="emails/run_out")
    told.register(END_BY_PHONE, title=_("Something has had its time"), group="posts", template=None)


def ask(person: Person, post: Post, today: date, *, soon: bool) -> None:
    """Still so? `soon`: it is the last time that they are asked. By phone, it is the organizer who asks."""
    if person.pk != post.person_id:
        told.notify(person, ASK_BY_PHONE, url=post.get_absolute_url())
        return
    told.notify(
        person,
        ASK_SOON if soon else ASK,
        url=post.get_absolute_url(),
        links=_links(post, Answer.YES, Answer.NO),
        context={
            "posted": _day(person, rules.local_day(post.created_at)),
            "end": _day(person, rules.ends_on(post, today)),
            "is_day_over": rules.is_day_over(post, today),
        },
    )


def tell_end(post: Post) -> None:
    """It was taken down, and can be opened again; or, where its last date is over, be posted as a new one.

    Nobody hears it who would not have been asked.
    """
    person = rules.whom(post)
    if person is None:
        return
    if person.pk != post.person_id:
        told.notify(person, END_BY_PHONE, url=post.get_absolute_url())
        return
    has_run_out = rules.has_run_out(post, local_today())
    another = [(_("Post another one like it"), write_url(person, copy=post.public_id))]
    told.notify(
        person,
        RUN_OUT if has_run_out else END,
        url=post.get_absolute_url(),
        links=another if has_run_out else _links(post, Answer.AGAIN),
        context={"posted": _day(person, rules.local_day(post.created_at))},
    )


def _links(post: Post, *answers: Answer) -> list[tuple[Any, str]]:
    return [(answer.label, links.path_to(post, answer)) for answer in answers]


def _day(person: Person, day: date) -> str:
    with translation.override(told.language_of(person)):
        return date_format(day, "DATE_FORMAT")
