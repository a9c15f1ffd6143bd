"""Pods in the admin: what they are like, who looks after them, who is in them. What a pod agreed on, says and
can do is its own. People are put in from the list of persons."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from .. import languages
from ..models import Person, Pod, PodMembership, Report
from ..pods import actions as pod_actions

OWN = ("name", "area", "languages", "openness")


class PodForm(forms.ModelForm):
    """Its own columns and, once there is somebody, who looks after it and who stays."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), widget=forms.CheckboxSelectMultiple, required=False
    )
    point = forms.ModelChoiceField(
        label=_("Point person"), queryset=Person.objects.none(), required=False, empty_label="—"
    )
    backup = forms.ModelChoiceField(
        label=_("Backup"), queryset=Person.objects.none(), required=False, empty_label="—"
    )
    staying = forms.ModelMultipleChoiceField(
        label=_("Who is in it"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Untick whom you take out. To put somebody in, tick them in the list of persons and choose "
            "“Put them into the pod”."
        ),
    )

    class Meta:
        model = Pod
        fields = (*OWN, "rotates_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = languages.choices(list(dict.fromkeys([*languages.near(), *self.instance.languages])))
        self.fields["languages"].choices = known  # type: ignore[attr-defined]
        if self.instance.pk is None:
            for name in ("point", "backup", "staying"):
                del self.fields[name]
            return
        members = self.instance.members.order_by("name", "pk")
        self.fields["staying"].queryset = members  # type: ignore[attr-defined]
        self.initial["staying"] = list(members)
        roles = dict(self.instance.memberships.values_list("role", "person"))
        for role in (PodMembership.Role.POINT, PodMembership.Role.BACKUP):
            self.fields[role].queryset = members.exclude(user=None)  # type: ignore[attr-defined]
            self.initial[role] = roles.get(role)


class ReasonForm(ActionForm):
    """The bar over the list, with the reason for hiding."""

    reason = forms.ChoiceField(
        label=_("Reason:"), choices=[("", "—"), *Report.Reason.choices], required=False
    )


@admin.register(Pod)
class PodAdmin(ModelAdmin):
    """Made, changed, hidden, and people taken out."""

    form = PodForm
    list_display = ("name", "people", "openness", "is_hidden", "created_at")
    list_filter = ("is_hidden",)
    search_fields = ("name",)
    ordering = ("name",)
    action_form = ReasonForm
    actions = ("hide", "restore")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pod]:
        return super().get_queryset(request).defer("agreed").annotate(people=Count("memberships"))

    def get_fields(self, request: HttpRequest, obj: Pod | None = None) -> tuple[str, ...]:
        return (*OWN, "rotates_on", "point", "backup", "staying") if obj else OWN

    @admin.display(description=_("people"), ordering="people")
    def people(self, pod: Any) -> int:
        return pod.people

    def action_create(self, *, by: Person, **values: Any) -> Pod:
        return pod_actions.create_pod(by=by, **values)

    def action_change(self, *, by: Person, subject: Pod, **changes: Any) -> None:
        roles = {role: changes.pop(role) for role in ("point", "backup") if role in changes}
        pod_actions.change_pod(by=by, subject=subject, **changes)
        pod_actions.appoint(by=by, pod=subject, **roles)

    @admin.action(description=_("Hide them, for the reason chosen"))
    def hide(self, request: HttpRequest, queryset: QuerySet[Pod]) -> None:
        reason = request.POST.get("reason", "")
        if reason not in Report.Reason.values:
            self.message_user(request, _t("Choose a reason beside the action."), "ERROR")
            return
        self.each(request, queryset, pod_actions.hide_pod, reason=reason)

    @admin.action(description=_("Show them again"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Pod]) -> None:
        self.each(request, queryset, pod_actions.restore_pod)


class PodField(forms.ModelChoiceField):
    """Which pod, in the bar over the list of persons."""

    def __init__(self) -> None:
        super().__init__(Pod.objects.all(), label=_("Pod:"), required=False)


class PodActions:
    """For the admin of persons: in and out of the pod that is chosen beside the action."""

    @admin.action(description=_("Put them into the pod"))
    def put_in_pod(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self._with_pod(request, queryset, pod_actions.put_in_pod)

    @admin.action(description=_("Take them out of the pod"))
    def take_out_of_pod(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self._with_pod(request, queryset, pod_actions.take_out_of_pod)

    def _with_pod(self: Any, request: HttpRequest, queryset: QuerySet[Person], action: Any) -> None:
        chosen = request.POST.get("pod")
        if not chosen:
            self.message_user(request, _t("Choose a pod beside the action."), "ERROR")
            return
        self.each(request, queryset, action, pod=Pod.objects.get(pk=chosen))
