"""What organizers see of members, a file a subject."""

from . import agreement, decisions, joining, network, persons, pods, reports, tables

__all__ = ["agreement", "decisions", "joining", "network", "persons", "pods", "reports", "tables"]
