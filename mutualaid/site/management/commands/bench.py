"""`manage.py bench`: how fast pages are, beside what the database and the templates alone would take."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.test import override_settings

from mutualaid.site import seeding
from mutualaid.site.bench import databases, enumeration, measure, report, scenarios


class Command(BaseCommand):
    help = "Measure pages in made-up databases (bench_*, made where missing). Needs DATABASE_ROLE=owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", default="10000,100000", help="sizes, separated by commas")
        parser.add_argument("--layout", choices=seeding.LAYOUTS, default="towns")
        parser.add_argument("--scenarios", default="all", help="parts of names, separated by commas")
        parser.add_argument("--rounds", type=int, default=25)
        parser.add_argument("--json", type=Path, help="write everything there")
        parser.add_argument("--check", action="store_true", help="fail where a ratio is 1.3 times its goal")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rounds"] < 2:
            raise CommandError("A median wants at least two rounds.")
        sizes = sorted(int(size) for size in options["rows"].split(","))
        # As in production: no queries kept, undefined variables empty, and no page is sent elsewhere.
        with override_settings(
            ROOT_URLCONF="mutualaid.site.bench.urls", DEBUG=False, SECURE_SSL_REDIRECT=False
        ):
            runs = [self._run(size, options) for size in sizes]
        found = [goal for run in runs for goal in report.goals(run)]
        found += [goal for run in runs[1:] for goal in report.growth(runs[0], run)]
        slack = report.SLACK if options["check"] else 1.0
        self.stdout.write(f"\n{report.goals_table(found, slack)}")
        if options["json"]:
            options["json"].write_text(json.dumps(report.as_json(runs, found), indent=1))
        missed = [goal for goal in found if not goal.met(slack)]
        if options["check"] and missed:
            raise CommandError(f"{len(missed)} of {len(found)} goals missed.")

    def _run(self, rows: int, options: dict[str, Any]) -> report.Run:
        with databases.filled(rows, options["layout"], self.stdout.write):
            wanted = [part for part in options["scenarios"].split(",") if part != "all"]
            chosen = [
                one
                for one in scenarios.all_of_them()
                if not wanted or any(part in one.name for part in wanted)
            ]
            figures = measure.measure(chosen, options["rounds"])
            asks = not wanted or any(part in enumeration.NAME for part in wanted)
            run = report.Run(rows, options["layout"], figures, enumeration.measure() if asks else {})
        self.stdout.write(f"\n{rows:,} rows, {options['layout']}\n\n{report.table(run)}")
        return run
