"""What `/privacy/` says, from the declarations that the nightly deletion, the export and the erasure work by.

What whoever runs the machine could read is not written down anywhere: it is asked of the tables themselves.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from members.leaving.words import label_of
from members.models import Person
from mutualaid.base import belongings, retention
from mutualaid.base.retention import Policy

LEAVING = {
    "erased": _lazy("is deleted"),
    "anonymised": _lazy("stays without you"),
    "kept": _lazy("stays: it is not about you"),
}


@dataclass(frozen=True)
class Group:
    """Tables that belong together for a reader: the first group fits that knows how their label begins."""

    slug: str
    title: str | Promise
    starts: tuple[str, ...]


GROUPS = (
    Group("pods", _lazy("Your pod"), ("members.Pod", "members.Round", "members.Check", "members.Reach")),
    Group(
        "talk",
        _lazy("What you say to each other"),
        ("exchanges.Message", "exchanges.Thread", "exchanges.Reading", "exchanges.Mailed", "members.Talk"),
    ),
    Group("swaps", _lazy("What you ask for, share and swap"), ("exchanges.",)),
    Group(
        "safety",
        _lazy("Safety"),
        (
            *("members.Report", "members.Block", "members.Decision", "members.Mediation", "members.Standard"),
            *("members.Removed", "members.Word", "base.AuditEntry", "admin."),
        ),
    ),
    Group(
        "notices",
        _lazy("What reaches you"),
        ("members.Notice", "members.Delivery", "members.Device", "members.Mobile", "base.Mail"),
    ),
    Group("you", _lazy("You and your account"), ("members.", "account.", "mfa.")),
    Group("directory", _lazy("The directory"), ("directory.",)),
    Group("machine", _lazy("What the machine needs"), ("",)),
)
# What a reader looks for first.
ORDER = ("you", "swaps", "talk", "pods", "notices", "safety", "directory", "machine")


def groups() -> list[dict[str, Any]]:
    """`title`, and `rows` of `what`, `kept`, `leaving`, `plain`, `locked`; every table is in one of them."""
    rows: dict[str, list[dict[str, Any]]] = {slug: [] for slug in ORDER}
    for policy in retention.policies():
        rows[_group(policy).slug].append(_row(policy))
    titles = {group.slug: group.title for group in GROUPS}
    return [{"slug": slug, "title": titles[slug], "rows": rows[slug]} for slug in ORDER if rows[slug]]


def in_clear() -> list[str]:
    """All that is somebody's and stands in plain letters, "posts: title, more about it"."""
    found = [(policy, _columns(policy, locked=False)) for policy in retention.policies()]
    return [
        f"{policy.model._meta.verbose_name_plural}: {', '.join(columns)}"
        for policy, columns in found
        if columns
    ]


def _group(policy: Policy) -> Group:
    label = policy.model._meta.label
    return next(group for group in GROUPS if label.startswith(group.starts))


def _row(policy: Policy) -> dict[str, Any]:
    return {
        "what": policy.model._meta.verbose_name_plural,
        "kept": policy.kept,
        "leaving": LEAVING[policy.on_leaving],
        "plain": ", ".join(_columns(policy, locked=False)),
        "locked": ", ".join(_columns(policy, locked=True)),
        "is_tie": belongings.ties(policy.model, Person),
    }


def _columns(policy: Policy, *, locked: bool) -> list[str]:
    """The words in which what people wrote, drew or are called stands in a table, by what it is called."""
    if not belongings.is_personal(policy.model, Person):
        return []
    fields = [field for field in belongings.words(policy.model) if belongings.is_encrypted(field) is locked]
    labels = (label_of(policy.model, field.name) for field in fields)
    return list(dict.fromkeys(label.lower() for label in labels if label))
