"""What organizers see of persons, reports, the network and the audit."""

from datetime import date
from operator import itemgetter
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin, organizer
from mutualaid.base.models import AuditEntry, Network

from . import actions, languages, moderation, squares
from .admin_pods import PodActions, PodField
from .admin_site import waits
from .models import Person, Report, ReportPicture


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
        return [("member", _t("members")), ("organizer", _t("organizers")), ("phone", _t("by phone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.HOW[self.value()]) if self.value() in self.HOW else queryset  # type: ignore[index]


@admin.register(Person)
class PersonAdmin(PodActions, ModelAdmin):
    """Names, not addresses: no email is shown, and a phone number only on asking, which is remembered."""

    list_display = ("name", "how", "status", "spoken", "since", "last_seen_on")
    list_filter = ("status", HowFilter)
    list_select_related = ("user",)
    search_fields = ("name", "=public_id")
    search_help_text = _("What they are called, or the end of their page's address.")
    date_hierarchy = None
    ordering = ("-created_at",)
    action_form = ReasonForm
    actions = ("suspend", "restore", "promote", "demote", "put_in_pod", "take_out_of_pod")
    fields = (
        "name",
        "how",
        "status",
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

    @admin.display(description=_("since"), ordering="created_at")
    def since(self, person: Person) -> date:
        return timezone.localdate(person.created_at)

    @admin.display(description=_("here as"))
    def how(self, person: Person) -> str:
        if person.user is None:
            return _t("neighbour by phone")
        return _t("organizer") if person.user.is_staff else _t("member")

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


class DecisionForm(forms.ModelForm):
    """Hide it or leave it, and why."""

    class Meta:
        model = Report
        fields = ("decision", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) & {"decision", "reason"}:
            self.fields[name].required = True
        if "decision" in self.fields and not moderation.can_hide(self.instance):
            self.fields["decision"].choices = [(Report.Decision.KEPT, Report.Decision.KEPT.label)]  # type: ignore[attr-defined]


class StateFilter(admin.SimpleListFilter):
    """What waits, unless one asks for the rest."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("done", _t("decided")), ("all", _t("all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"all": Q(), "done": Q(status=Report.Status.DONE)}
        return queryset.filter(wanted.get(self.value() or "", Q(status=Report.Status.OPEN)))

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": _t("waits")}
        yield from others


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    """What waits for a decision. Who reported stands nowhere; one's own case is not shown."""

    form = DecisionForm
    list_display = ("category", "what", "person", "status", "created_at", "decided_by")
    list_filter = (StateFilter, "category")
    list_select_related = ("person", "decided_by")
    readonly_fields = ("category", "what", "person", "words", "excerpt", "handed_over", "created_at")
    fields = (*readonly_fields, "decision", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        me = request.viewer.person  # type: ignore[attr-defined]
        return super().get_queryset(request).exclude(person=me)

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        is_open = obj is None or obj.status == Report.Status.OPEN
        return is_open and super().has_change_permission(request, obj)

    @admin.display(description=_("what"))
    def what(self, report: Report) -> str:
        kind, subject = moderation.get(report.kind), moderation.subject_of(report)
        if kind is None or subject is None:
            return _t("It is gone.")
        return format_html('<a href="{}">{}</a>', kind.url(subject), kind.model._meta.verbose_name)

    @admin.display(description=_("pictures in it"))
    def handed_over(self, report: Report) -> str:
        image = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
        found = report.pictures.defer("content").order_by("pk")
        told = [(_picture_url(report, one), one.alt, one.width, one.height) for one in found]
        return format_html_join(" ", image, told) or "—"

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/pictures/<str:public_id>/",
            self.admin_site.admin_view(self.picture_view),
            name="members_report_picture",
        )
        return [own, *super().get_urls()]

    def picture_view(self, request: HttpRequest, pk: int, public_id: str) -> HttpResponse:
        """A picture that was handed over, for those who see its case. No cache keeps it."""
        report = get_object_or_404(self.get_queryset(request), pk=pk)
        picture = get_object_or_404(report.pictures, public_id=public_id)
        return HttpResponse(picture.content, content_type="image/webp", headers={"Cache-Control": "no-store"})

    def action_change(self, *, by: Person, subject: Report, decision: str = "", reason: str = "") -> None:
        actions.resolve_report(by=by, subject=subject, decision=decision, reason=reason)


def _picture_url(report: Report, picture: ReportPicture) -> str:
    return reverse("admin:members_report_picture", args=[report.pk, picture.public_id])


class NetworkForm(forms.ModelForm):
    """The network's row, with its lists as lines of text."""

    danger_numbers = forms.CharField(
        label=_("Numbers for someone in danger"),
        help_text=_("One a line, as name: number. For example: Emergency: 112"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(name, name) for name in sorted(available_timezones())]
    )
    finest_cell_m = forms.TypedChoiceField(
        label=_("The finest square that members may choose"), choices=squares.choices, coerce=int
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken around here"), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Network
        fields = (
            *("name", "area_name", "phone", "phone_hours", "zone", "units", "clock", "finest_cell_m"),
            "board_is_public",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, languages.translated(code)) for code, _name in languages.choices()]
        self.fields["languages"].choices = sorted(named, key=itemgetter(1))  # type: ignore[attr-defined]
        self.initial["languages"] = self.instance.languages
        self.initial["danger_numbers"] = "\n".join(f"{a}: {b}" for a, b in self.instance.danger_numbers)

    def clean_danger_numbers(self) -> list[list[str]]:
        lines = [line for line in self.cleaned_data["danger_numbers"].splitlines() if line.strip()]
        pairs = [[part.strip() for part in line.rsplit(":", 1)] for line in lines]
        if any(len(pair) != 2 or not all(pair) for pair in pairs):
            raise forms.ValidationError(_("Write each line as name: number."))
        return pairs


@admin.register(Network)
class NetworkAdmin(ModelAdmin):
    """The one row. Its grid was fixed at set-up and is not shown."""

    form = NetworkForm
    fields = (
        *("name", "area_name", "phone", "phone_hours", "danger_numbers"),
        *("languages", "zone", "units", "clock", "finest_cell_m", "board_is_public"),
    )

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().changelist_view(request, *args, **kwargs)
        return redirect("admin:base_network_change", 1)

    def action_change(self, *, by: Person, subject: Network, **changes: Any) -> None:
        actions.change_network(by=by, subject=subject, **changes)


@admin.register(AuditEntry)
class AuditAdmin(ModelAdmin):
    """Who did what, to read only."""

    list_display = ("at", "who", "did", "what", "subject_id", "reason")
    list_display_links = None
    list_filter = ("action",)
    search_fields = ("=subject_id",)
    search_help_text = _("The end of a page's address.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        name = Person.objects.filter(pk=OuterRef("actor_id")).values("name")
        return super().get_queryset(request).annotate(name=Subquery(name))

    @admin.display(description=_("did"), ordering="action")
    def did(self, entry: AuditEntry) -> str:
        return entry.action.split(".")[-1].replace("_", " ")

    @admin.display(description=_("what"), ordering="subject_type")
    def what(self, entry: AuditEntry) -> str:
        try:
            return str(apps.get_model(entry.subject_type)._meta.verbose_name)
        except LookupError:
            return entry.subject_type

    @admin.display(description=_("who"))
    def who(self, entry: Any) -> str:
        return entry.name or (_t("former member") if entry.actor_id else _t("the system"))


waits(
    _("Reports to decide"),
    lambda viewer: Report.objects.filter(status=Report.Status.OPEN).exclude(person=viewer.person).count(),
    "admin:members_report_changelist",
)
waits(
    _("People to let in"),
    lambda viewer: Person.objects.filter(status=Person.Status.PENDING).count(),
    "admin:members_person_changelist",
    "status__exact=pending",
)
