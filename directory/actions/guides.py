"""Guides and tools."""

from typing import Any

from django.db import transaction

from .. import projection
from ..models import Guide
from .shared import change, create, free_slug


@transaction.atomic
def create_guide(*, by: Any, **values: Any) -> Guide:
    """A new guide, shown at once."""
    guide = create(Guide, by, {"slug": free_slug(Guide, values["name"]), **values})
    projection.project_guides([guide.pk])
    return guide


@transaction.atomic
def change_guide(*, by: Any, subject: Guide, **changes: Any) -> Guide:
    """Change a guide."""
    guide = change(Guide, by, subject, changes)
    projection.project_guides([guide.pk])
    return guide
