"""What organizers see of the directory. Everything is saved through `directory.actions`."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin
from mutualaid.base.network import current_network

from . import actions, needs, wording
from .models import (
    Address,
    Community,
    Guide,
    Language,
    Listing,
    Location,
    Need,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)

# "www.example.org" is on https.
WEB: Any = {models.URLField: {"assume_scheme": "https"}}


class ReasonForm(ActionForm):
    """The bar over a list, with the reason that hiding asks for."""

    reason = forms.ChoiceField(
        label=_("Reason:"), choices=[("", "—"), *Listing.HiddenReason.choices], required=False
    )


class Inline(admin.TabularInline):
    """Rows that hang on another one: whoever may change that may change these."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)


class PlaceInline(Inline):
    model = ServiceAtLocation
    fields = ("location", "description")
    autocomplete_fields = ("location",)


class PhoneInline(Inline):
    model = Phone
    fields = ("number", "extension", "type", "description")


class ScheduleInline(Inline):
    model = Schedule
    fields = ("byday", "opens_at", "closes_at", "valid_from", "valid_to", "is_exception", "notes")


class LanguageInline(Inline):
    model = Language
    fields = ("code", "note")


class AddressInline(Inline):
    model = Address
    fields = ("address_1", "address_2", "city", "state_province", "postal_code", "country", "address_type")


class NeedFilter(admin.SimpleListFilter):
    title = _("need")
    parameter_name = "need"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(node.slug, node.name) for node in needs.tree().roots]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        node = needs.tree().get(self.value() or "")
        if node is None:
            return queryset
        return queryset.filter(needs__in=[below.id for below in node.descendants]).distinct()


class CheckedFilter(admin.SimpleListFilter):
    """By the search rows' own day, so that this says what the pages say."""

    title = _("checked")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("fresh", _t("counts as checked")), ("due", _t("due again")), ("never", _t("never"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.now().date()
        which = {
            "fresh": Q(rows__fresh_until__gte=today),
            "due": Q(rows__fresh_until__lt=today),
            "never": Q(last_verified_on=None),
        }
        return queryset.filter(which[self.value()]).distinct() if self.value() in which else queryset  # type: ignore[index]


class ListingAdmin(ModelAdmin):
    """What listings and guides have in common."""

    action_form = ReasonForm
    formfield_overrides = WEB
    actions = ("hide", "restore")

    @admin.display(description=_("in the directory"))
    def shown(self, listing: Any) -> str:
        if listing.hidden_reason:
            return _t("hidden: %s") % listing.get_hidden_reason_display()
        return str(listing.get_publication_display())

    @admin.action(description=_("Hide, for the reason chosen"))
    def hide(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "")
        if reason not in Listing.HiddenReason.values:
            self.message_user(request, _t("Choose a reason beside the action."), "ERROR")
            return
        self.each(request, queryset, actions.hide_listing, reason=reason)

    @admin.action(description=_("Show again"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, actions.restore_listing)


@admin.register(Service)
class ServiceAdmin(ListingAdmin):
    action_create = staticmethod(actions.create_listing)
    action_change = staticmethod(actions.change_listing)
    list_display = ("name", "organization", "about", "shown", "status", "checked")
    list_filter = ("publication", "status", CheckedFilter, "kind", NeedFilter, "is_confidential")
    list_select_related = ("organization",)
    search_fields = ("name", "organization__name", "phones__number")
    search_help_text = _("The name of the listing or of who runs it, or a phone number.")
    ordering = (F("last_verified_on").asc(nulls_first=True), "name")
    autocomplete_fields = ("organization",)
    filter_horizontal = ("needs", "access", "by_communities", "for_communities")
    inlines = (PlaceInline, ScheduleInline, PhoneInline, LanguageInline)
    actions = ("verify", "hide", "restore")  # type: ignore[assignment]
    readonly_fields = ("shown", "checked", "source")
    fieldsets = (
        (None, {"fields": ("name", "kind", "organization", "description", "needs", "alert")}),
        (_("How it stands"), {"fields": ("shown", "checked", "verify_every_days", "status",
                                         "is_confidential")}),
        (_("Whom it is for"), {"fields": ("eligibility_description", ("minimum_age", "maximum_age"), "access",
                                          "by_communities", "for_communities")}),
        (_("How to get it"), {"fields": ("application_process", "fees_description", "interpretation_services",
                                         "url", "email")}),
        (_("About these words"), {"fields": ("language", "zone", "alternate_name", "source"),
                                  "classes": ("collapse",)}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Service]:
        return super().get_queryset(request).prefetch_related("needs")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"zone": current_network().zone, **super().get_changeform_initial_data(request)}

    def action_inline(self, *, by: Any, subject: Any, formset: Any) -> None:
        actions.change_listing_parts(by=by, subject=subject, parts=formset)

    @admin.display(description=_("needs"))
    def about(self, service: Service) -> str:
        return ", ".join(need.name for need in service.needs.all())

    @admin.display(description=_("checked"), ordering="last_verified_on")
    def checked(self, service: Service) -> str:
        return wording.checked(service.last_verified_on, timezone.now().date(), service.verified_how)

    @admin.action(description=_("Called today: all of it is right"))
    def verify(self, request: HttpRequest, queryset: QuerySet[Service]) -> None:
        self.each(request, queryset, actions.verify_listing)


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


@admin.register(Organization)
class OrganizationAdmin(ModelAdmin):
    action_create = staticmethod(actions.create_organization)
    action_change = staticmethod(actions.change_organization)
    formfield_overrides = WEB
    list_display = ("name", "website", "source", "modified_at")
    search_fields = ("name", "alternate_name")
    ordering = ("name",)
    autocomplete_fields = ("parent_organization",)
    inlines = (PhoneInline,)
    fields = ("name", "alternate_name", "description", "website", "email", "parent_organization",
              "year_incorporated", "legal_status")  # fmt: skip

    def action_inline(self, *, by: Any, subject: Any, formset: Any) -> None:
        actions.change_organization_parts(by=by, subject=subject, parts=formset)


@admin.register(Location)
class LocationAdmin(ModelAdmin):
    action_create = staticmethod(actions.create_location)
    action_change = staticmethod(actions.change_location)
    list_display = ("name", "where", "location_type", "on_map")
    list_filter = ("location_type", ("latitude", admin.EmptyFieldListFilter))
    search_fields = ("name", "addresses__address_1", "addresses__city", "addresses__postal_code")
    ordering = ("name", "pk")
    inlines = (AddressInline, ScheduleInline, PhoneInline, LanguageInline)
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
