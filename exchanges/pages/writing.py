"""What pages show of posts that are being written."""

import json
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Person
from members.speaking import spoken_for

from ..models import Draft
from ..wording import short_day
from ..writing import write_url

WEEK = 7


def began(draft: Draft) -> str:
    """ "today", "on Tuesday", "on Tue 3 Nov": when something was last typed into it."""
    day, today = timezone.localdate(draft.updated_at), timezone.localdate()
    if day == today:
        return _("today")
    said = date_format(day, "l") if (today - day).days < WEEK else short_day(day)
    return _("on %(day)s") % {"day": said}


def begun(by: Person) -> list[dict[str, Any]]:
    """What somebody began to write, the latest first: `draft`, `title` as far as it goes, `began`, `url`."""
    return [
        {
            "draft": draft,
            "title": json.loads(draft.fields).get("title", [""])[0],
            "began": began(draft),
            "url": write_url(draft.person, draft=draft.public_id),
        }
        for draft in Draft.objects.filter(spoken_for(by, "person"), by=by).select_related("person")
    ]
