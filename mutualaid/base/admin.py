"""The one base of every page in the admin: nothing is saved there but through an action."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .actions import NotAllowed, NotNow

# What a filter of a list asks of its field; nothing that leads from there to another table.
PLAIN = {"", *(f"__{ends}" for ends in ("exact", "isnull", "isempty", "in", "id__exact", "gte", "lt"))}


class ModelAdmin(admin.ModelAdmin):
    """Forms, list edits, deletes and actions all end in one of the hooks below, which call `actions.py`.

    A subclass that defines `action_create(*, by, **values)` may add, one with `action_change(*, by, subject,
    **changes)` may change, one with `action_delete(*, by, subject)` may delete; with none it is read-only.
    `by` is the organizer's Person; `changes` holds only the form's fields that did change. An action's
    `NotNow` is shown on the form with everything typed kept. Admin actions go through `each(...)`.
    """

    action_create: Callable[..., models.Model] | None = None
    action_change: Callable[..., Any] | None = None
    action_delete: Callable[..., Any] | None = None
    show_full_result_count = False
    list_per_page = 50

    # --- Who may: Django's permission rows are not used, an organizer is an organizer --------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.action_create is not None and self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.action_change is not None and self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.action_delete is not None and self.admin_site.has_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_actions(request)
        if not self.action_delete:
            found.pop("delete_selected", None)
        return found

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what the list's own filters ask: an address could else ask who reported or blocked whom."""
        asked: list[Any] = [
            one[0] if isinstance(one, list | tuple) else one for one in self.get_list_filter(request)
        ]
        names = [one if isinstance(one, str) else one.parameter_name for one in asked]
        return any(lookup.removeprefix(name) in PLAIN for name in names if lookup.startswith(name))

    # --- One door ----------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by = organizer(request)
        if not change:
            assert self.action_create is not None  # has_add_permission was asked
            made = self.action_create(by=by, **form.cleaned_data)
            obj.__dict__.update(made.__dict__)
            return
        assert self.action_change is not None
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}
        if changes:
            self.action_change(by=by, subject=self.model._default_manager.get(pk=obj.pk), **changes)

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Many-to-many values went to the action with the rest; inlines go to `action_inline`."""
        for formset in formsets:
            if formset.has_changed():
                self.action_inline(by=organizer(request), subject=form.instance, formset=formset)

    def action_inline(self, *, by: Any, subject: models.Model, formset: Any) -> None:
        raise NotAllowed

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        if self.action_delete is None:
            raise NotAllowed
        self.action_delete(by=organizer(request), subject=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def each(
        self, request: HttpRequest, queryset: QuerySet[Any], action: Callable[..., Any], **values: Any
    ) -> None:
        """Run `action(by=, subject=, **values)` on each row chosen; say how many, and why some could not."""
        done, may_not = 0, _("You may not do this.")
        for subject in queryset:
            try:
                action(by=organizer(request), subject=subject, **values)
                done += 1
            except NotNow as error:
                messages.warning(request, f"{subject}: {' '.join(error.messages)}")
            except NotAllowed:
                messages.warning(request, f"{subject}: {may_not}")
        if done:
            messages.success(request, ngettext("Done for %d.", "Done for %d.", done) % done)

    # --- What an action refuses is said on the form, with everything typed kept ---------------------

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotNow as error:
            request.not_now = error  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changelist_view(request, *args, **kwargs)
        except NotNow as error:
            messages.error(request, " ".join(error.messages))
            request.method = "GET"
            return super().changelist_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        base = super().get_form(request, obj, change=change, **kwargs)
        refused = getattr(request, "not_now", None)
        return type(base.__name__, (_refusing(refused), base), {}) if refused else base

    # --- The log holds ids, no names: the audit tells the rest --------------------------------------

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        """None: it would be of names, and Django would ask it of inlines that an action saved."""
        return ""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return _log(request, obj, ADDITION)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return _log(request, obj, CHANGE)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> Any:
        return [_log(request, obj, DELETION) for obj in queryset]


def organizer(request: HttpRequest) -> Any:
    """The Person who acts, never an account alone."""
    person = request.viewer.person  # type: ignore[attr-defined]
    if person is None:
        raise NotAllowed
    return person


def _refusing(error: NotNow) -> type:
    class Refusing(forms.BaseForm):
        def clean(self) -> Any:
            super().clean()
            raise error

    return Refusing


def _log(request: HttpRequest, obj: models.Model, flag: int) -> LogEntry:
    return LogEntry.objects.create(
        user_id=request.session["_auth_user_id"],
        content_type=ContentType.objects.get_for_model(obj, for_concrete_model=False),
        object_id=str(obj.pk),
        object_repr=f"{obj._meta.model_name} {obj.pk}",
        action_flag=flag,
        change_message="",
    )
