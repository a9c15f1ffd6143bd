"""Several at the same moment, each on a connection of its own."""

import threading
import time
from collections.abc import Callable

from django.db import IntegrityError, OperationalError, connection

from mutualaid.base.actions import NotNow


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Start them together: the names of what was raised (a refusal, a constraint, a deadlock), sorted."""
    raised: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except (NotNow, IntegrityError, OperationalError) as error:
            raised.append(type(error).__name__)
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return sorted(raised)


def until_somebody_waits() -> bool:
    """Until another connection waits for a lock that ours holds; False where none did in half a minute.

    For ours: one list has the locks of every database of the server, those of the other worker's tests too.
    """
    waiting = """SELECT count(*) FROM pg_locks
        WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"""
    end = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return True
    return False
