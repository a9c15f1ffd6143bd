from typing import Any

from django.core.management.base import BaseCommand

from exchanges import matching
from exchanges.models import project


class Command(BaseCommand):
    help = "Write the board's rows and pair all requests and offers again, while the site serves."

    def handle(self, *args: Any, **options: Any) -> None:
        rows, pairs = project(), matching.rematch()
        self.stdout.write(f"{rows} rows changed, {pairs} pairs.")
