"""Needs and communities."""

from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from mutualaid.base.actions import NotNow

from .. import needs, phrases, projection
from ..models import Community, Need, Service, TaxonomyTerm, Term
from .shared import change, create, free_slug, project


@transaction.atomic
def create_need(*, by: Any, **values: Any) -> Need:
    """A need of organizers' own, on a bit that was never used."""
    need = _create_term(Need, by, values)
    phrases.load()
    return need


@transaction.atomic
def change_need(*, by: Any, subject: Need, **changes: Any) -> Need:
    """Reword, move or retire a need. From now on it is organizers' own: no release changes it again."""
    if (parent := changes.get("parent")) and (parent.pk == subject.pk or parent.parent_id):
        raise NotNow(_("A need is part of one on top, and not of itself."))
    need = _change_term(Need, by, subject, changes)
    phrases.load()
    project(Q(needs__in=[need, *need.children.all()]), guides=True)
    return need


@transaction.atomic
def create_community(*, by: Any, **values: Any) -> Community:
    """A community of organizers' own, on a bit that was never used."""
    return _create_term(Community, by, values)


@transaction.atomic
def change_community(*, by: Any, subject: Community, **changes: Any) -> Community:
    """Reword or retire a community."""
    return _change_term(Community, by, subject, changes)


@transaction.atomic
def map_term(*, by: Any, subject: TaxonomyTerm, need: Need | None) -> TaxonomyTerm:
    """Say which need of ours a term of others means: listings that carry it have it, now and later."""
    term = change(TaxonomyTerm, by, subject, {"need": need})
    services = Service.objects.filter(attribute_said__taxonomy_term=term).distinct()
    if need:
        for service in services:
            service.needs.add(need)
    projection.project(list(services.values_list("pk", flat=True)))
    return term


def _create_term(model: Any, by: Any, values: dict[str, Any]) -> Any:
    # The rows are locked so that two organizers do not take the same bit.
    highest = max(model.objects.select_for_update().values_list("bit", flat=True), default=0)
    bit = max(highest + 1, model.FIRST_OWN_BIT)
    if bit > model.LAST_BIT:
        raise NotNow(_("There is no room for more of these. Reword one that is no longer used."))
    position = (model.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    slug = free_slug(model, values["name_en"])
    term = create(model, by, {"slug": slug, **values, "bit": bit, "position": position, "is_own": True})
    needs.forget()
    return term


def _change_term(model: Any, by: Any, subject: Term, changes: dict[str, Any]) -> Any:
    term = change(model, by, subject, {**changes, "is_own": True})
    needs.forget()
    return term
