"""One note of the board, as its author would have written it on the day."""

import datetime as dt

from babel.dates import format_date
from django.core.files.uploadedfile import SimpleUploadedFile

from directory.models import Need
from exchanges.actions import PostContent, add_photo, create_post
from exchanges.models import Photo, Post
from members.models import Person, Pod
from members.speaking import reach

from ..drawings import draw
from ..words import PostText
from .people import Neighbours

SOON_DAYS = 7


def actor(person: Person) -> Person:
    """Who types: the person, or for a neighbour by phone the organizer who entered them."""
    return reach(person) or person


def write(
    text: PostText, people: Neighbours, needs: dict[str, Need], today: dt.date, pod: Pod | None
) -> Post:
    """Post it, with its picture. `today` is the day of the demo, which `text.day` counts from."""
    person = people[text.author]
    by = actor(person)
    pictures = [_hang(text, by)] if text.photo else []
    return create_post(by=by, person=person, content=_content(text, person, needs, today, pod, pictures))


def _content(
    text: PostText,
    person: Person,
    needs: dict[str, Need],
    today: dt.date,
    pod: Pod | None,
    pictures: list[Photo],
) -> PostContent:
    day = None if text.day is None else today + dt.timedelta(days=text.day)
    begins = dt.time.fromisoformat(text.at) if text.at else None
    return PostContent(
        kind=text.kind,
        form=text.form,
        mode=text.mode,
        title=_fill(text.title, day, text.language),
        text=_fill(text.text, day, text.language),
        language=text.language,
        languages=text.languages or person.languages,
        needs=[needs[slug] for slug in text.needs],
        quantity=None if text.standing else text.quantity,
        unit="" if text.standing else text.unit,
        is_standing=text.standing,
        rule=text.rule,
        from_day=day if begins else None,
        until_day=day,
        from_time=begins,
        until_time=_later(begins, text.hours) if begins else None,
        handover=text.how,
        cell=(person.cell_m, person.cell_x, person.cell_y),  # type: ignore[arg-type]
        audience=Post.Audience.POD if pod else text.audience or "",
        pod=pod,
        urgency=_urgency(text),
        urgency_reason=text.urgent,
        is_anonymous=not text.named,
        for_someone=text.for_other,
        is_gathering=text.gathering,
        bring="\n".join(text.bring),
        photos=pictures,
    )


def _urgency(text: PostText) -> int:
    if text.urgent:
        return Post.Urgency.URGENT
    soon = text.kind == "request" and text.day is not None and text.day <= SOON_DAYS
    return Post.Urgency.SOON if soon else Post.Urgency.WHENEVER


def _fill(text: str, day: dt.date | None, language: str) -> str:
    if day is None or "{" not in text:
        return text
    return text.format(weekday=format_date(day, "EEEE", locale=language))


def _later(time: dt.time, hours: float) -> dt.time:
    """The end of something that begins at `time`; before midnight."""
    end = dt.datetime.combine(dt.date.min, time) + dt.timedelta(hours=hours)
    return min(end, dt.datetime.combine(dt.date.min, dt.time(23, 59))).time()


def _hang(text: PostText, by: Person) -> Photo:
    """The drawing, through the same door as any photo."""
    photo = add_photo(by=by, upload=SimpleUploadedFile("drawing.png", draw(text.photo), "image/png"))
    photo.alt = text.photo_text
    return photo
