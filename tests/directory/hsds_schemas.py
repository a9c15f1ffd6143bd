"""The official schemas of HSDS 3.0 beside the checkout: a validator for each kind of object."""

import json
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from tests.shared_data import folder


def schema(name: str) -> Any:
    """A schema file as it stands."""
    return json.loads((folder("hsds-3.0") / "schema" / name).read_text())


@cache
def validator(name: str) -> Draft202012Validator:
    """Of a schema file such as "service.json"; formats count, and no file comes over the net.

    The test that asks is skipped where the folder is absent.
    """
    root = folder("hsds-3.0") / "schema"

    def beside(uri: str) -> Any:
        return json.loads((root / uri.rsplit("/", 1)[-1]).read_text())

    return Draft202012Validator(
        schema(name),
        validate_formats=True,
        ignore_unknown_formats=False,
        retriever=beside,
        base_uri="hsds:///",
    )


def wrong(name: str, value: Any) -> list[str]:
    """What a schema says against a value."""
    return [f"{error.instance_path}: {error.message[:200]}" for error in validator(name).iter_errors(value)]
