"""Reports in the admin: what waits for a decision."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from .. import actions, moderation
from ..admin_site import waits
from ..models import Person, Report, ReportPicture


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
    list_display = ("category", "thing", "person", "status", "created_at", "decided_by")
    list_filter = (StateFilter, "category")
    list_select_related = ("person", "decided_by")
    readonly_fields = (
        *(
            "category",
            "what",
            "person",
            "steps",
            "in_sight",
            "words",
            "others",
            "excerpt",
            "handed_over",
            "created_at",
        ),
    )
    fields = (*readonly_fields, "decision", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        shown = Report.objects.shown_to(request.viewer.person)  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(pk__in=shown.values("pk"))

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        is_open = obj is None or obj.status == Report.Status.OPEN
        return is_open and super().has_change_permission(request, obj)

    @admin.display(description=_("what"))
    def what(self, report: Report) -> str:
        kind, subject = moderation.get(report.kind), moderation.subject_of(report)
        if kind is None or subject is None:
            return _t("It is gone.")
        return format_html('<a href="{}">{}</a>', kind.url(subject), kind.model._meta.verbose_name)

    @admin.display(description=_("what"))
    def thing(self, report: Report) -> str:
        """In the list: of what kind, without a question for each row."""
        kind = moderation.get(report.kind)
        return str(kind.model._meta.verbose_name) if kind else report.kind

    @admin.display(description=_("more you can do"))
    def steps(self, report: Report) -> str:
        """The person is not the thing: what can be offered to them, and decided about them."""
        if report.person is None:
            return "—"
        asked = {"person": report.person.pk, "report": report.pk}
        offer = reverse("admin:members_mediation_add", query={"person": report.person.pk})
        decide = reverse("admin:members_decision_add", query=asked)
        links = [(offer, _t("Offer to talk it over")), (decide, _t("Decide about the person"))]
        return format_html_join("", '<a href="{}">{}</a><br>', links)

    @admin.display(description=_("in sight"))
    def in_sight(self, report: Report) -> str:
        if Report.objects.about_the_same(report).open().filter(hid_at__isnull=False).exists():
            return _t("no: hidden until somebody decides")
        return _t("as it was")

    @admin.display(description=_("others say of it"))
    def others(self, report: Report) -> str:
        """What others wrote who reported the same thing: one decision is for all of them."""
        same = Report.objects.about_the_same(report).open().exclude(pk=report.pk).order_by("?")
        said = [(one.get_category_display(), one.words) for one in same]
        return format_html_join("", "<p>{}<br>{}</p>", said) or "—"

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


waits(
    _("Reports to decide"),
    lambda viewer: Report.objects.open().shown_to(viewer.person).count(),
    "admin:members_report_changelist",
)
