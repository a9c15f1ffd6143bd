"""`manage.py seed`: many made-up rows, to see how the site does with them."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mutualaid.site import seeding


class Command(BaseCommand):
    help = "Add made-up listings, members and posts. Only in development and in bench_* databases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("listings", "posts", "members"):
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N")
        parser.add_argument("--layout", choices=seeding.LAYOUTS, default="towns")

    def handle(self, *args: Any, **options: Any) -> None:
        if not seeding.allowed():
            raise CommandError("Made-up rows are for development (DEBUG) and for databases named bench_*.")
        numbers = seeding.Numbers(
            **{name: options[name] for name in ("listings", "posts", "members", "layout")}
        )
        started = time.monotonic()
        try:
            seeding.seed(
                numbers, lambda line: self.stdout.write(f"{time.monotonic() - started:6.1f} s  {line}")
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{time.monotonic() - started:6.1f} s  done")
