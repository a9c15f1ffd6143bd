"""Persons in the admin: names, not addresses."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.actions import NotNow
from mutualaid.base.admin import ModelAdmin, organizer

from .. import actions, languages, speaking, squares, unused
from ..admin_site import waits
from ..decisions.rules import was_removed
from ..models import Person, Report
from ..views.leaving import zip_file
from .pods import PodActions, PodField


class ReasonForm(ActionForm):
    """The bar over a list, with the reason that an action asks for."""

    reason = forms.ChoiceField(
        label=_("Reason:"), choices=[("", "—"), *Report.Reason.choices], required=False
    )
    pod = PodField()


class HowFilter(admin.SimpleListFilter):
    title = _("how they are here")
    parameter_name = "how"
    HOW = {
        "member": Q(user__isnull=False, user__is_staff=False),
        "organizer": Q(user__is_staff=True),
        "phone": Q(user=None),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("member", _t("members")),
            ("organizer", _t("organizers")),
            ("phone", _t("by phone")),
            ("uncalled", _t("by phone, called by nobody")),
            ("unheard", _t("by phone, not heard of for 11 months")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "uncalled":
            return queryset.filter(pk__in=speaking.uncalled())
        if self.value() == "unheard":
            return queryset.filter(pk__in=unused.to_call().values("pk"))
        return queryset.filter(self.HOW[self.value()]) if self.value() in self.HOW else queryset  # type: ignore[index]


@admin.register(Person)
class PersonAdmin(PodActions, ModelAdmin):
    """Names, not addresses: no email is shown, and a phone number only on asking, which is remembered."""

    list_display = ("called", "how", "status", "spoken", "since", "last_seen_on")
    list_filter = ("status", HowFilter)
    list_select_related = ("user",)
    search_fields = ("name", "=public_id")
    search_help_text = _("What they are called, or the end of their page's address.")
    date_hierarchy = None
    ordering = ("-created_at",)
    action_form = ReasonForm
    actions = (
        *("suspend", "restore", "promote", "demote", "put_in_pod", "take_out_of_pod"),
        *("take_over", "hear_of", "let_go", "bring_back", "take_along"),
    )
    fields = (
        "name",
        "how",
        "status",
        "before",
        "about",
        "spoken",
        "area",
        "phone_number",
        "created_at",
        "last_seen_on",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).defer("phone")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A neighbour who phones is entered on a page of ours, with the squares and the slip."""
        return redirect("members:enter")

    @admin.display(description=_("name to be called by"), ordering="name")
    def called(self, person: Person) -> str:
        return person.called

    @admin.display(description=_("since"), ordering="created_at")
    def since(self, person: Person) -> date:
        return timezone.localdate(person.created_at)

    @admin.display(description=_("here as"))
    def how(self, person: Person) -> str:
        if person.user is None:
            return _t("neighbour by phone")
        return _t("organizer") if person.user.is_staff else _t("member")

    @admin.display(description=_("before"))
    def before(self, person: Person) -> str:
        """What organizers should know before they let somebody in."""
        is_known = person.user is not None and was_removed(person.user.email)
        return _t("This address was removed within the last year.") if is_known else "—"

    @admin.display(description=_("speaks"))
    def spoken(self, person: Person) -> str:
        return ", ".join(languages.name_of(code) for code in person.languages) or "—"

    @admin.display(description=_("where"))
    def area(self, person: Person) -> str:
        return squares.describe(person.cell, None) or "—"

    @admin.display(description=_("phone number"))
    def phone_number(self, person: Person) -> str:
        if person.user is not None:
            return "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:members_person_phone", args=[person.pk]), _t("Show it")
        )

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/phone/", self.admin_site.admin_view(self.phone_view), name="members_person_phone"
        )
        return [own, *super().get_urls()]

    def phone_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks first: looking is an action and leaves its trace."""
        person = get_object_or_404(Person.objects.filter(user=None), pk=pk)
        context = {**self.admin_site.each_context(request), "title": person.name, "person": person}
        if request.method == "POST":
            context["phone"] = actions.reveal_phone(by=organizer(request), subject=person)
        return TemplateResponse(request, "admin/members/person/phone.html", context)

    @admin.action(description=_("Pause them, for the reason chosen"))
    def suspend(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        reason = request.POST.get("reason", "")
        if reason not in Report.Reason.values:
            self.message_user(request, _t("Choose a reason beside the action."), "ERROR")
            return
        self.each(request, queryset, actions.suspend_person, reason=reason)

    @admin.action(description=_("Let them in, or back"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, actions.restore_person)

    @admin.action(description=_("Make them an organizer"))
    def promote(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, actions.make_organizer)

    @admin.action(description=_("Organizer no more"))
    def demote(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, actions.remove_organizer)

    @admin.action(description=_("By phone: from now on I call them"))
    def take_over(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, actions.take_over)

    @admin.action(description=_("By phone: I spoke with them, they want to stay"))
    def hear_of(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset, actions.hear_of)

    @admin.action(description=_("By phone: they asked to leave (7 days to come back)"))
    def let_go(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset.filter(user=None), actions.leave)

    @admin.action(description=_("By phone: they asked to come back"))
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self.each(request, queryset.filter(user=None), actions.come_back)

    @admin.action(description=_("By phone: all that is kept of them, as a file (one person)"))
    def take_along(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponseBase | None:
        person = queryset.filter(user=None).first()
        if person is None or queryset.count() > 1:
            self.message_user(request, _t("Choose one neighbour by phone."), "ERROR")
            return None
        try:
            return zip_file(
                actions.take_along(by=organizer(request), subject=person, language=get_language() or "en")
            )
        except NotNow as error:
            self.message_user(request, " ".join(error.messages), "ERROR")
            return None


waits(
    _("Neighbours by phone to ask whether they want to stay"),
    lambda viewer: unused.to_call().count(),
    "admin:members_person_changelist",
    "how=unheard",
)
waits(
    _("Neighbours by phone whom nobody calls"),
    lambda viewer: speaking.uncalled().count(),
    "admin:members_person_changelist",
    "how=uncalled",
)
