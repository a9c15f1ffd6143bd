from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from directory.importing import import_table
from directory.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import listings from spreadsheets (CSV) by a mapping file."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--mapping", type=Path, required=True, help="see directory/mappings")

    def handle(self, *args: Any, **options: Any) -> None:
        choices = self.choices(options)
        self.tell(
            lambda: import_table(
                options["path"],
                mapping=options["mapping"],
                choices=choices,
                strict=options["strict"],
                dry_run=options["dry_run"],
                on_step=self.step,
            ),
            options,
        )
