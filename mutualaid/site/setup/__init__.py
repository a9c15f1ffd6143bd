"""The first ten minutes of a new network."""

from .actions import link, set_up

__all__ = ["link", "set_up"]
