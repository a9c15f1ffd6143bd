"""Listings: what the directory shows at places."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.network import current_network

from .. import actions, needs, wording
from ..models import Service
from .shared import (
    AreaInline,
    ContactInline,
    CostInline,
    DocumentInline,
    LanguageInline,
    ListingAdmin,
    PhoneInline,
    PlaceInline,
    ScheduleInline,
)


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
    autocomplete_fields = ("organization", "program")
    filter_horizontal = ("needs", "access", "by_communities", "for_communities")
    inlines = (
        *(PlaceInline, ScheduleInline, PhoneInline, LanguageInline),
        *(DocumentInline, CostInline, AreaInline, ContactInline),
    )
    actions = ("verify", "hide", "restore")  # type: ignore[assignment]
    readonly_fields = ("shown", "checked", "source")
    fieldsets = (
        (None, {"fields": ("name", "kind", "organization", "program", "description", "needs", "alert")}),
        (_("How it stands"), {"fields": ("shown", "checked", "verify_every_days", "status",
                                         "is_confidential")}),
        (_("Whom it is for"), {"fields": ("eligibility_description", ("minimum_age", "maximum_age"), "access",
                                          "by_communities", "for_communities", "only_for")}),
        (_("How to get it"), {"fields": ("application_process", "fees_description", "wait_time",
                                         "interpretation_services", "url", "email")}),
        (_("About these words"), {"fields": ("language", "zone", "alternate_name", "accreditations",
                                         "licenses", "source"),
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
