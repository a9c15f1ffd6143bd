"""Django's PostgreSQL with cursors of ours, asked whether it is still there only where that is in doubt."""

import select
from time import monotonic
from typing import Any

from django.db.backends.postgresql import base

from .cursors import Cursor

# A connection that nobody used for longer may have been dropped on its way, which neither end notices.
FRESH_SECONDS = 30


class DatabaseWrapper(base.DatabaseWrapper):
    """With health checks, Django asks `SELECT 1` before the first statement of each request.

    A server that restarts, crashes or ends a connection closes its socket: that is seen without asking.
    """

    used_at = 0.0
    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | {"cursor_factory": Cursor}

    def close_if_health_check_failed(self) -> None:
        if self.connection is not None and not self.health_check_done and not self._is_in_doubt():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _cursor(self, name: str | None = None) -> Any:
        cursor = super()._cursor(name)  # type: ignore[misc]  # not in its stubs
        self.used_at = monotonic()
        return cursor

    def _is_in_doubt(self) -> bool:
        """Also where something waits to be read: a server that says goodbye, or nothing of importance."""
        if self.connection.closed or monotonic() - self.used_at > FRESH_SECONDS:
            return True
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN | select.POLLHUP)
        return bool(waiting.poll(0))
