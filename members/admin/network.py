"""The network's own row in the admin, and the audit."""

from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base import watch
from mutualaid.base.admin import ModelAdmin
from mutualaid.base.models import AuditEntry, Network
from mutualaid.base.network import current_network

from .. import actions, languages, squares
from ..admin_site import tells
from ..models import Decision, Mediation, Person, Report
from ..worry import words

MOST_QUESTIONS = 5

# Limits are lifted for so long at most; then somebody has to want it again.
CRISIS = timedelta(days=14)


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
    questions = forms.CharField(
        label=_("What you ask whoever wants to join"),
        help_text=_(
            "One question a line, five at most, where organizers let people in. No legal names, no papers."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken around here"), widget=forms.CheckboxSelectMultiple, required=False
    )

    worry_words = forms.CharField(
        label=_("Words to think twice about"),
        help_text=_(
            "One a line; plurals and accents are found by themselves. Whoever writes one is told why, and can"
            " send it all the same. Empty it to have back what ships."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    hold_words = forms.CharField(
        label=_("Words that wait for an organizer"),
        help_text=_("One a line. A post with one of them is not shown until an organizer has looked at it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Network
        fields = (
            *("name", "area_name", "phone", "phone_hours", "zone", "units", "clock", "finest_cell_m"),
            *("board_is_public", "limits_lifted_until", "joining"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, languages.translated(code)) for code, _name in languages.choices()]
        self.fields["languages"].choices = sorted(named, key=itemgetter(1))  # type: ignore[attr-defined]
        self.initial["languages"] = self.instance.languages
        self.initial["questions"] = "\n".join(self.instance.questions)
        own = self.instance.worry_words
        self.initial["worry_words"] = "\n".join(words.shipped() if own is None else own)
        self.initial["hold_words"] = "\n".join(self.instance.hold_words)
        self.initial["danger_numbers"] = "\n".join(f"{a}: {b}" for a, b in self.instance.danger_numbers)

    def clean_questions(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["questions"].splitlines()]
        asked = list(dict.fromkeys(filter(None, lines)))
        if len(asked) > MOST_QUESTIONS or any(len(line) > 200 for line in asked):
            raise forms.ValidationError(_("Five questions at most, each of 200 letters at most."))
        return asked

    def clean_worry_words(self) -> list[str] | None:
        """None for what ships: the network then follows the list as it grows."""
        lines = _lines(self.cleaned_data["worry_words"])
        return None if not lines or lines == words.shipped() else lines

    def clean_hold_words(self) -> list[str]:
        return _lines(self.cleaned_data["hold_words"])

    def clean_limits_lifted_until(self) -> datetime | None:
        until = self.cleaned_data["limits_lifted_until"]
        if until and until > timezone.now() + CRISIS:
            raise forms.ValidationError(_("Two weeks at most. You can set it again."))
        return until

    def clean_danger_numbers(self) -> list[list[str]]:
        lines = [line for line in self.cleaned_data["danger_numbers"].splitlines() if line.strip()]
        pairs = [[part.strip() for part in line.rsplit(":", 1)] for line in lines]
        if any(len(pair) != 2 or not all(pair) for pair in pairs):
            raise forms.ValidationError(_("Write each line as name: number."))
        return pairs


def _lines(text: str) -> list[str]:
    """Each line once, without what surrounds it."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    found = list(dict.fromkeys(filter(None, lines)))
    if any(len(line) > 80 for line in found):
        raise forms.ValidationError(_("Each line has 80 letters at most."))
    return found


def _lifted() -> str:
    """Everybody who organizes sees that limits are lifted, and until when."""
    until = current_network().limits_lifted_until
    if until is None or until <= timezone.now():
        return ""
    return _t("Limits on posts, answers and messages are lifted until %(day)s.") % {
        "day": date_format(timezone.localtime(until), "DATETIME_FORMAT")
    }


tells(_lifted)


def _late() -> str:
    """An alarm on the organizers' first page: what is promised to be deleted each night was not."""
    names = watch.late()
    if not names:
        return ""
    return _t(
        "Careful: work that the machine does by itself has not been done for more than a day, so that things"
        " are kept too long (%(count)s: %(names)s). Please tell whoever runs the machine."
    ) % {"count": len(names), "names": ", ".join(filter(None, names)) or _t("all of it")}


tells(_late)


@admin.register(Network)
class NetworkAdmin(ModelAdmin):
    """The one row. Its grid was fixed at set-up and is not shown."""

    form = NetworkForm
    fields = (
        *("name", "area_name", "phone", "phone_hours", "danger_numbers"),
        *("languages", "zone", "units", "clock", "finest_cell_m", "board_is_public"),
        *("joining", "questions"),
        *("worry_words", "hold_words", "limits_lifted_until"),
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
        """Neither one's own case, nor when somebody blocked somebody: it would tell who reported whom."""
        me = request.viewer.person  # type: ignore[attr-defined]
        name = Person.objects.filter(pk=OuterRef("actor_id")).values("name")
        found = super().get_queryset(request).exclude(action__in=["person.block", "person.unblock"])
        for model in (Report, Decision, Mediation):
            mine = model.objects.filter(person=me).values("public_id")
            found = found.exclude(subject_type=model._meta.label_lower, subject_id__in=mine)
        return found.annotate(name=Subquery(name))

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
