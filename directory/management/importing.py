"""What the two import commands share."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.importing import BrokenFile, Report
from directory.importing.store import Choices
from directory.models.common import validate_zone
from mutualaid.base.network import current_network

# A first glance is enough: the report holds all remarks.
MOST_SHOWN = 200


class ImportCommand(BaseCommand):
    """Reads, stores all or nothing of a file that is broken, and prints what became of every row."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--zone", help="time zone of the opening hours (America/Los_Angeles)")
        parser.add_argument("--language", default="en", help="language of the texts: en")
        parser.add_argument(
            "--verified-on",
            type=dt.date.fromisoformat,
            metavar="DATE",
            help="you vouch that what these files say was checked on this day; listings show it as such",
        )
        parser.add_argument(
            "--keep-names",
            action="store_true",
            help="you vouch that the persons named in these files agreed to be named",
        )
        parser.add_argument(
            "--hide-gone", action="store_true", help="hide listings of this source that are no longer in it"
        )
        parser.add_argument("--strict", action="store_true", help="store nothing if a row is left out")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write every remark there, as CSV")

    def choices(self, options: dict[str, Any]) -> Choices:
        """What was said of the whole source, checked. Raises CommandError."""
        zone = options["zone"] or current_network().zone
        try:
            validate_zone(zone)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        verified_on = options["verified_on"]
        if verified_on and verified_on > dt.date.today() + dt.timedelta(days=1):
            raise CommandError("Nobody can have checked it on a day that is still to come.")
        return Choices(
            zone=zone,
            language=options["language"],
            verified_on=verified_on,
            keep_names=options["keep_names"],
            hide_gone=options["hide_gone"],
        )

    def step(self, words: str) -> None:
        """What comes next, for whoever waits."""
        self.stderr.write(f"... {words}")

    def tell(self, run: Callable[[], Report], options: dict[str, Any]) -> None:
        """Run an import and print its report."""
        try:
            report = run()
        except BrokenFile as error:
            raise CommandError(f"{error} Nothing was stored.") from error
        for remark in report.lines():
            self.stdout.write(remark)
        self.stdout.write("\n" + report.table())
        for change in report.changes[:MOST_SHOWN]:
            self.stdout.write(f"changed: {change}")
        if len(report.changes) > MOST_SHOWN:
            self.stdout.write(f"... and {len(report.changes) - MOST_SHOWN} changes more")
        if report.gone:
            what = "they are hidden" if options["hide_gone"] else "they stay"
            self.stdout.write(f"\n{len(report.gone)} listings of this source are no longer in it; {what}.")
        if options["report"]:
            with options["report"].open("w", newline="", encoding="utf-8") as stream:
                report.write(stream)
        if options["dry_run"]:
            self.stdout.write("\nNothing was stored: this was a try.")
