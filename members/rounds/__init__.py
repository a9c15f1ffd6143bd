"""Check-in rounds of a pod, and the phone tree down which those are called who do not answer."""


def register_all() -> None:
    """Called once, from the app's `ready()`: what is told, and after what a phone tree has to be mended."""
    from .. import standing
    from ..pods import sections
    from . import following, pages, telling

    telling.register_all()
    sections.register("members/rounds/_part.html", pages.part)
    standing.when_changed(following.person_changed)
    standing.when_pod_changed(following.pod_changed)
    standing.when_blocked(following.blocked)
