"""What members agreed on, version by version, as organizers write it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from directory import markdown
from mutualaid.base.admin import ModelAdmin
from mutualaid.base.network import local_today

from .. import languages
from ..admin_site import tells
from ..agreement import actions, starting
from ..models import Agreement, Person

YEAR = timedelta(days=365)
SOON = timedelta(days=14)


class AgreementForm(forms.ModelForm):
    """A field for each language of the site, filled with the version that holds."""

    class Meta:
        model = Agreement
        fields = ("review_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            return
        last = actions.latest()
        texts = last.texts if last else starting.texts()
        self.initial.setdefault("review_on", local_today() + YEAR)
        for code, _name in settings.LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=format_lazy("{text}: {language}", text=_("Text"), language=languages.translated(code)),
                help_text=_("Short and plain. **bold** and lists with - work."),
                initial=texts.get(code, ""),
                required=code == settings.LANGUAGE_CODE,
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 14}),
            )


@admin.register(Agreement)
class AgreementAdmin(ModelAdmin):
    """A new version is written and holds from then on; of an old one only the day of its review changes."""

    form = AgreementForm
    list_display = ("version", "created_at", "review_on", "yes")
    readonly_fields = ("version", "created_at", "shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        return super().get_queryset(request).annotate(said_yes=Count("accepted"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj:
            return (*self.readonly_fields, "review_on")
        return (*(f"text_{code}" for code, _name in settings.LANGUAGES), "review_on")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The texts are the form's own: the model's fields are asked without them."""
        return super().get_form(request, obj, change=change, **{**kwargs, "fields": ("review_on",)})

    @admin.display(description=_("members who said yes"), ordering="said_yes")
    def yes(self, agreement: Any) -> int:
        return agreement.said_yes

    @admin.display(description=_("text"))
    def shown(self, agreement: Agreement) -> SafeString:
        return markdown.render(agreement.text()).html

    def action_create(self, *, by: Person, review_on: date | None, **texts: str) -> Agreement:
        written = {name.removeprefix("text_"): text for name, text in texts.items() if text}
        return actions.publish(by=by, texts=written, review_on=review_on)

    def action_change(self, *, by: Person, subject: Agreement, review_on: date | None) -> None:
        actions.set_review(by=by, subject=subject, review_on=review_on)


def _due() -> str:
    found = actions.latest()
    if found is None or found.review_on is None or found.review_on > local_today() + SOON:
        return ""
    day = date_format(found.review_on)
    return _t("You wanted to look at what you agreed on again on %(day)s.") % {"day": day}


tells(_due)
