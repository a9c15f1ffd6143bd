"""What was begun: kept while it is typed, thrown away by a button."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.doors import member_required
from mutualaid.base import clocks
from mutualaid.base.actions import NotNow

from .. import actions, writing
from ..forms import drafts
from ..models import Draft
from .doing import allowed, me
from .writing import on_the_phone


@member_required
@require_POST
def draft_keep(request: HttpRequest, public_id: str) -> HttpResponse:
    """A pause in typing. Answers with what the page says about it."""
    fields = drafts.typed(request.POST)
    if not fields:
        return JsonResponse({"said": ""})
    by, person = me(request), on_the_phone(request) or me(request)
    try:
        allowed(actions.keep_draft, by=by, person=person, public_id=public_id, fields=fields)
    except NotNow as error:
        return JsonResponse({"said": " ".join(error.messages)}, status=409)
    now = timezone.localtime(timezone.now())
    return JsonResponse({"said": _("Kept at %(time)s.") % {"time": clocks.said(now.time())}})


@member_required
@require_POST
def draft_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw it away, to start afresh on an empty page or from the list of what was begun."""
    draft = get_object_or_404(Draft.objects.select_related("person"), by=me(request), public_id=public_id)
    actions.drop_draft(by=me(request), public_id=public_id)
    if "afresh" in request.POST:
        return redirect(writing.write_url(draft.person, kind=draft.kind))
    return redirect("exchanges:post_mine")
