"""What the rest of the house knows of joining: notices, and how long things are kept."""

from django.utils.translation import gettext_lazy as _

from .. import notices
from . import retention


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    notices.register_group("joining", title=_("Your wish to join"))
    notices.register("joining.let_in", title=_("You are in: welcome"), group="joining", is_timely=True)
    notices.register("joining.declined", title=_("You have an answer"), group="joining", is_timely=True)
    notices.register("joining.still", title=_("Do you still want to join?"), group="joining", is_timely=True)
    notices.register("joining.waits", title=_("Somebody wants to join"), group="organizers")
    notices.register("joining.old", title=_("Somebody has waited for ten days"), group="organizers")
    retention.declare_all()
