"""`/directory/import/`: an organizer brings in a directory that somebody else keeps."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from directory import actions, needs
from directory.importing import OUTCOMES, BrokenFile
from directory.importing.columns import TARGETS, guess
from directory.importing.sources import BOOKS
from directory.importing.uploads import LARGEST, LARGEST_MAPPING, samples
from directory.models import ImportRun, TableMapping
from members.doors import organizer_required
from mutualaid.base.actions import NotNow
from mutualaid.base.admin import organizer
from mutualaid.base.network import current_network

from .setup.forms import zone_choices


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The directory's file"),
        help_text=gettext_lazy(
            "HSDS as JSON, or as CSV files in a ZIP; or any spreadsheet as .xlsx, .ods or CSV. Up to 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,.zip,.csv,.xlsx,.ods"}),
    )
    mapping = forms.FileField(
        label=gettext_lazy("For a spreadsheet: its mapping"),
        required=False,
        help_text=gettext_lazy(
            "If somebody wrote one: a YAML file that says what each column means. Otherwise you say it next."
        ),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    kept = forms.ModelChoiceField(
        TableMapping.objects.all(),
        label=gettext_lazy("Or one that was kept"),
        required=False,
        empty_label=gettext_lazy("None: I say what the columns are"),
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
    hide_gone = forms.BooleanField(
        label=gettext_lazy("Hide listings of this directory that are no longer in it"),
        help_text=gettext_lazy("They come back when it has them again."),
        required=False,
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
        return _bounded(self.cleaned_data["file"], (".json", ".zip", ".csv", *BOOKS), LARGEST)

    def clean_mapping(self) -> Any:
        mapping = self.cleaned_data["mapping"]
        return mapping and _bounded(mapping, (".yaml", ".yml"), LARGEST_MAPPING)

    def clean(self) -> None:
        file, mapping = self.cleaned_data.get("file"), self.cleaned_data.get("mapping")
        if file and mapping and file.name.lower().endswith(".json"):
            self.add_error("mapping", _("This is for spreadsheets. A JSON file needs none."))

    def bring(self, by: Any) -> ImportRun:
        """Keep what was sent. Raises BrokenFile."""
        data = self.cleaned_data
        return actions.bring_file(
            by=by,
            upload=data["file"],
            mapping=data["mapping"] or data["kept"],
            options={name: data[name] for name in ("source", "need", "zone", "language", "hide_gone")},
        )


@organizer_required
@require_http_methods(["GET", "HEAD", "POST"])
def directory_import(request: HttpRequest) -> HttpResponse:
    """The form; a file that can be read is tried at once, a spreadsheet after its columns were said."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by = organizer(request)
        try:
            run = form.bring(by)
        except BrokenFile as problem:
            nothing = _("Nothing was stored.")
            form.add_error("file", f"{problem} {nothing}")
        else:
            if run.is_table and run.mapping is None:
                return redirect("site:import_columns", run.pk)
            actions.start_import(by=by, subject=run, is_try=True)
            return redirect("site:import_run", run.pk)
    latest = ImportRun.objects.all()[:10]
    return render(request, "site/directory_import.html", {"form": form, "runs": latest})


@organizer_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column of a spreadsheet is: guessed, shown with what is in it, said by an organizer."""
    run = get_object_or_404(ImportRun, pk=pk, content__isnull=False)
    told: dict[str, Any] = {"run": run, "problem": "", "columns": []}
    try:
        sheets = samples(bytes(run.content or b""), run.file_name)
    except BrokenFile as problem:
        return render(request, "site/import_columns.html", {**told, "problem": str(problem)}, status=400)
    sheet = request.POST.get("sheet") or request.GET.get("sheet") or ""
    sheet = sheet if sheet in sheets else next(iter(sheets))
    header, rows = sheets[sheet]
    sent = request.method == "POST"
    chosen = {c: request.POST.get(f"column-{n}", "") for n, c in enumerate(header)} if sent else guess(header)
    if sent:
        try:
            by = organizer(request)
            name = request.POST.get("name", "").strip() or run.choice("source") or run.file_name
            actions.map_columns(by=by, subject=run, sheet=sheet, targets=chosen, name=name)
            actions.start_import(by=by, subject=run, is_try=True)
            return redirect("site:import_run", run.pk)
        except (NotNow, BrokenFile) as problem:
            told["problem"] = str(problem) if isinstance(problem, BrokenFile) else " ".join(problem.messages)
    told |= {
        "sheet": sheet,
        "sheets": list(sheets),
        "columns": [(c, chosen[c], [row.values.get(c, "") for row in rows]) for c in header],
        "targets": [(name, label) for name, (label, _pattern) in TARGETS.items()],
    }
    return render(request, "site/import_columns.html", told)


@organizer_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; then what became of every row, and the way to store it."""
    run = get_object_or_404(ImportRun.objects.defer("content").select_related("mapping"), pk=pk)
    problem = ""
    if request.method == "POST":
        try:
            strict = "strict" in request.POST
            actions.start_import(by=organizer(request), subject=run, is_try=False, strict=strict)
            return redirect("site:import_run", run.pk)
        except NotNow as error:
            problem = " ".join(error.messages)
    counts = (run.report or {}).get("counts", {})
    rows = [
        (file, [told.get("in", 0), *(told.get(outcome, 0) for outcome in OUTCOMES)])
        for file, told in counts.items()
    ]
    told = {
        "run": run,
        "problem": problem,
        "report": run.report,
        "counts": rows,
        "total": [sum(column) for column in zip(*(cells for _file, cells in rows), strict=True)],
        "can_store": run.status == ImportRun.Status.TRIED,
    }
    return render(request, "site/import_run.html", told)


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
