"""`/directory/import/`: an organizer brings in a directory that somebody else keeps."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from directory import needs
from directory.actions import import_upload
from directory.importing import OUTCOMES, BrokenFile, Report
from directory.importing.store import Choices
from directory.importing.uploads import LARGEST, LARGEST_MAPPING
from members.doors import organizer_required
from mutualaid.base.admin import organizer
from mutualaid.base.network import current_network

from .setup.forms import zone_choices

# Remarks on the page. A file that is wrong throughout says so in its first rows.
MOST_SHOWN = 500


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The directory's file"),
        help_text=gettext_lazy(
            "HSDS as JSON, or as CSV files in a ZIP; or any spreadsheet as CSV, alone or in a ZIP. "
            "Up to 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,.zip,.csv"}),
    )
    mapping = forms.FileField(
        label=gettext_lazy("For a spreadsheet: its mapping"),
        required=False,
        help_text=gettext_lazy(
            "A YAML file that says what each column means. There is one to start from in directory/mappings."
        ),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    source = forms.CharField(
        label=gettext_lazy("What do you call this directory?"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "Use the same name the next time, and its listings are brought up to date, not added twice. "
            "Left empty, it is the file's name. A mapping has a name of its own."
        ),
    )
    need = forms.ChoiceField(label=gettext_lazy("What is all of it about?"), required=False)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone of the opening hours"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the texts"), choices=settings.LANGUAGES)
    dry_run = forms.BooleanField(
        label=gettext_lazy("Only try: show what would happen and store nothing"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        network = current_network()
        self.fields["zone"].choices = zone_choices()  # type: ignore[attr-defined]
        self.fields["zone"].initial = network.zone
        self.fields["language"].initial = next(iter(network.languages), "en")
        several = [("", _("Several things, as the file says"))]
        self.fields["need"].choices = several + [(root.slug, root.name) for root in needs.tree().roots]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        return _bounded(self.cleaned_data["file"], (".json", ".zip", ".csv"), LARGEST)

    def clean_mapping(self) -> Any:
        mapping = self.cleaned_data["mapping"]
        return mapping and _bounded(mapping, (".yaml", ".yml"), LARGEST_MAPPING)

    def clean(self) -> None:
        file, mapping = self.cleaned_data.get("file"), self.cleaned_data.get("mapping")
        if file and "mapping" in self.cleaned_data:
            if file.name.lower().endswith(".csv") and not mapping:
                self.add_error("mapping", _("A spreadsheet needs one: columns mean something else in each."))
            if file.name.lower().endswith(".json") and mapping:
                self.add_error("mapping", _("This is for spreadsheets. A JSON file needs none."))

    def bring_in(self, by: Any) -> Report:
        """Import what was sent. Raises BrokenFile."""
        data = self.cleaned_data
        return import_upload(
            by=by,
            upload=data["file"],
            mapping=data["mapping"] or None,
            choices=Choices(zone=data["zone"], language=data["language"]),
            source=data["source"],
            need_slugs=[data["need"]] if data["need"] else [],
            dry_run=data["dry_run"],
        )


@organizer_required
@require_http_methods(["GET", "HEAD", "POST"])
def directory_import(request: HttpRequest) -> HttpResponse:
    """The form; after it, what became of every row. That report is kept nowhere, so there is no redirect."""
    form = ImportForm(request.POST or None, request.FILES or None)
    told: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            told |= _told(form.bring_in(organizer(request)), form.cleaned_data["dry_run"])
        except BrokenFile as problem:
            nothing = _("Nothing was stored.")
            form.add_error("file", f"{problem} {nothing}")
    return render(request, "site/directory_import.html", told)


def _told(report: Report, is_try: bool) -> dict[str, Any]:
    """A report as the page shows it."""
    rows = [
        (file, [counts["in"], *(counts[outcome] for outcome in OUTCOMES)])
        for file, counts in report.counts.items()
    ]
    notes = [remark for remark in report.remarks if not remark.is_left_out]
    return {
        "report": report,
        "is_try": is_try,
        "changes": report.changes[:MOST_SHOWN],
        "changes_count": len(report.changes),
        "counts": rows,
        "total": [sum(column) for column in zip(*(cells for _file, cells in rows), strict=True)],
        "left_out": report.left_out[:MOST_SHOWN],
        "left_out_count": len(report.left_out),
        "notes": notes[:MOST_SHOWN],
        "notes_count": len(notes),
    }


def _bounded(upload: Any, suffixes: tuple[str, ...], largest: int) -> Any:
    if not upload.name.lower().endswith(suffixes):
        raise forms.ValidationError(
            _("%(file)s is not one of these: %(kinds)s.")
            % {"file": upload.name, "kinds": ", ".join(suffixes)}
        )
    if upload.size > largest:
        raise forms.ValidationError(
            _("%(file)s is larger than %(size)s MB.") % {"file": upload.name, "size": largest / 1_000_000}
        )
    return upload
