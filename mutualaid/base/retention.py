"""What happens to each model when a member leaves and when its time is up.

Every model of ours is declared once, from its app's `AppConfig.ready()`; a test fails for one that is not.
The nightly deletion, the export, the erasure (`belongings.py`) and `/privacy/` all work by this table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

from .roles import as_purge
from .watch import watched

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Policy:
    """`kept`: in plain words; `on_leaving`: "erased", "anonymised" or "kept"; `purge`: deletes what is due.

    `mine`, `export`, `erase`, `not_exported`: see `declare`.
    """

    model: type[models.Model]
    kept: str | Promise
    on_leaving: str
    purge: Callable[[datetime], int] | None = None
    mine: tuple[str, ...] = ()
    export: Callable[[Any], Iterable[Row]] | None = None
    erase: Callable[[Any], object] | None = None
    not_exported: str | Promise = ""


_policies: dict[type[models.Model], Policy] = {}


def declare(
    model: type[models.Model],
    *,
    kept: str | Promise,
    on_leaving: str,
    purge: Callable[[datetime], int] | None = None,
    mine: str | tuple[str, ...] = (),
    export: Callable[[Any], Iterable[Row]] | None = None,
    erase: Callable[[Any], object] | None = None,
    not_exported: str | Promise = "",
) -> None:
    """Say it once for each model; a second time is a mistake.

    Erasing somebody does what deleting their row would: rows whose key to them cascades go, keys that are
    set to NULL forget them. `erase(person)` does the rest: rows that are protected, words in rows that stay.

    Whose a row is, for the export: `mine` names the key, or a path of keys, that leads to its person (not
    needed where a model has one key to a person). `export(person)` gives rows as name -> value instead, where
    columns alone would tell too much of others or too little; `not_exported` says why there is nothing.
    """
    if model in _policies:
        raise ValueError(f"{model._meta.label} is declared twice")
    if on_leaving not in {"erased", "anonymised", "kept"}:
        raise ValueError(on_leaving)
    paths = (mine,) if isinstance(mine, str) else mine
    _policies[model] = Policy(model, kept, on_leaving, purge, paths, export, erase, not_exported)


def policies() -> list[Policy]:
    """All of them, by model label."""
    return sorted(_policies.values(), key=lambda policy: policy.model._meta.label)


def policy_of(model: type[models.Model]) -> Policy | None:
    """What was declared of this model."""
    return _policies.get(model)


def purge_due(now: datetime) -> dict[str, int]:
    """Delete what is due, each model in a transaction of its own; how many by model label.

    One that fails does not keep the others from it; all failures are raised together at the end.
    """
    done: dict[str, int] = {}
    failures: list[Exception] = []
    for policy in policies():
        if policy.purge is None:
            continue
        try:
            with watched(f"purge {policy.model._meta.label}", now), as_purge():
                done[policy.model._meta.label] = policy.purge(now)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("purge", failures)
    return done
