from typing import Any

from django.core.management.base import BaseCommand

from directory import projection
from mutualaid.base import words


class Command(BaseCommand):
    help = "Write the search rows of all listings and guides again, while the site serves."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = projection.rebuild()
        known = words.rebuild()
        self.stdout.write(f"{rows} rows, {known} words.")
