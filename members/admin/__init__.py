"""What organizers see of members, a file a subject."""

from . import network, persons, pods, reports

__all__ = ["network", "persons", "pods", "reports"]
