"""Guides and tools: what they are about, and what they say, of which nothing is lost."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mutualaid.base import audit
from mutualaid.base.actions import NotNow

from .. import projection
from ..models import Guide, GuideText
from .shared import change, check, create, free_slug, locked


@transaction.atomic
def create_guide(
    *, by: Any, language: str, title: str, summary: str = "", body: str = "", **facts: Any
) -> Guide:
    """A new guide with its first text, shown at once."""
    guide: Guide = create(Guide, by, {"slug": free_slug(Guide, title), **facts, "is_own": True})
    _write(guide, language, 1, title, summary, body)
    return guide


@transaction.atomic
def change_guide(*, by: Any, subject: Guide, **changes: Any) -> Guide:
    """Change what a guide is about. From then on it is the organizers' own."""
    guide: Guide = change(Guide, by, subject, {**changes, "is_own": True})
    projection.project_guides([guide.pk])
    return guide


@transaction.atomic
def write_guide_text(
    *, by: Any, subject: Guide, language: str, title: str, summary: str, body: str, after: int
) -> GuideText:
    """What a guide says in one language from now on. Earlier versions stay.

    `after`: the number of the version that was on the table while writing, 0 for none.
    """
    guide = locked(Guide, by, subject)
    newest = guide.texts.filter(language=language).aggregate(Max("number"))["number__max"] or 0
    if newest != after:
        raise NotNow(_("Somebody else changed this text meanwhile. Look at the newest version first."))
    guide.is_own = True
    guide.save(update_fields=["is_own", "modified_at"])
    audit.record("guide.write", guide, by=by)
    return _write(guide, language, newest + 1, title, summary, body)


@transaction.atomic
def bring_back_guide_text(*, by: Any, subject: GuideText) -> GuideText:
    """An earlier version holds again, as a new one: what came between stays too."""
    newest = subject.guide.texts.filter(language=subject.language).aggregate(Max("number"))["number__max"]
    words = {"title": subject.title, "summary": subject.summary, "body": subject.body}
    return write_guide_text(by=by, subject=subject.guide, language=subject.language, after=newest, **words)


def _write(guide: Guide, language: str, number: int, title: str, summary: str, body: str) -> GuideText:
    text = GuideText(guide=guide, language=language, number=number, title=title, summary=summary, body=body)
    check(text)
    text.save()
    projection.project_guides([guide.pk])
    return text
