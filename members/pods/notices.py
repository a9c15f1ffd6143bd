"""What people hear of their pods. Neutral words, for a shared phone: no pod, person or place."""

from django.utils.translation import gettext_lazy as _

from .. import notices

KINDS = {
    "pod.let_in": _("Neighbours let you in"),
    "pod.declined": _("You have an answer"),
    "pod.ask": _("Somebody asks you something"),
    "pod.role": _("Neighbours count on you"),
    "pod.rotate": _("Time to take turns"),
    "pod.split": _("Something changed among your neighbours"),
    "pod.link": _("Neighbours ask you something"),
    "pod.ask_again": _("Somebody to ask again"),
    "pod.unreached": _("Somebody needs a new neighbour to knock"),
}
FOR_ORGANIZERS = {
    "pod.started": _("There is a new pod"),
    "pod.no_point": _("A pod needs somebody to look after it"),
}


def register_all() -> None:
    """Called once, from the app's `ready()`."""
    notices.register_group("pods", title=_("Your pod"))
    for kind, title in KINDS.items():
        notices.register(kind, title=title, group="pods")
    for kind, title in FOR_ORGANIZERS.items():
        notices.register(kind, title=title, group="organizers")
