from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory import gazetteer


class Command(BaseCommand):
    help = "Load names of places from a GeoNames file (a dump of places, or postcodes)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = gazetteer.load(options["file"])
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise CommandError(f"{error}. Nothing was stored.") from error
        self.stdout.write(f"{count} places.")
