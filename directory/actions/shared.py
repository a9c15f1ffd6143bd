"""What every change to the directory goes through."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import projection
from ..models import RESERVED, Guide, Service
from ..permissions import can_edit

Formset = Any


def free_slug(model: Any, name: str) -> str:
    """An address that no other row has, made of a name."""
    base = slugify(name)[:100].strip("-") or model._meta.model_name
    taken = {*RESERVED, *model.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def locked(model: Any, by: Any, subject: models.Model) -> Any:
    """The row as it is now, under a lock, for somebody who may change it."""
    if not can_edit(by):
        raise NotAllowed
    return model.objects.select_for_update(of=("self",)).get(pk=subject.pk)


def create(model: Any, by: Any, values: dict[str, Any]) -> Any:
    """A new row, with what it has many of."""
    if not can_edit(by):
        raise NotAllowed
    many = _many(model, values)
    row = model(**{name: value for name, value in values.items() if name not in many})
    check(row)
    row.save()
    _set(row, many)
    audit.record(f"{model._meta.model_name}.create", row, by=by)
    return row


def change(model: Any, by: Any, subject: models.Model, changes: dict[str, Any]) -> Any:
    """Change a row, and what it has many of."""
    row = locked(model, by, subject)
    many = _many(model, changes)
    for name, value in changes.items():
        if name not in many:
            setattr(row, name, value)
    check(row)
    row.save()
    _set(row, many)
    audit.record(f"{model._meta.model_name}.change", row, by=by)
    return row


def check(row: models.Model) -> None:
    """Raises NotNow with what is wrong with a row."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotNow(error.messages) from error


def _many(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in model._meta.many_to_many}
    return {name: value for name, value in values.items() if name in names}


def _set(row: Any, many: dict[str, Collection[Any]]) -> None:
    for name, value in many.items():
        getattr(row, name).set(value)


def retell(which: Q) -> None:
    """These listings say something else now, wherever it stands: note when, and write their search rows."""
    now = timezone.now()
    Service.objects.filter(pk__in=Service.objects.filter(which).values("pk")).update(
        modified_at=now, last_modified=now
    )
    project(which)


def project(which: Q, *, guides: bool = False) -> None:
    """Write the search rows of these listings again, and of these guides too."""
    projection.project(list(Service.objects.filter(which).values_list("pk", flat=True)))
    if guides:
        projection.project_guides(list(Guide.objects.filter(which).values_list("pk", flat=True)))
