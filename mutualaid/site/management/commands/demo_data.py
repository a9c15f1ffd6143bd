"""`manage.py demo_data`: the demo neighbourhood, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mutualaid.site.demo import making


class Command(BaseCommand):
    help = "Fill an empty network with the demo neighbourhood. Does nothing where one is set up already."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented neighbours belong in a demo only: set DEMO=true for one.")
        if making.is_made():
            self.stdout.write("The neighbourhood is there already.")
            return
        counts = making.make(timezone.now())
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
