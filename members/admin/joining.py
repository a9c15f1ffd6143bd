"""People to let in, as organizers see them: what they say, who vouches for them, yes or no."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mutualaid.base.admin import ModelAdmin, organizer

from .. import languages, squares
from ..admin_site import waits
from ..joining import applications, told
from ..models import Application, Person


class DecisionForm(forms.ModelForm):
    """Let them in or not; and why not."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("let_in", _("Let them in")), ("decline", _("Not now, for the reason below"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Application
        fields = ("reason",)
        help_texts = {"reason": _("They are told this in friendly words, and can write to you for 14 days.")}


@admin.register(Application)
class ApplicationAdmin(ModelAdmin):
    """Who waits, the longest first."""

    form = DecisionForm
    list_display = ("person", "spoken", "since", "sent_at", "words_for_them", "declined_at")
    list_select_related = ("person",)
    readonly_fields = ("person", "spoken", "area", "since", "said", "known_by", "conversation")
    fields = (*readonly_fields, "decision", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Nobody whom a block keeps apart from this organizer."""
        viewer = request.viewer  # type: ignore[attr-defined]
        found = super().get_queryset(request).filter(person__status=Person.Status.PENDING)
        return found.exclude(person__in=viewer.blocked).annotate(vouched=Count("vouches"))

    @admin.display(description=_("speaks"))
    def spoken(self, application: Application) -> str:
        return ", ".join(languages.name_of(code) for code in application.person.languages) or "—"

    @admin.display(description=_("where"))
    def area(self, application: Application) -> str:
        return squares.describe(application.person.cell, None) or "—"

    @admin.display(description=_("words for them"), ordering="vouched")
    def words_for_them(self, application: Any) -> int:
        return application.vouched

    @admin.display(description=_("what they say"))
    def said(self, application: Application) -> str:
        pairs = told.answers(application)
        return format_html_join("", "<p><b>{}</b><br>{}</p>", pairs) if pairs else "—"

    @admin.display(description=_("who knows them"))
    def known_by(self, application: Application) -> str:
        names = [vouch.by.name for vouch in application.vouches.select_related("by")]
        return ", ".join(names) or "—"

    @admin.display(description=_("conversation"))
    def conversation(self, application: Application) -> str:
        address = reverse("admin:members_application_write", args=[application.pk])
        return format_html(
            '<button class="button" formaction="{}" formnovalidate>{}</button>',
            address,
            _t("Write to them, or read what they wrote"),
        )

    def get_urls(self) -> list[URLPattern]:
        write = self.admin_site.admin_view(require_POST(self.write_view))
        return [path("<int:pk>/write/", write, name="members_application_write"), *super().get_urls()]

    def write_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the conversation, which is opened where there is none."""
        application = get_object_or_404(self.get_queryset(request), pk=pk)
        talk = applications.write_to_organizers(by=organizer(request), person=application.person)
        return redirect("members:talk", talk.public_id)

    def action_change(self, *, by: Person, subject: Application, **decided: str) -> None:
        applications.decide(by=by, subject=subject, **decided)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:members_application_changelist")


waits(
    _("People to let in"),
    lambda viewer: (
        Application.objects.filter(person__status=Person.Status.PENDING, declined_at=None)
        .exclude(person__in=viewer.blocked)
        .count()
    ),
    "admin:members_application_changelist",
)
