"""Needs and communities."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from .. import actions
from ..models import Community, Need, TaxonomyTerm


class TermAdmin(ModelAdmin):
    """Words are retired, never deleted: their bits stay theirs."""

    list_display = ("labelled", "name_es", "is_retired", "is_own")
    list_filter = ("is_retired", "is_own")
    search_fields = ("name_en", "name_es", "also_en", "also_es")
    ordering = ("position", "pk")
    fields = ("name_en", "name_es", "also_en", "also_es", "icon", "is_retired")

    @admin.display(description=_("name"))
    def labelled(self, term: Any) -> Any:
        indent = "— " if getattr(term, "parent_id", None) else ""
        return format_html("{}{}", indent, term.name_en)


@admin.register(Need)
class NeedAdmin(TermAdmin):
    action_create = staticmethod(actions.create_need)
    action_change = staticmethod(actions.change_need)
    list_display = ("labelled", "name_es", "is_sensitive", "is_retired", "is_own")  # type: ignore[assignment]
    list_filter = ("is_sensitive", "is_retired", "is_own")  # type: ignore[assignment]
    fields = ("parent", *TermAdmin.fields, "is_sensitive")  # type: ignore[assignment]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Need.objects.filter(parent=None, is_retired=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Community)
class CommunityAdmin(TermAdmin):
    action_create = staticmethod(actions.create_community)
    action_change = staticmethod(actions.change_community)


@admin.register(TaxonomyTerm)
class TaxonomyTermAdmin(ModelAdmin):
    """Words of others: which need of ours each of them means."""

    action_change = staticmethod(actions.map_term)
    list_display = ("name", "code", "of", "need", "listings")
    list_filter = (("need", admin.EmptyFieldListFilter), "taxonomy_detail", "taxonomy")
    list_select_related = ("taxonomy_detail", "need")
    search_fields = ("name", "code")
    ordering = ("name",)
    fields = ("name", "code", "of", "description", "listings", "need")
    readonly_fields = ("name", "code", "of", "description", "listings")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TaxonomyTerm]:
        return super().get_queryset(request).annotate(uses=Count("attributes"))

    @admin.display(description=_("taxonomy"))
    def of(self, term: TaxonomyTerm) -> str:
        return str(term.taxonomy_detail or term.taxonomy)

    @admin.display(description=_("listings"), ordering="uses")
    def listings(self, term: Any) -> int:
        return int(term.uses)
