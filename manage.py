#!/usr/bin/env python
"""Django's commands, on the embedded PostgreSQL where DATABASE_URL names no other."""

import os
import sys
from pathlib import Path

from mutualaid.base import postgres


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutualaid.settings")
    if not os.environ.get("DATABASE_URL"):
        is_demo = os.environ.get("DEMO", "").lower() in {"1", "true", "yes", "on"}
        data_dir = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parent / ".data")
        try:
            postgres.ensure(data_dir, "mutualaid_demo" if is_demo else "mutualaid")
        except postgres.Refused as refused:
            sys.exit(str(refused))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
