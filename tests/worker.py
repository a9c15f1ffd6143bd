"""A worker on the real queue, as long as something waits."""

import gc
from concurrent.futures import ThreadPoolExecutor

from django.core.management import call_command
from django.db import connections


def work(queues: str = "") -> None:
    """Do what waits, in all queues or in some.

    In its own thread: browser tests leave a loop running in this one.
    """

    def run() -> None:
        call_command("procrastinate", "worker", "--one-shot", "--no-listen-notify", "--queues", queues)
        connections.close_all()

    with ThreadPoolExecutor(1) as alone:
        alone.submit(run).result()
    # The jobs' own threads are gone, their connections only once they are collected: until then the database
    # cannot be taken down.
    gc.collect()
