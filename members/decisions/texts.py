"""What a decision says to whom it is about: the network's own words, or these."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..models import Decision, StandardText

OURS = {
    Decision.Kind.HIDDEN: _(
        "Something that you wrote or showed is out of sight. Everything else of yours is as it was."
    ),
    Decision.Kind.WARNING: _(
        "Please read what we agreed on. Nothing else changes for you. If it happens again, organizers may"
        " limit what you can do here."
    ),
    Decision.Kind.NO_POSTS: _(
        "For a while you cannot put anything on the board. You can still answer others, and write in the"
        " conversations that you are in."
    ),
    Decision.Kind.NO_THREADS: _(
        "For a while you cannot answer posts of others. You can still post, and write in the conversations"
        " that you are in."
    ),
    Decision.Kind.SUSPENSION: _(
        "For a while you cannot take part. You can sign in to read this, to appeal, to take your data along"
        " and to leave. When it is over, everything is as it was."
    ),
    Decision.Kind.REMOVAL: _(
        "You are no longer part of this network. Two organizers decided it. You can sign in to read this, to"
        " appeal, to take your data along and to leave."
    ),
}


def standard_text(kind: str) -> str:
    """In the reader's language: the network's, or else ours."""
    written = StandardText.objects.filter(kind=kind, language=get_language() or "en").first()
    return written.text if written else str(OURS[Decision.Kind(kind)])
