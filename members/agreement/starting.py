"""What a new network starts with, until its organizers write their own."""

from functools import cache
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent


@cache
def texts() -> dict[str, str]:
    """The plain text that ships, by language."""
    files = {code: HERE / f"{code}.md" for code, _name in settings.LANGUAGES}
    return {code: file.read_text(encoding="utf-8") for code, file in files.items() if file.exists()}
