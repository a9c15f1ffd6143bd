"""Organizations and their places."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from .. import actions
from ..models import Location, Organization, Program
from .shared import (
    WEB,
    AccessibilityInline,
    AddressInline,
    ContactInline,
    FundingInline,
    IdentifierInline,
    LanguageInline,
    PhoneInline,
    ScheduleInline,
)


@admin.register(Organization)
class OrganizationAdmin(ModelAdmin):
    action_create = staticmethod(actions.create_organization)
    action_change = staticmethod(actions.change_organization)
    formfield_overrides = WEB
    list_display = ("name", "website", "source", "modified_at")
    search_fields = ("name", "alternate_name")
    ordering = ("name",)
    autocomplete_fields = ("parent_organization",)
    inlines = (PhoneInline, ContactInline, IdentifierInline, FundingInline)
    fields = ("name", "alternate_name", "description", "website", "email", "parent_organization",
              "year_incorporated", "legal_status")  # fmt: skip

    def action_inline(self, *, by: Any, subject: Any, formset: Any) -> None:
        actions.change_organization_parts(by=by, subject=subject, parts=formset)


@admin.register(Program)
class ProgramAdmin(ModelAdmin):
    action_create = staticmethod(actions.create_program)
    action_change = staticmethod(actions.change_program)
    list_display = ("name", "organization")
    list_select_related = ("organization",)
    search_fields = ("name", "organization__name")
    ordering = ("name",)
    autocomplete_fields = ("organization",)
    fields = ("name", "alternate_name", "organization", "description")


@admin.register(Location)
class LocationAdmin(ModelAdmin):
    action_create = staticmethod(actions.create_location)
    action_change = staticmethod(actions.change_location)
    list_display = ("name", "where", "location_type", "on_map")
    list_filter = ("location_type", ("latitude", admin.EmptyFieldListFilter))
    search_fields = ("name", "addresses__address_1", "addresses__city", "addresses__postal_code")
    ordering = ("name", "pk")
    inlines = (AddressInline, ScheduleInline, PhoneInline, LanguageInline, AccessibilityInline)
    fields = ("name", "location_type", "description", "transportation", ("latitude", "longitude"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Location]:
        return super().get_queryset(request).prefetch_related("addresses")

    def action_inline(self, *, by: Any, subject: Any, formset: Any) -> None:
        actions.change_location_parts(by=by, subject=subject, parts=formset)

    @admin.display(description=_("address"))
    def where(self, location: Location) -> str:
        return "; ".join(str(address) for address in location.addresses.all())

    @admin.display(description=_("on the map"), boolean=True)
    def on_map(self, location: Location) -> bool:
        return location.latitude is not None
