"""What organizers see of members, a file a subject."""

from . import decisions, joining, network, persons, pods, reports

__all__ = ["decisions", "joining", "network", "persons", "pods", "reports"]
