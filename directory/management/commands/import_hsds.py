from typing import Any

from django.core.management.base import CommandError, CommandParser

from directory import needs
from directory.importing import import_hsds
from directory.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import listings from Open Referral HSDS: a folder of CSV files or a JSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--source", default="", help="what to call it; by default the file's name")
        parser.add_argument(
            "--need", action="append", default=[], metavar="SLUG", help="what all of it is about"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = [slug for slug in options["need"] if slug not in needs.tree().by_slug]
        if unknown:
            raise CommandError(f"There is no need called {', '.join(unknown)}.")
        choices = self.choices(options)
        self.tell(
            lambda: import_hsds(
                options["path"],
                choices=choices,
                source=options["source"],
                need_slugs=options["need"],
                strict=options["strict"],
                dry_run=options["dry_run"],
                on_step=self.step,
            ),
            options,
        )
