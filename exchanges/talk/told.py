"""What the two told each other about how to reach them, as lines in the flow."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from .. import reveals
from ..models import Exchange, Reveal
from .reader import Reader

# Said to whoever told it, and to the other one.
TOLD = {
    Reveal.Field.NAME: (
        _lazy("You told %(name)s your full name"),
        _lazy("%(name)s told you their full name"),
    ),
    Reveal.Field.PHONE: (
        _lazy("You told %(name)s your phone number"),
        _lazy("%(name)s told you their phone number"),
    ),
    Reveal.Field.EMAIL: (_lazy("You told %(name)s your email"), _lazy("%(name)s told you their email")),
    Reveal.Field.ADDRESS: (
        _lazy("You told %(name)s where to come"),
        _lazy("%(name)s told you where to come"),
    ),
    Reveal.Field.OTHER: (
        _lazy("You told %(name)s something that only they see"),
        _lazy("%(name)s told you something that only you see"),
    ),
}

can_tell = reveals.can_tell


def lines(reader: Reader, exchange: Exchange, found: Iterable[Reveal]) -> Iterator[dict[str, Any]]:
    """Each thing told, with its value and a way to take it back as long as it is shown."""
    other = exchange.other(reader.mine)
    for reveal in found:
        is_mine = reader.is_me(reveal.person)
        words = str(TOLD[Reveal.Field(reveal.field)][0 if is_mine else 1]) % {"name": reader.name_of(other)}
        stands = reveals.is_shown(reveal)
        if not stands:
            words = _("%(told)s. It is no longer shown.") % {"told": words}
        yield reader.line(
            reveal.created_at,
            "eye" if stands else "eye-off",
            words,
            is_mine=is_mine,
            value=reveal.value if stands else "",
            href=_href(reveal) if stands and not is_mine else "",
            reveal=reveal.pk if stands and is_mine else None,
        )


def _href(reveal: Reveal) -> str:
    """A number to call and an email to write to can be touched."""
    if reveal.field == Reveal.Field.PHONE and re.fullmatch(r"[+\d][\d ()/.-]{3,30}", reveal.value):
        return "tel:" + re.sub(r"[^\d+]", "", reveal.value)
    if reveal.field == Reveal.Field.EMAIL and re.fullmatch(r"[\w.+-]+@[\w.-]+", reveal.value):
        return f"mailto:{reveal.value}"
    return ""
