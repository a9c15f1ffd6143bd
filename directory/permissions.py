"""Who may change the directory: asked by the actions and by pages with buttons."""

from typing import Any


def can_edit(by: Any) -> bool:
    """Organizers in good standing, and the system itself (None). `by`: a Person, of an app above."""
    if by is None:
        return True
    return by.status == "active" and bool(by.user and by.user.is_staff)
