"""Guides and tools."""

from typing import Any

from django.db import transaction

from ..models import Guide
from .shared import change, create, free_slug


@transaction.atomic
def create_guide(*, by: Any, **values: Any) -> Guide:
    """A new guide, shown at once."""
    return create(Guide, by, {"slug": free_slug(Guide, values["name"]), **values})


@transaction.atomic
def change_guide(*, by: Any, subject: Guide, **changes: Any) -> Guide:
    """Change a guide."""
    return change(Guide, by, subject, changes)
