"""One's own dates in one's own calendar, by a secret address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_POST, require_safe

from members.doors import member_required
from members.models import Person
from members.notices import language_of
from mutualaid.base import crypto
from mutualaid.base.mail import absolute
from mutualaid.base.network import current_network, local_today

from .. import actions, permissions
from ..calendar import ics
from ..calendar.my_dates import Dated, Kind, dates_of
from ..models import CalendarKey
from .doing import allowed, me

SHOWN_ONCE = "calendar"


@member_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """How one's dates come into one's calendar; the address is shown once, when it was made."""
    token = request.session.pop(SHOWN_ONCE, "")
    secret = crypto.decrypt(token.encode()) if token else ""
    path = reverse("exchanges:calendar_file", args=[secret]) if secret else ""
    context = {
        "key": CalendarKey.objects.filter(person=me(request)).first(),
        "address": absolute(path) if path else "",
        "subscribe": f"webcal://{urlsplit(settings.SITE_URL).netloc}{path}" if path else "",
    }
    return render(request, "exchanges/calendar.html", context)


@member_required
@require_POST
def calendar_make(request: HttpRequest) -> HttpResponse:
    """An address, or a new one instead of the old one."""
    secret = allowed(actions.make_calendar_key, by=me(request))
    request.session[SHOWN_ONCE] = crypto.encrypt(secret).decode()
    return redirect("exchanges:calendar")


@member_required
@require_POST
def calendar_drop(request: HttpRequest) -> HttpResponse:
    """The address leads nowhere any more."""
    allowed(actions.drop_calendar_key, by=me(request))
    return redirect("exchanges:calendar")


@conditional_page
@require_safe
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The dates of whoever made this address, for a calendar that asks again and again."""
    found = CalendarKey.objects.filter(fingerprint=actions.fingerprint(secret))
    key = found.select_related("person__user").first()
    if key is None or not _may_be_read(key.person):
        raise Http404
    with translation.override(language_of(key.person)):
        dates = [one for one in dates_of(key.person, local_today()) if one.kind is not Kind.END]
        content = ics.calendar([_event(one) for one in dates], name=current_network().name)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    return response


def _may_be_read(person: Person) -> bool:
    """They are here, and so is their account."""
    return permissions.is_active(person) and person.user is not None and person.user.is_active


def _event(one: Dated) -> ics.Event:
    """It tells that there is something, and the page where it is told what."""
    return ics.event(
        uid=f"{one.uid}@{urlsplit(settings.SITE_URL).hostname}",
        link=absolute(one.path),
        day=one.day,
        until_day=one.until_day,
        from_time=one.from_time,
        until_time=one.until_time,
        changed_at=one.changed_at,
        sequence=one.sequence,
        summary=_("Neighbours: a date"),
    )
