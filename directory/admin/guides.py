"""Guides and tools: what they are about here, their words on pages of their own with every version."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.actions import NotNow
from mutualaid.base.admin import organizer
from mutualaid.base.masks import LANGUAGES
from mutualaid.base.network import current_network

from .. import actions, markdown
from ..differences import differences
from ..models import Guide, GuideText
from ..wording import language_name
from .shared import WEB, ListingAdmin

WORDS = ("title", "summary", "body")
FACTS = ("kind", "url", "minutes", "needs", "for_communities", "listings")


def languages() -> list[tuple[str, str]]:
    """Codes and names: the site's languages and the neighbourhood's own."""
    codes = dict.fromkeys([code for code, _name in settings.LANGUAGES] + list(current_network().languages))
    return [(code, language_name(code)) for code in codes]


class TextForm(forms.ModelForm):
    """What a guide says in one language. `after`: the version that was on the table."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = GuideText
        fields = WORDS
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "summary": forms.TextInput(attrs={"class": "vTextField"}),
            "body": forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField"}),
        }


class GuideForm(forms.ModelForm):
    """What it is about and, for a new one, its first words."""

    language = forms.ChoiceField(label=_("Language of these texts"), choices=languages)
    title = TextForm.base_fields["title"]
    summary = TextForm.base_fields["summary"]
    body = TextForm.base_fields["body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for name in ("language", *WORDS):
                del self.fields[name]


@admin.register(Guide)
class GuideAdmin(ListingAdmin):
    action_create = staticmethod(actions.create_guide)
    action_change = staticmethod(actions.change_guide)
    form = GuideForm
    formfield_overrides = WEB
    list_display = ("title", "kind", "shown", "modified_at")
    list_filter = ("kind", "publication")
    search_fields = ("texts__title",)
    filter_horizontal = ("needs", "for_communities")
    autocomplete_fields = ("listings",)
    readonly_fields = ("words", "shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Guide]:
        return super().get_queryset(request).with_texts()  # type: ignore[attr-defined,no-any-return]

    def get_fields(self, request: HttpRequest, obj: Guide | None = None) -> tuple[str, ...]:
        return ("words", *FACTS, "shown") if obj else ("language", *WORDS, *FACTS)

    @admin.display(description=_("title"), ordering="slug")
    def title(self, guide: Guide) -> str:
        text = guide.said_in(get_language() or "en")
        return text.title if text else guide.slug

    @admin.display(description=_("texts"))
    def words(self, guide: Guide) -> SafeString:
        titles = {text.language: text.title for text in guide.current}  # type: ignore[attr-defined]
        codes = dict.fromkeys([*titles, *(code for code, _name in languages())])
        not_yet = _t("not written yet")
        rows = [(_address(guide, code), language_name(code), titles.get(code, not_yet)) for code in codes]
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a>: {}</li>', rows))

    # --- The words: a page a language, a page a version ---------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/texts/<str:language>/", view(self.text_view), name="directory_guide_text"),
            path(
                "<int:pk>/texts/<str:language>/<int:number>/",
                view(self.version_view),
                name="directory_guide_version",
            ),
        ]
        return [*own, *super().get_urls()]

    def text_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """Write the text: look at it first, or keep it as the next version."""
        guide = get_object_or_404(self.get_queryset(request), pk=pk)
        if language not in LANGUAGES:
            raise Http404
        versions = list(guide.texts.filter(language=language))
        held = versions[0] if versions else GuideText(guide=guide, language=language, number=0)
        form = TextForm(request.POST or None, instance=held, initial={"after": held.number})
        context = self._context(request, guide, language) | {"form": form, "versions": versions}
        if request.method != "POST":
            return self._page(request, "text", context | {"preview": markdown.render(held.body).html})
        context["preview"] = markdown.render(request.POST.get("body", "")[: GuideText.LONGEST]).html
        if request.htmx:  # type: ignore[attr-defined]
            return self._page(request, "_preview", context)
        if "preview" in request.POST or not form.is_valid():
            return self._page(request, "text", context)
        try:
            actions.write_guide_text(
                by=organizer(request), subject=guide, language=language, **form.cleaned_data
            )
        except NotNow as error:
            form.add_error(None, error)
            return self._page(request, "text", context)
        self.message_user(request, _t("Kept. The version before it is still there."))
        return redirect(_address(guide, language))

    def version_view(self, request: HttpRequest, pk: int, language: str, number: int) -> HttpResponse:
        """An earlier version beside what holds now, and the way back to it."""
        guide = get_object_or_404(self.get_queryset(request), pk=pk)
        text = get_object_or_404(guide.texts, language=language, number=number)
        if request.method == "POST":
            actions.bring_back_guide_text(by=organizer(request), subject=text)
            self.message_user(request, _t("Version %d holds again.") % number)
            return redirect(_address(guide, language))
        newest = guide.texts.filter(language=language)[0]
        context = self._context(request, guide, language) | {
            "text": text,
            "newest": newest,
            "lines": differences(_as_lines(text), _as_lines(newest)),
        }
        return self._page(request, "version", context)

    def _context(self, request: HttpRequest, guide: Guide, language: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": f"{self.title(guide)}: {language_name(language)}",
            "guide": guide,
            "language": language,
            "address": _address(guide, language),
        }

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(request, f"admin/directory/guide/{name}.html", context)


def _address(guide: Guide, language: str) -> str:
    return reverse("admin:directory_guide_text", args=[guide.pk, language])


def _as_lines(text: GuideText) -> str:
    return "\n".join([text.title, text.summary, "", text.body.replace("\r\n", "\n")])
