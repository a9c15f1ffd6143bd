"""The environment of every test. A plugin (`-p` in pyproject.toml): pytest-django reads the settings before
any conftest is read."""

import os
from pathlib import Path

from mutualaid.base import postgres

DATA_DIR = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parent.parent / ".data")
os.environ.update(
    SECRET_KEY="a-key-for-tests-only-" + "x" * 20,
    FIELD_KEYS="8J7sMR2c1w9yY5cQZpUeJQyW2f3o4d5s6a7b8c9d0e0=",
    # For static files without a manifest; pytest-django turns `settings.DEBUG` itself off.
    DEBUG="true",
    DEMO="false",
    SITE_URL="http://localhost:8000",
    STRICT_TEMPLATES="true",
    DATABASE_ROLE="owner",
    VAPID_PRIVATE_KEY="",
    SMS_BACKEND="",
    INBOUND_DOMAIN="",
    INBOUND_PROVIDER="",
    INBOUND_SECRET="",
)
if not os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = postgres.ensure(DATA_DIR)
