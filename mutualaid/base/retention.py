"""What happens to each model when a member leaves and when its time is up.

Every model of ours is declared once, from its app's `AppConfig.ready()`; a test fails for one that is not,
and `/privacy/` is written from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.functional import Promise

from .roles import as_purge


@dataclass(frozen=True)
class Policy:
    """`kept`: in plain words; `on_leaving`: "erased", "anonymised" or "kept"; `purge`: deletes."""

    model: type[models.Model]
    kept: str | Promise
    on_leaving: str
    purge: Callable[[datetime], int] | None = None


_policies: dict[type[models.Model], Policy] = {}


def declare(
    model: type[models.Model],
    *,
    kept: str | Promise,
    on_leaving: str,
    purge: Callable[[datetime], int] | None = None,
) -> None:
    """Say it once for each model; a second time is a mistake."""
    if model in _policies:
        raise ValueError(f"{model._meta.label} is declared twice")
    if on_leaving not in {"erased", "anonymised", "kept"}:
        raise ValueError(on_leaving)
    _policies[model] = Policy(model, kept, on_leaving, purge)


def policies() -> list[Policy]:
    """All of them, by model label."""
    return sorted(_policies.values(), key=lambda policy: policy.model._meta.label)


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
            with as_purge():
                done[policy.model._meta.label] = policy.purge(now)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("purge", failures)
    return done
