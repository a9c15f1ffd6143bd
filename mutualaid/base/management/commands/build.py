"""`manage.py build`: fonts, libraries and message catalogues, made only where something changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from mutualaid.base.build import build


class Command(BaseCommand):
    help = "Make the fonts, the copied libraries and the message catalogues."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for locale in settings.LOCALE_PATHS:
            for name in build(settings.BUILD_DIR, locale):
                if options["verbosity"]:
                    self.stdout.write(f"made {name}")
