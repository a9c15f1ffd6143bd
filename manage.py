#!/usr/bin/env python
"""Django's commands, on the embedded PostgreSQL where DATABASE_URL names no other."""

import os
import sys
from pathlib import Path

from mutualaid.base import postgres


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutualaid.settings")
    if not os.environ.get("DATABASE_URL"):
        try:
            postgres.ensure(Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parent / ".data"))
        except postgres.Refused as refused:
            sys.exit(str(refused))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
