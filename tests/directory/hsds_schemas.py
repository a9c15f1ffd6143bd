"""The official schemas of HSDS 3.0 beside the checkout: a validator for each kind of object."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.shared_data import folder


@cache
def validator(name: str) -> Draft202012Validator:
    """Of a schema file such as "service.json"; formats count, and no file comes over the net.

    The test that asks is skipped where the folder is absent.
    """
    root = folder("hsds-3.0") / "schema"
    registry: Registry[Any] = Registry(retrieve=lambda uri: _resource(root / uri))
    schema = json.loads((root / name).read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _resource(path: Any) -> Resource[Any]:
    return DRAFT202012.create_resource(json.loads(path.read_text()))


def wrong(name: str, value: Any) -> list[str]:
    """What a schema says against a value."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(value)]
