"""Searches that somebody keeps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.doors import member_required

from .. import actions, searches
from ..forms import SearchForm
from ..models import SavedSearch
from .doing import act, attempt, me

FORM = ["GET", "HEAD", "POST"]


def _find(request: HttpRequest, public_id: str) -> SavedSearch:
    return get_object_or_404(SavedSearch, person=me(request), public_id=public_id)


@member_required
@require_safe
def search_list(request: HttpRequest) -> HttpResponse:
    """What I keep."""
    return render(
        request, "exchanges/search_list.html", {"searches": SavedSearch.objects.filter(person=me(request))}
    )


@member_required
@require_safe
def search_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list that it keeps, as it is now. A notice leads here, so that it says nothing itself."""
    return redirect(_find(request, public_id).list_url)


@member_required
@require_http_methods(FORM)
def search_create(request: HttpRequest) -> HttpResponse:
    """Keep what the address of a list asks: `over` says which list."""
    asked = request.GET.copy()
    over = asked.pop("over", [""])[-1]
    if over not in SavedSearch.Over.values:
        over = SavedSearch.Over.BOARD
    address = searches.kept(asked)
    words = searches.in_words(over, address, request.viewer)  # type: ignore[attr-defined]
    initial = {"name": (words or str(SavedSearch.Over(over).label).capitalize())[:100], "every": "day"}
    form = SearchForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.keep_search, by=me(request), over=over, address=address, **form.cleaned_data
        )
        if kept:
            messages.success(request, _("Kept. You hear of what is new."))
            return redirect("exchanges:search_list")
    context = {"form": form, "words": words, "over": over, "list_url": _list_url(over, asked), "kept": None}
    return render(request, "exchanges/search_form.html", context)


def _list_url(over: str, asked: QueryDict) -> str:
    return SavedSearch(over=over, address=asked.urlencode()).list_url


@member_required
@require_http_methods(FORM)
def search_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call it something else, hear of it more or less often."""
    search = _find(request, public_id)
    initial = {"name": search.name, "every": search.every}
    form = SearchForm(request.POST if request.method == "POST" else None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, actions.change_search, by=me(request), search=search, **form.cleaned_data)
    ):
        messages.success(request, _("Changed."))
        return redirect("exchanges:search_list")
    words = searches.in_words(search.over, search.address, request.viewer)  # type: ignore[attr-defined]
    context = {"form": form, "words": words, "over": search.over, "list_url": search.list_url, "kept": search}
    return render(request, "exchanges/search_form.html", context)


@member_required
@require_POST
def search_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let it go."""
    act(request, actions.drop_search, _("Let go."), search=_find(request, public_id))
    return redirect("exchanges:search_list")
