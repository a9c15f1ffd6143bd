"""`manage.py messages`: bring the catalogues up to what the sources say (the texts are English)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from mutualaid.base.messages import update


class Command(BaseCommand):
    help = "Find what is to be translated and bring the catalogues up to it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for language, _name in settings.LANGUAGES:
            if language == "en":
                continue
            po = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
            catalog = update(settings.BASE_DIR, po, language)
            missing = [each for each in catalog if each.id and not _is_translated(each.string)]
            self.stdout.write(f"{language}: {len(catalog)} messages, {len(missing)} to translate")


def _is_translated(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(text) and (isinstance(text, str) or all(text or []))
