"""Rides have a from and a to."""

from collections.abc import Iterable
from typing import Any

# The needs of the taxonomy that lead from one place to another.
SLUGS = frozenset({"rides", "lifts", "medical-rides"})


def are_rides(needs: Iterable[Any]) -> bool:
    """Is one of these needs a ride?"""
    return any(need.slug in SLUGS for need in needs)
