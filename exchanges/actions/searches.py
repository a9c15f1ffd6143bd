"""Keeping a search, and being told what is new in it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import notices, permissions, searches
from ..models import SavedSearch


@transaction.atomic
def keep_search(*, by: Person, over: str, address: str, name: str, every: str) -> SavedSearch:
    """Keep what somebody looks for. `address`: from `searches.kept`. Raises `NotNow` for one too many."""
    Person.objects.select_for_update().get(pk=by.pk)
    if not permissions.is_active(by) or by.user is None:
        raise NotAllowed
    mine = list(SavedSearch.objects.filter(person=by))
    if any((search.over, search.address) == (over, address) for search in mine):
        raise NotNow(_("You keep this search already."))
    if len(mine) >= SavedSearch.MOST:
        raise NotNow(_("You keep %(count)s searches already. Let one go first.") % {"count": len(mine)})
    search = SavedSearch.objects.create(person=by, over=over, address=address, name=name, every=every)
    audit.record("search.keep", search, by=by)
    return search


@transaction.atomic
def change_search(*, by: Person, search: SavedSearch, name: str, every: str) -> SavedSearch:
    """Call it something else, or hear of it more or less often."""
    search = _own(by, search)
    search.name, search.every = name, every
    search.save(update_fields=["name", "every"])
    audit.record("search.change", search, by=by)
    return search


@transaction.atomic
def drop_search(*, by: Person, search: SavedSearch) -> None:
    """Let it go."""
    search = _own(by, search)
    audit.record("search.drop", search, by=by)
    search.delete()


@transaction.atomic
def tell_of_post(post_id: int) -> int:
    """A post is new: tell those who want to hear at once, all or none. Returns how many were told."""
    at_once = SavedSearch.objects.filter(over=SavedSearch.Over.BOARD, every=SavedSearch.Every.ONCE)
    found = [
        search
        for search in at_once.select_related("person__user")
        if searches.has_any(search, posts=[post_id])
    ]
    for search in found:
        notices.about_search(search)
    return len(found)


def tell_due(now: datetime) -> int:
    """Tell what is new in each search whose time has come. Returns how many were told.

    Those over the board that are told at once are left to `tell_of_post`.
    """
    later = SavedSearch.objects.exclude(over=SavedSearch.Over.BOARD, every=SavedSearch.Every.ONCE)
    return sum(_tell(search, now) for search in later.order_by("pk") if searches.is_due(search, now))


@transaction.atomic
def _tell(search: SavedSearch, now: datetime) -> bool:
    """Once for what is new: a second worker passes over it, and a second run finds that it is not due."""
    held = SavedSearch.objects.select_for_update(of=("self",), skip_locked=True)
    found = held.select_related("person__user").filter(pk=search.pk).first()
    if found is None or not searches.is_due(found, now):
        return False
    until = now - searches.UNTIL_SEEN
    is_new = searches.has_new(found, until)
    found.told_until = until
    found.save(update_fields=["told_until"])
    if is_new:
        notices.about_search(found)
    return is_new


def _own(by: Person, search: SavedSearch) -> SavedSearch:
    found = SavedSearch.objects.select_for_update().filter(pk=search.pk, person=by).first()
    if found is None:
        raise NotAllowed
    return found
