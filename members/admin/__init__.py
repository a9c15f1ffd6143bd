"""What organizers see of members, a file a subject."""

from . import joining, network, persons, pods, reports

__all__ = ["joining", "network", "persons", "pods", "reports"]
