"""What columns are called and how their values are said, for somebody who reads what is kept of them."""

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

# Where a column has no word of its own in its model.
LABELS: dict[str, str | Promise] = {
    "action": _lazy("what"),
    "address": _lazy("what you look for"),
    "agreed_at": _lazy("agreed"),
    "alt": _lazy("what it shows"),
    "answer": _lazy("answer"),
    "at": _lazy("when"),
    "calls_in": _lazy("languages"),
    "channel": _lazy("where"),
    "codes": _lazy("what is on it"),
    "content": _lazy("picture"),
    "count": _lazy("how often"),
    "created_at": _lazy("when"),
    "day": _lazy("day"),
    "done": _lazy("done"),
    "draft": _lazy("thanks"),
    "due_at": _lazy("when"),
    "email": _lazy("email"),
    "endpoint": _lazy("address of the browser"),
    "extra": _lazy("what the mail says besides"),
    "file": _lazy("picture"),
    "form": _lazy("form"),
    "gave": _lazy("you gave"),
    "group": _lazy("about"),
    "hidden_at": _lazy("hidden"),
    "is_on": _lazy("on"),
    "kind": _lazy("kind"),
    "language": _lazy("written in"),
    "languages": _lazy("languages"),
    "last_at": _lazy("last"),
    "last_login": _lazy("last signed in"),
    "last_used_at": _lazy("last used"),
    "name": _lazy("name"),
    "needs": _lazy("needs"),
    "number": _lazy("phone number"),
    "pod": _lazy("pod"),
    "pronouns": _lazy("pronouns"),
    "promised": _lazy("promised"),
    "quiet_from": _lazy("quiet from"),
    "quiet_until": _lazy("quiet until"),
    "read_at": _lazy("read"),
    "revoked_at": _lazy("taken back"),
    "role": _lazy("role"),
    "status": _lazy("status"),
    "text": _lazy("words"),
    "title": _lazy("title"),
    "type": _lazy("kind"),
    "url": _lazy("where it leads"),
    "value": _lazy("what you told"),
    "verb": _lazy("what"),
    "words": _lazy("words"),
    "worked": _lazy("did it work?"),
}


def label_of(model: type[models.Model], name: str) -> str:
    """A word for a column; "" for those that only a machine reads."""
    field = _field(model, name)
    if field is not None and str(field.verbose_name) != name.replace("_", " "):
        return str(capfirst(str(field.verbose_name)))
    return str(capfirst(str(LABELS.get(name, ""))))


def said(model: type[models.Model], name: str, value: Any) -> str:
    """A value as one reads it; "" for what is empty."""
    field = _field(model, name)
    choices = dict(field.flatchoices) if field is not None else {}
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(one, one)) for one in value)
    if value in choices:
        return str(choices[value])
    return _plainly(value)


def _plainly(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date | time):
        return str(formats.localize(value))
    return "" if value is None else str(value)


def _field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
