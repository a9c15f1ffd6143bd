"""Decisions in the admin: made, confirmed by a second, taken back, appeals answered; mediation first."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin

from .. import actions
from ..admin_site import waits
from ..decisions import rules, texts
from ..models import Decision, Mediation, Person, Report, StandardText

TO_CONFIRM = Q(is_proposed=True, lifted_at=None)
TO_ANSWER = Q(appealed_at__isnull=False, answered_at=None)


class DecisionForm(forms.ModelForm):
    """What, why, and for how long; what ships is said besides."""

    days = forms.IntegerField(
        label=_("For how many days"),
        help_text=_(
            "Empty: 90 for a warning, 14 for the rest. A pause lasts 30 at most. A removal has no end."
        ),
        min_value=1,
        max_value=365,
        required=False,
    )

    class Meta:
        model = Decision
        fields = ("person", "report", "kind", "reason", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].widget = forms.HiddenInput()
        kinds = [choice for choice in Decision.Kind.choices if choice[0] != Decision.Kind.HIDDEN]
        self.fields["kind"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]
        said = [(label, texts.standard_text(kind)) for kind, label in kinds]
        self.fields["kind"].help_text = format_html_join("", "<b>{}</b>: {}<br>", said)
        self.fields["words"].help_text = _t("They read this after the standard words.")


class AppealForm(forms.ModelForm):
    """It stays or is taken back, and why."""

    class Meta:
        model = Decision
        fields = ("outcome", "answer")


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("confirm", _t("to confirm")), ("appeal", _t("to answer")), ("standing", _t("in force"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "standing":
            return queryset.filter(pk__in=Decision.objects.standing().values("pk"))
        return queryset.filter({"confirm": TO_CONFIRM, "appeal": TO_ANSWER}.get(self.value() or "", Q()))


@admin.register(Decision)
class DecisionAdmin(ModelAdmin):
    """All but the ones about oneself."""

    list_display = ("person", "kind", "reason", "state", "decided_at", "until", "decided_by")
    list_filter = (StateFilter, "kind")
    list_select_related = ("person", "decided_by")
    actions = ("confirm", "take_back")
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return super().get_queryset(request).shown_to(request.viewer.person)  # type: ignore[attr-defined]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Neither oneself nor a case of one's own."""
        me = request.viewer.person  # type: ignore[attr-defined]
        if db_field.name == "person":
            kwargs["queryset"] = Person.objects.exclude(pk=me.pk)
        if db_field.name == "report":
            kwargs["queryset"] = Report.objects.shown_to(me)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nobody is entered beside a decision about them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"person", "report"} and field is not None:
            field.widget.can_add_related = field.widget.can_view_related = False
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """One to decide, another to answer an appeal. Never kept here: two requests share this page."""
        kwargs["form"] = AppealForm if obj else DecisionForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Decision | None = None) -> Any:
        if obj is None:
            return ("person", "kind", "reason", "days", "words", "report")
        told = ("person", "kind", "reason", "words", "state", "decided_by", "decided_at", "until")
        return (*told, "appeal", "outcome", "answer") if obj.appealed_at else told

    def get_readonly_fields(self, request: HttpRequest, obj: Decision | None = None) -> Any:
        if obj is None:
            return ()
        fields = self.get_fields(request, obj)
        return fields if obj.answered_at else [name for name in fields if name not in {"outcome", "answer"}]

    def has_change_permission(self, request: HttpRequest, obj: Decision | None = None) -> bool:
        waits_for = obj is None or (obj.appealed_at is not None and obj.answered_at is None)
        return waits_for and super().has_change_permission(request, obj)

    @admin.display(description=_("state"))
    def state(self, decision: Decision) -> str:
        if decision.lifted_at:
            return _t("taken back")
        if decision.is_proposed:
            return _t("waits for a second organizer")
        if decision.appealed_at and not decision.answered_at:
            return _t("an appeal waits")
        return _t("in force") if decision.is_standing(timezone.now()) else _t("over")

    @admin.action(description=_("Confirm the removal, as a second organizer"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[Decision]) -> None:
        self.each(request, queryset, actions.confirm_removal)

    @admin.action(description=_("Take it back"))
    def take_back(self, request: HttpRequest, queryset: QuerySet[Decision]) -> None:
        self.each(request, queryset, actions.lift)

    def action_create(self, *, by: Person, person: Person, report: Report | None, **values: Any) -> Decision:
        return actions.decide(by=by, subject=person, report=report, **values)

    def action_change(self, *, by: Person, subject: Decision, outcome: str = "", answer: str = "") -> None:
        actions.answer_appeal(by=by, subject=subject, outcome=outcome, answer=answer)


@admin.register(Mediation)
class MediationAdmin(ModelAdmin):
    """Offered before somebody is removed, and what came of it."""

    list_display = ("person", "mediator", "offered_at", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("person",)
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mediation]:
        return super().get_queryset(request).exclude(person=request.viewer.person)  # type: ignore[attr-defined]

    def get_fields(self, request: HttpRequest, obj: Mediation | None = None) -> Any:
        return (
            ("person", "mediator", "outcome")
            if obj is None
            else ("person", "mediator", "offered_at", "outcome")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Mediation | None = None) -> Any:
        return () if obj is None else ("person", "mediator", "offered_at")

    def has_change_permission(self, request: HttpRequest, obj: Mediation | None = None) -> bool:
        return (obj is None or obj.closed_at is None) and super().has_change_permission(request, obj)

    def action_create(self, *, by: Person, person: Person, **values: Any) -> Mediation:
        return actions.offer_mediation(by=by, subject=person, **values)

    def action_change(self, *, by: Person, subject: Mediation, outcome: str = "") -> None:
        actions.close_mediation(by=by, subject=subject, outcome=outcome)


@admin.register(StandardText)
class StandardTextAdmin(ModelAdmin):
    """The network's own words, for each decision and language."""

    list_display = ("kind", "language", "text")
    list_filter = ("kind", "language")

    def action_create(self, *, by: Person, **values: Any) -> StandardText:
        return actions.write_text(by=by, **values)

    def action_change(self, *, by: Person, subject: StandardText, **changes: Any) -> None:
        actions.change_text(by=by, subject=subject, **changes)

    def action_delete(self, *, by: Person, subject: StandardText) -> None:
        actions.drop_text(by=by, subject=subject)


def _appeals(viewer: Any) -> int:
    """Those that this organizer may answer."""
    waiting = Decision.objects.shown_to(viewer.person).filter(TO_ANSWER)
    return sum(rules.can_answer(viewer.person, one) for one in waiting)


waits(
    _("Removals to confirm"),
    lambda viewer: (
        Decision.objects.shown_to(viewer.person).filter(TO_CONFIRM).exclude(decided_by=viewer.person).count()
    ),
    "admin:members_decision_changelist",
    "state=confirm",
)
waits(_("Appeals to answer"), _appeals, "admin:members_decision_changelist", "state=appeal")
