"""The pages of what one is told, and how."""

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.base import links
from mutualaid.base.actions import NotNow

from ..doors import person_required
from ..models import Device, Mobile, Notice, Person
from . import actions, delivering, kinds, mails, push, sms, telling
from .forms import NumberCodeForm, NumberForm, WishesForm

FORM = ["GET", "HEAD", "POST"]
# As long as a mail lies in somebody's mailbox, more or less.
UNSUBSCRIBE_FOR = timedelta(days=365)


@person_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first."""
    mine = Notice.objects.filter(person=request.viewer.person)  # type: ignore[attr-defined]
    page = Paginator(mine, 30).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "page": page,
        "days": [
            (day, list(told)) for day, told in groupby(page, lambda one: timezone.localdate(one.created_at))
        ],
        "today": today,
        "yesterday": today - timedelta(days=1),
        "title_of": kinds.title_of,
    }
    return render(request, "members/notice_list.html", context)


@person_required
@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it, and go where it leads."""
    me = request.viewer.person  # type: ignore[attr-defined]
    notice = get_object_or_404(Notice, person=me, pk=pk)
    telling.mark_read(me, notices=[notice.pk])
    return redirect(notice.url or "members:notice_list")


@person_required
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """The one that is named is read, or all of them."""
    chosen = request.POST.get("notice", "")
    ids = [int(chosen)] if chosen.isdecimal() else None
    telling.mark_read(request.viewer.person, notices=ids)  # type: ignore[attr-defined]
    return redirect("members:notice_list")


@person_required
@require_http_methods(FORM)
def notice_settings(request: HttpRequest) -> HttpResponse:
    """What reaches me, over which channel, and when."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = WishesForm.of(
        viewer.person,
        delivering.channels(viewer.person),
        is_organizer=viewer.is_organizer,
        data=request.POST or None,
    )
    if request.method == "POST" and form.is_valid():
        actions.change_wishes(by=viewer.person, **form.values())
        messages.success(request, _("Kept."))
        return redirect("members:notice_settings")
    context = {
        "form": form,
        "push_key": push.public_key() if push.is_offered() else "",
        "devices": viewer.person.devices.all(),
        "texts_are_offered": sms.provider() is not None,
        "texts": sms.reaches(viewer.person),
    }
    return render(request, "members/notice_settings.html", context)


@person_required
@require_POST
def device_add(request: HttpRequest) -> HttpResponse:
    """Tell me on this browser, which its script has asked for an address."""
    try:
        actions.add_device(by=request.viewer.person, endpoint=request.POST.get("endpoint", ""))  # type: ignore[attr-defined]
        messages.success(request, _("From now on you are told on this device, too."))
    except NotNow as error:
        messages.error(request, error.messages[0])
    return redirect("members:notice_settings")


@person_required
@require_POST
def device_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer on that one."""
    me = request.viewer.person  # type: ignore[attr-defined]
    actions.remove_device(by=me, device=get_object_or_404(Device, person=me, pk=pk))
    messages.success(request, _("You are no longer told on it."))
    return redirect("members:notice_settings")


@person_required
@require_http_methods(FORM)
def number(request: HttpRequest) -> HttpResponse:
    """A number for texts: given, then proved by the six digits that it is sent."""
    if sms.provider() is None:
        raise Http404
    me = request.viewer.person  # type: ignore[attr-defined]
    mobile = Mobile.objects.filter(person=me).first()
    is_asked = mobile is not None and mobile.confirmed_at is None
    form = (NumberCodeForm if is_asked else NumberForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_asked:
                actions.confirm_number(by=me, typed=form.cleaned_data["code"])
                messages.success(request, _("From now on you can have texts. Choose which."))
                return redirect("members:notice_settings")
            actions.ask_number(by=me, number=form.cleaned_data["number"])
            return redirect("members:number")
        except NotNow as error:
            form.add_error(None, error)
    return render(request, "members/number.html", {"form": form, "mobile": mobile, "is_asked": is_asked})


@person_required
@require_POST
def number_remove(request: HttpRequest) -> HttpResponse:
    """No more texts, or another number."""
    actions.remove_number(by=request.viewer.person)  # type: ignore[attr-defined]
    messages.success(request, _("The number is forgotten."))
    return redirect("members:number" if sms.provider() else "members:notice_settings")


@csrf_exempt
@require_http_methods(FORM)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A group's mails are switched off: one button, or the mail program's own POST, which has no cookie.

    Without a token against forgery: the address itself is signed, and tells nobody's name.
    """
    person, *groups = links.read(mails.UNSUBSCRIBE, token, max_age=UNSUBSCRIBE_FOR) or [""]
    me = Person.objects.filter(public_id=person).first()
    if me is None:
        return render(request, "members/unsubscribe.html", {"groups": []}, status=404)
    known = kinds.groups()
    if request.method == "POST":
        actions.stop_mails(by=me, groups=[group for group in groups if group in known])
    context = {
        "groups": [known[group].title for group in groups if group in known],
        "asking": request.method != "POST",
    }
    return render(request, "members/unsubscribe.html", context)
