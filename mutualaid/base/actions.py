"""The one error that an action raises when it may not or cannot be done."""

from django.core.exceptions import PermissionDenied, ValidationError


class NotAllowed(PermissionDenied):
    """The person may not do this at all. A view answers 404, as for a thing that never was."""


class NotNow(ValidationError):
    """The person may, but not in this state ("somebody was quicker"). A view shows the message in place."""
