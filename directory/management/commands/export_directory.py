"""`manage.py export_directory`: the directory as files, for other networks and for people's own programs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.hsds import exports


class Command(BaseCommand):
    help = "Write what is public in the directory into a folder. No secret place is in any file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--format", choices=exports.FORMATS, default="hsds-json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = exports.write(options["folder"], options["format"])
        except OSError as error:
            raise CommandError(f"{options['folder']}: {error.strerror}.") from error
        for path in made:
            self.stdout.write(f"{path} ({path.stat().st_size:,} bytes)")
