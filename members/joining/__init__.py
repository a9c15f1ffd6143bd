"""Joining: who waits, and for what. Here: what comes after, a page that an app above puts here."""

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from ..models import Person

_next: list[str] = []


def continue_at(url_name: str) -> None:
    """From an app's `ready()`: where joining goes on ("exchanges:welcome")."""
    _next.append(url_name)


_call: list[str] = []


def continue_call_at(url_name: str) -> None:
    """From an app's `ready()`: the page where an organizer goes on once they wrote down who is on the phone.

    It takes the person's public id as `for` in its query.
    """
    _call.append(url_name)


def after_slip(person: "Person") -> str:
    """The path of the page after a neighbour's slip, "" where no app goes on."""
    return reverse(_call[-1], query={"for": person.public_id}) if _call else ""


def after_welcome() -> str:
    """The path of the page after `/members/welcome/`."""
    return reverse(_next[-1]) if _next else "/"
