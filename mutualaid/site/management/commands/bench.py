"""`manage.py bench`: how fast pages are, beside what the database and the templates alone would take."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.test import override_settings

from exchanges.models import PostRow
from mutualaid.site import seeding
from mutualaid.site.bench import enumeration, goals, http, measure, plot, report, scenarios, serving, stack
from mutualaid.site.bench.databases import Database
from mutualaid.site.bench.scenarios import Scenario

# A whole board of a million is matched once.
REPEATS, REPEATS_OF_MANY, MANY = 3, 1, 1_000_000


def sizes(text: str) -> list[int]:
    return sorted({int(size) for size in text.split(",")})


def layouts(text: str) -> list[str]:
    found = text.split(",")
    if unknown := set(found) - set(seeding.LAYOUTS):
        raise ArgumentTypeError(f"no layout: {', '.join(sorted(unknown))}")
    return found


class Command(BaseCommand):
    help = "Measure pages in made-up databases (bench_*, made where missing). Needs DATABASE_ROLE=owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=sizes, default="10000,100000", help="sizes, separated by commas")
        parser.add_argument("--layout", type=layouts, default="towns", help="towns, metro or towns,metro")
        parser.add_argument(
            "--scenarios", default="all", help="parts of names, separated by commas; -part: without"
        )
        parser.add_argument("--rounds", type=int, default=25)
        parser.add_argument("--aged", action="store_true", help="each also after thirty days of traffic")
        parser.add_argument("--http", action="store_true", help="ask the real server, too")
        parser.add_argument("--peer", action="append", default=[], metavar="NAME=URL", help="and this server")
        parser.add_argument("--paths", type=Path, help="what to ask peers for: a file, one path a line")
        parser.add_argument("--cookie", default="", help="to send to peers")
        parser.add_argument("--memory", action="store_true", help="what all programs together hold")
        parser.add_argument("--json", type=Path, help="write everything there")
        parser.add_argument("--plot", type=Path, help="draw it there, as SVG")
        parser.add_argument("--check", action="store_true", help="fail where a ratio is 1.3 times its goal")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rounds"] < 2:
            raise CommandError("A median wants at least two rounds.")
        peers = self._peers(options)
        parts = [part for part in options["scenarios"].split(",") if part != "all"]
        self.wanted = [part for part in parts if not part.startswith("-")]
        self.unwanted = [part[1:] for part in parts if part.startswith("-")]
        # What takes minutes has its goal, but CI asks for it by name.
        self.is_light = options["check"] and not self.wanted
        ages = (False, True) if options["aged"] else (False,)
        places = [
            Database(rows, layout, is_aged)
            for layout in options["layout"]
            for rows in options["rows"]
            for is_aged in ages
        ]
        for place in places:
            place.fill(self.stdout.write)
        # As in production: no queries kept, undefined variables empty, and no page is sent elsewhere.
        with override_settings(
            ROOT_URLCONF="mutualaid.site.bench.urls", DEBUG=False, SECURE_SSL_REDIRECT=False
        ):
            runs = self._measure(places, options["rounds"])
        for run in runs:
            self.stdout.write(f"\n{run}\n\n{report.table(run)}")
        for place in places:
            place.close()
        asked = serving.over_http(places[-1], peers) if options["http"] or peers else []
        if asked:
            self.stdout.write(f"\nBy HTTP, {runs[-1]}\n\n{report.http_table(asked)}")
        held = serving.memory_of(places[-1]) if options["memory"] else None
        if held:
            self.stdout.write(f"\n{report.memory_table(held)}")
        self._judge(runs, asked, held, options)

    def _peers(self, options: dict[str, Any]) -> list[http.Peer]:
        if options["peer"] and not options["paths"]:
            raise CommandError("--peer wants --paths: what to ask it for.")
        try:
            paths = http.paths_in(options["paths"].read_text().splitlines()) if options["paths"] else []
            return [http.peer(text, paths, options["cookie"]) for text in options["peer"]]
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _measure(self, places: Sequence[Database], rounds: int) -> list[goals.Run]:
        several = []
        for place in places:
            with place.connected():
                several.append((place.connected, self._chosen(scenarios.all_of_them())))
        measured = measure.measure(several, rounds)
        runs = [
            self._with_heavy(place, goals.Run(place.rows, place.layout, figures, is_aged=place.is_aged))
            for place, figures in zip(places, measured, strict=True)
        ]
        if self._is_chosen(enumeration.NAME):
            with places[0].connected():  # a person is found by an index, of ten thousand as of a million
                runs[0] = replace(runs[0], guesses=enumeration.measure())
        return runs

    def _with_heavy(self, place: Database, run: goals.Run) -> goals.Run:
        chosen = [] if self.is_light else self._chosen(scenarios.heavy_ones())
        if not chosen:
            return run
        repeats = REPEATS if place.rows < MANY else REPEATS_OF_MANY
        with place.copied():
            requests = PostRow.objects.filter(published=True, kind="request").count()
            heavy = measure.measure_heavy(chosen, repeats)
        return replace(run, figures=[*run.figures, *heavy], requests=requests)

    def _chosen(self, several: list[Scenario]) -> list[Scenario]:
        return [one for one in several if self._is_chosen(one.name)]

    def _is_chosen(self, name: str) -> bool:
        is_wanted = not self.wanted or any(part in name for part in self.wanted)
        return is_wanted and not any(part in name for part in self.unwanted)

    def _judge(
        self,
        runs: Sequence[goals.Run],
        asked: Sequence[http.Asked],
        held: stack.Held | None,
        options: dict[str, Any],
    ) -> None:
        found = [*goals.goals(runs), *(goals.of_memory(held) if held else [])]
        slack = goals.SLACK if options["check"] else 1.0
        self.stdout.write(f"\n{report.goals_table(found, slack)}")
        told = report.as_json(runs, found, asked, held)
        if options["json"]:
            options["json"].write_text(json.dumps(told, indent=1))
        if options["plot"]:
            options["plot"].write_text(plot.plot(told))
        # Counts are no ratios: what a page may ask is asserted by the suite.
        asked_for = [goal for goal in found if not goal.is_exact]
        missed = [goal for goal in asked_for if not goal.met(slack)]
        if options["check"] and missed:
            raise CommandError(f"{len(missed)} of {len(asked_for)} goals missed.")
