"""The environment of every test: set before Django reads its settings."""

import os

os.environ.update(
    SECRET_KEY="a-key-for-tests-only-" + "x" * 20,
    FIELD_KEYS="8J7sMR2c1w9yY5cQZpUeJQyW2f3o4d5s6a7b8c9d0e0=",
    # For static files without a manifest; pytest-django turns `settings.DEBUG` itself off.
    DEBUG="true",
    STRICT_TEMPLATES="true",
    DATABASE_ROLE="owner",
)
