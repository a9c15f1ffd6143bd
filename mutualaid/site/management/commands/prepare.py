"""`manage.py prepare`: whatever has to be there before pages are served. Quick when nothing changed.

Run with DATABASE_ROLE=owner, as it migrates.
"""

import hashlib
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from mutualaid.base import postgres, words
from mutualaid.base.models import Word
from mutualaid.base.postgres.place import address
from mutualaid.site import setup
from mutualaid.site.demo import making


class Command(BaseCommand):
    help = "Build, migrate, collect static files, fill the demo; print the setup link of an empty network."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="throw the demo's data away first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fresh"]:
            self._throw_away()
        call_command("build", verbosity=0)
        self._migrate()
        self._collect()
        if settings.DEMO:
            self._fill()
        elif link := setup.link():
            self.stdout.write(f"\nSet up your network here, once: {link}\n\n")

    def _throw_away(self) -> None:
        """The demo's database and photos, and no others'."""
        name = str(settings.DATABASES["default"]["NAME"])
        if not settings.DEMO or address(settings.DATA_DIR, name) != settings.DATABASE_URL:
            raise CommandError("--fresh is for the demo's own database; this is another.")
        connection.close()
        postgres.drop(settings.DATA_DIR, name)
        postgres.ensure(settings.DATA_DIR, name)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)

    def _migrate(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if not Word.objects.exists():  # so that a slip of the finger is forgiven from the first day
            words.rebuild()

    def _collect(self) -> None:
        """Collect and compress, unless every file is as it was."""
        digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
        for finder in get_finders():
            for name, storage in finder.list([".*"]):
                stat = Path(storage.path(name)).stat()
                digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
        stamp = settings.STATIC_ROOT / ".collected"
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        self.stdout.write("Collecting static files ...")
        # A map of gigabytes is handed out from where it lies.
        leave = ["*.pmtiles"]
        call_command("collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=leave)
        stamp.write_text(digest.hexdigest())

    def _fill(self) -> None:
        if not making.is_made():
            self.stdout.write("Making the demo neighbourhood ...")
            call_command("demo_data")
