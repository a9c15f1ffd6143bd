"""Paper to print: what is typed stands in the address, and is never stored."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import paper as papers
from ..models import Guide


@require_safe
def paper_list(request: HttpRequest) -> HttpResponse:
    """All that can be printed."""
    return render(request, "directory/paper_list.html", {"papers": papers.PAPERS})


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them, with what was typed on it."""
    found = papers.find(slug)
    if found is None:
        raise Http404
    form = found.form(request.GET or None)
    typed = dict.fromkeys(form.fields, "") | (form.cleaned_data if form.is_valid() else {})
    context = {
        "paper": found,
        "form": form,
        "typed": typed,
        "has_house_number": papers.has_house_number(str(typed.get("corner", ""))),
        "guide": Guide.objects.published().filter(slug=found.guide).first(),
        **found.draw(typed),
    }
    return render(request, found.template, context)
