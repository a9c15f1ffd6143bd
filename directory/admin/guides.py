"""Guides and tools."""

from django.contrib import admin

from .. import actions
from ..models import Guide
from .shared import ListingAdmin


@admin.register(Guide)
class GuideAdmin(ListingAdmin):
    action_create = staticmethod(actions.create_guide)
    action_change = staticmethod(actions.change_guide)
    list_display = ("name", "kind", "language", "shown", "modified_at")
    list_filter = ("kind", "publication", "language")
    search_fields = ("name", "summary")
    filter_horizontal = ("needs", "for_communities")
    readonly_fields = ("shown",)
    fields = ("name", "kind", "summary", "body", "url", "language", "needs", "for_communities", "shown")
