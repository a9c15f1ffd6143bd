"""What somebody began to write: kept while they type, thrown away, or posted.

No audit: it would be a diary of when who types, and nobody but the writer ever sees a draft.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.ids import is_public_id

from .. import permissions
from ..models import Draft, Photo, Post
from .photos import drop_photos


@transaction.atomic
def keep_draft(*, by: Person, person: Person, public_id: str, fields: Mapping[str, Sequence[str]]) -> Draft:
    """Keep what was typed, in place of what was kept under this id. The oldest goes where there are too many.

    `fields`: the values of each field of the form. Photos that they name as `kept_1` and so on stay as long
    as the draft.
    """
    if not permissions.acts_for(by, person) or not is_public_id(public_id):
        raise NotAllowed
    limits.spend("draft", by.pk)
    text = json.dumps(fields, ensure_ascii=False)
    if len(text) > Draft.LONGEST:
        raise NotNow(_("This is more than we can keep for later."))
    kind = "".join(fields.get("kind", []))
    values = {"person": person, "kind": kind if kind in Post.Kind.values else "", "fields": text}
    draft, _is_new = Draft.objects.update_or_create(
        by=by, public_id=public_id, defaults={**values, "updated_at": timezone.now()}
    )
    _keep_photos(draft, [value for name in fields if name.startswith("kept_") for value in fields[name]])
    _drop(Draft.objects.filter(by=by)[Draft.MOST :])
    return draft


@transaction.atomic
def drop_draft(*, by: Person, public_id: str) -> None:
    """Throw it away, with its photos: its writer starts afresh, or has posted it."""
    _drop(Draft.objects.select_for_update().filter(by=by, public_id=public_id))


def _keep_photos(draft: Draft, names: Collection[str]) -> None:
    draft.photos.exclude(public_id__in=names).update(draft=None)
    Photo.objects.filter(public_id__in=names, post=None, uploaded_by=draft.by).update(draft=draft)


def _drop(drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        drop_photos(list(draft.photos.filter(post=None)))
        draft.delete()
