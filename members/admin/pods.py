"""Pods in the admin: their names and who is in them. People are put in from the list of persons."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from ..models import Person, Pod
from ..pods import actions as pod_actions


class PodForm(forms.ModelForm):
    """Its name and, once there is somebody, who stays."""

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
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["staying"]
            return
        members = self.instance.members.order_by("name", "pk")
        self.fields["staying"].queryset = members  # type: ignore[attr-defined]
        self.initial["staying"] = list(members)


@admin.register(Pod)
class PodAdmin(ModelAdmin):
    """Made, renamed, and people taken out."""

    form = PodForm
    list_display = ("name", "people", "created_at")
    search_fields = ("name",)
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pod]:
        return super().get_queryset(request).annotate(people=Count("memberships"))

    def get_fields(self, request: HttpRequest, obj: Pod | None = None) -> tuple[str, ...]:
        return ("name", "staying") if obj else ("name",)

    @admin.display(description=_("people"), ordering="people")
    def people(self, pod: Any) -> int:
        return pod.people

    def action_create(self, *, by: Person, name: str) -> Pod:
        return pod_actions.create_pod(by=by, name=name)

    def action_change(self, *, by: Person, subject: Pod, **changes: Any) -> None:
        pod_actions.change_pod(by=by, subject=subject, **changes)


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
