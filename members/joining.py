"""What comes after somebody said who they are: a page that an app above puts here."""

from django.urls import reverse

_next: list[str] = []


def continue_at(url_name: str) -> None:
    """From an app's `ready()`: where joining goes on ("exchanges:welcome")."""
    _next.append(url_name)


def after_welcome() -> str:
    """The path of the page after `/members/welcome/`."""
    return reverse(_next[-1]) if _next else "/"
