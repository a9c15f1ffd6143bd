"""Corrections and suggestions: the difference part by part, taken or left."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from .. import actions, correcting
from ..differences import differences
from ..models import ChangeRequest, RequestedChange
from .shared import Inline


class StatusFilter(admin.SimpleListFilter):
    """What waits, unless somebody asks for the rest."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", _t("all")), ("done", _t("decided"))]

    def choices(self, changelist: Any) -> Any:
        found = list(super().choices(changelist))
        found[0]["display"] = _t("waits")
        return found

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(status=self.value() or ChangeRequest.Status.OPEN)


class ChangeForm(forms.ModelForm):
    decision = forms.ChoiceField(
        label=_("decision"), choices=RequestedChange.Decision, required=False, widget=forms.RadioSelect
    )

    class Meta:
        model = RequestedChange
        fields = ("decision",)


class ChangeInline(Inline):
    model = RequestedChange
    form = ChangeForm
    fields = ("about", "difference", "now", "decision")
    readonly_fields = ("about", "difference", "now")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A suggestion is taken as a whole, or left."""
        return ("about", "difference") if obj is not None and obj.service_id is None else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        is_open = obj is None or obj.status == ChangeRequest.Status.OPEN
        return self.readonly_fields if is_open else (*self.readonly_fields, "decision")

    @admin.display(description=_("what"))
    def about(self, change: RequestedChange) -> str:
        known = {"group": _t("A group to join"), "need": _t("What it helps with"), "city": _t("Town")}
        return known.get(change.part) or correcting.label(change.part)

    @admin.display(description=_("difference"))
    def difference(self, change: RequestedChange) -> SafeString:
        return difference(change.before, change.after)

    @admin.display(description=_("says now"))
    def now(self, change: RequestedChange) -> str:
        """Only where it is no longer what the request was about."""
        service = change.request.service
        if service is None or change.decision or correcting.is_up_to_date(change, service):
            return ""
        return correcting.BY_NAME[change.part].read(service)


_SHAPES = {"same": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}


def difference(before: str, after: str) -> SafeString:
    """Two texts as one: what goes struck out, what comes underlined."""
    lines = (
        format_html_join("", "{}", ((format_html(_SHAPES[kind], piece),) for kind, piece in line))
        for line in differences(before, after)
    )
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


@admin.register(ChangeRequest)
class ChangeRequestAdmin(ModelAdmin):
    action_change = staticmethod(actions.decide_request)
    list_display = ("__str__", "what", "created_at", "status")
    list_filter = (StatusFilter,)
    list_select_related = ("service",)
    ordering = ("created_at",)
    inlines = (ChangeInline,)
    fields = ("listing", "note", "answer", "created_at", "status")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeRequest]:
        return super().get_queryset(request).prefetch_related("changes")

    @admin.display(description=_("what"))
    def what(self, asked: ChangeRequest) -> str:
        if asked.service_id is None:
            name = next((one.after for one in asked.changes.all() if one.part == "name"), "")
            return _t("New: %s") % name
        return ", ".join(correcting.label(one.part) for one in asked.changes.all()) or _t("a note")

    @admin.display(description=_("listing"))
    def listing(self, asked: ChangeRequest) -> Any:
        if asked.service is None:
            return _t("A new one")
        there = reverse("admin:directory_service_change", args=[asked.service.pk])
        return format_html('<a href="{}">{}</a>', there, asked.service)

    @admin.display(description=_("wants to hear back"), boolean=True)
    def answer(self, asked: ChangeRequest) -> bool:
        return bool(asked.email)

    def action_inline(self, *, by: Any, subject: Any, formset: Any) -> None:
        """What was decided now; the rest waits, unless the button says that this is all."""
        decisions = {
            form.instance.pk: form.cleaned_data["decision"] for form in formset if form.has_changed()
        }
        actions.decide_request(by=by, subject=subject, decisions=decisions, is_finished=False)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """After the decisions are written: finish, or make a listing of a suggestion."""
        by = request.viewer.person  # type: ignore[attr-defined]
        asked = ChangeRequest.objects.get(pk=obj.pk)
        if "_new_listing" in request.POST:
            made = actions.accept_suggestion(by=by, subject=asked)
            self.message_user(request, _t("Here is the listing, still hidden: complete it, then show it."))
            return HttpResponseRedirect(reverse("admin:directory_service_change", args=[made.pk]))
        if "_finish" in request.POST:
            actions.decide_request(by=by, subject=asked, decisions={})
        return super().response_change(request, obj)
