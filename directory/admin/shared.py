"""What the directory's admin pages share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from .. import actions
from ..models import (
    Accessibility,
    Address,
    Contact,
    CostOption,
    Funding,
    Language,
    Listing,
    OrganizationIdentifier,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
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
    formfield_overrides = WEB

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
    fields = ("byday", "opens_at", "closes_at", "freq", "valid_from", "valid_to", "is_exception", "notes")


class LanguageInline(Inline):
    model = Language
    fields = ("code", "note")


class AddressInline(Inline):
    model = Address
    fields = ("address_1", "address_2", "city", "state_province", "postal_code", "country", "address_type")


class ContactInline(Inline):
    model = Contact
    fields = ("title", "department", "email", "name")


class DocumentInline(Inline):
    model = RequiredDocument
    fields = ("document", "uri")


class CostInline(Inline):
    model = CostOption
    fields = ("option", "amount", "currency", "amount_description", "valid_from", "valid_to")


class AreaInline(Inline):
    model = ServiceArea
    fields = ("name", "description")


class AccessibilityInline(Inline):
    model = Accessibility
    fields = ("description", "details", "url")


class IdentifierInline(Inline):
    model = OrganizationIdentifier
    fields = ("identifier_scheme", "identifier_type", "identifier")


class FundingInline(Inline):
    model = Funding
    fields = ("source",)


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
