"""What can be reported, and how it is hidden: a registry that every app fills with its own things."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.utils.functional import Promise

from .models import Person, Report
from .viewers import Viewer


class Picture(Protocol):
    """A WebP that a report hands over; `alt`: what it shows."""

    content: Any
    width: Any
    height: Any
    alt: Any


@dataclass(frozen=True)
class Reportable:
    """One kind of thing; see `register`."""

    model: type[models.Model]
    name: str
    url: Callable[[Any], str]
    key: str
    hide: Callable[..., Any] | None
    show: Callable[..., Any] | None
    is_hidden: Callable[[Any], bool]
    excerpt: Callable[[Any, Person], str]
    person_of: Callable[[Any, Person], Person | None]
    find: Callable[[Viewer, str], Any]
    shows: str | Promise = ""
    pictures: Callable[[Any, Person, Person | None], Iterable[Picture]] = lambda subject, by, person: ()


_kinds: dict[str, Reportable] = {}


def register(
    model: type[models.Model],
    *,
    name: str,
    url: Callable[[Any], str],
    key: str = "public_id",
    hide: Callable[..., Any] | None = None,
    show: Callable[..., Any] | None = None,
    is_hidden: Callable[[Any], bool] = lambda subject: subject.hidden_at is not None,
    excerpt: Callable[[Any, Person], str] = lambda subject, reporter: "",
    person_of: Callable[[Any, Person], Person | None] = lambda subject, reporter: None,
    find: Callable[[Viewer, str], Any] | None = None,
    shows: str | Promise = "",
    pictures: Callable[[Any, Person, Person | None], Iterable[Picture]] = lambda subject, by, person: (),
) -> None:
    """Make `/members/report/<name>/<public_id>/` work for `model`. Called from `ready()`.

    `url(subject)`: where an organizer looks at it; `key`: the field that the address and a report name it by.
    `hide(by=, subject=, reason=)`: the action that takes it out of sight, by an organizer for one of
    `Report.Reason`, or with `by=None` until one has looked; `show(by=, subject=)` takes the second back.
    `is_hidden(subject)`: it is out of sight already. `excerpt(subject, reporter)`: the words a report keeps.
    `person_of(subject, reporter)`: whose it is, who never sees the case.
    `find(viewer, public_id)`: the subject or None; by default what `visible_to(viewer)` holds. `shows`: what
    a reporter is told of the excerpt, before they send it. `pictures(subject, reporter, person)`: what it
    hands over of the pictures of whoever it is about.
    """
    if name in _kinds:
        raise ValueError(f"{name} is registered twice")
    _kinds[name] = Reportable(
        model,
        name,
        url,
        key,
        hide,
        show,
        is_hidden,
        excerpt,
        person_of,
        find or _visible(model),
        shows,
        pictures,
    )


def get(name: str) -> Reportable | None:
    """The kind of that name, or None."""
    return _kinds.get(name)


def subject_of(report: Report) -> Any:
    """The reported thing itself, or None where it is gone."""
    kind = _kinds.get(report.kind)
    if kind is None:
        return None
    return kind.model._default_manager.filter(**{kind.key: report.subject_id}).first()


def put_back(report: Report, by: Person) -> None:
    """Show what was hidden for this report, where it still is."""
    kind, subject = _kinds.get(report.kind), subject_of(report)
    if kind and kind.show and subject is not None and kind.is_hidden(subject):
        kind.show(by=by, subject=subject)


def can_hide(report: Report) -> bool:
    """Whether this kind of thing can be hidden: a swap cannot; of a person, their line and photo."""
    kind = _kinds.get(report.kind)
    return kind is not None and kind.hide is not None


def _visible(model: type[Any]) -> Callable[[Viewer, str], Any]:
    return lambda viewer, public_id: model.objects.visible_to(viewer).filter(public_id=public_id).first()
