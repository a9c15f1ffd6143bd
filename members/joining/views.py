"""The pages of joining: of whoever waits, of whoever invites, of whoever vouches."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.paper import qr
from mutualaid.base import links
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.crypto import decrypt, encrypt
from mutualaid.base.mail import absolute

from ..doors import member_required, person_required
from ..models import Application, Invitation, Person, Talk
from . import after_welcome, applications, invitations, rules, told, vouches
from .forms import AnswersForm, CodeForm

FORM = ["GET", "HEAD", "POST"]
# The fingerprint of the link that somebody came by, kept until they said who they are.
CAME_BY = "invitation"


# --- Whoever waits --------------------------------------------------------------------------------------


@person_required
@require_http_methods(FORM)
def application(request: HttpRequest) -> HttpResponse:
    """What I wait for, what I am asked, what I can do meanwhile."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = told.waiting(viewer)
    mine: Application | None = context["application"]
    if mine is None:
        return redirect("site:me" if viewer.person.toured_at else "members:tour")
    form = AnswersForm(request.POST or None, application=mine)
    if request.method == "POST" and form.is_valid():
        try:
            applications.answer(by=viewer.person, answers=form.answers())
            messages.success(request, _("Kept. The organizers read it."))
            return redirect("members:application")
        except NotNow as error:
            form.add_error(None, error)
    link = reverse("members:vouch", args=[mine.code]) if context["is_by_vouching"] and mine.code else ""
    talk = Talk.objects.filter(person=viewer.person).first()
    context |= {
        "form": form if form.fields else None,
        "begin": after_welcome(),
        "talk_url": talk.get_absolute_url() if talk else "",
        "link": absolute(link) if link else "",
        "qr": qr(link) if link else "",
    }
    return render(request, "members/application.html", context)


@person_required
@require_POST
def application_write(request: HttpRequest) -> HttpResponse:
    """Begin to write to the organizers."""
    me = request.viewer.person  # type: ignore[attr-defined]
    return redirect(applications.write_to_organizers(by=me, person=me))


@person_required
@require_POST
def application_still(request: HttpRequest) -> HttpResponse:
    """I still want to join."""
    try:
        applications.still(by=request.viewer.person)  # type: ignore[attr-defined]
        messages.success(request, _("Thank you. It stays."))
    except NotNow as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members:application")


@person_required
@require_http_methods(FORM)
def application_withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once, then forget them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if told.waiting(viewer)["application"] is None:
        raise Http404
    if request.method == "POST":
        applications.withdraw(by=viewer.person)
        logout(request)
        messages.success(request, _("Done. Nothing that you told us is kept. You can come back at any time."))
        return redirect("/")
    return render(request, "members/application_withdraw.html")


@never_cache
@csrf_exempt
@require_http_methods(FORM)
def still_waiting(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a mail's link opens: one button. What is not ours, and what is gone, look the same."""
    parts = links.read(applications.STILL, token, max_age=applications.ANSWER * 2)
    found = Application.objects.select_related("person__user").filter(public_id=parts[0]) if parts else None
    waiting = found.first() if found is not None else None
    if parts is None or waiting is None or not told.is_pending(waiting.person):
        return render(request, "members/still_waiting.html", {"state": "nothing"}, status=404)
    if request.method == "POST":
        with suppress(NotNow):
            applications.still(by=waiting.person, asked_at=parts[1])
        return redirect(request.path)
    is_open = waiting.asked_at is not None and waiting.asked_at.isoformat() == parts[1]
    return render(request, "members/still_waiting.html", {"state": "asking" if is_open else "answered"})


# --- Whoever invites ------------------------------------------------------------------------------------


@member_required
@require_http_methods(FORM)
def invite(request: HttpRequest) -> HttpResponse:
    """Make a link for a neighbour. It is shown once; of the others only until when they are good."""
    me = request.viewer.person  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            _made, token = invitations.invite(by=me)
            request.session["invite"] = encrypt(token).decode()
        except NotNow as error:
            messages.error(request, " ".join(error.messages))
        return redirect("members:invite")
    shown = request.session.pop("invite", "")
    path = reverse("members:invited", args=[decrypt(shown.encode())]) if shown else ""
    context = {
        "may_invite": rules.can_invite(me),
        "policy": rules.policy(),
        "link": absolute(path) if path else "",
        "qr": qr(path) if path else "",
        "outstanding": list(me.invitations.outstanding()),
        "used": me.invitations.filter(used_at__isnull=False).count(),
    }
    return render(request, "members/invite.html", context)


@member_required
@require_POST
def invite_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The link is worth nothing from now on."""
    me = request.viewer.person  # type: ignore[attr-defined]
    try:
        invitations.take_back(by=me, subject=get_object_or_404(Invitation, by=me, pk=pk))
        messages.success(request, _("Taken back. The link no longer works."))
    except NotNow as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members:invite")


@never_cache
@require_http_methods(FORM)
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link, for somebody who is not here yet. Unknown, used and too old look the same."""
    viewer = request.viewer  # type: ignore[attr-defined]
    hashed = invitations.token_hash(token)
    if not invitations.is_good(hashed):
        return render(request, "members/invited.html", {"is_good": False}, status=404)
    if request.method != "POST":
        return render(request, "members/invited.html", {"is_good": True, "is_in": viewer.is_member})
    if viewer.person is None:
        request.session[CAME_BY] = hashed
        return redirect("members:welcome" if request.user.is_authenticated else "account_signup")
    try:
        invitations.accept(by=viewer.person, hashed=hashed)
    except NotNow as error:
        messages.error(request, " ".join(error.messages))
    return redirect("site:me" if viewer.is_member else "members:application")


# --- Whoever vouches ------------------------------------------------------------------------------------


@member_required
@require_safe
def vouch_code(request: HttpRequest) -> HttpResponse:
    """Somebody told me their code: type it."""
    form = CodeForm(request.GET or None)
    if request.GET and form.is_valid():
        code = "".join(form.cleaned_data["code"].lower().split()).replace("/", "")
        return redirect("members:vouch", code or "-")
    return render(request, "members/vouch_code.html", {"form": form})


@member_required
@require_http_methods(FORM)
def vouch(request: HttpRequest, code: str) -> HttpResponse:
    """Do I know them? What nobody has, and somebody kept apart from me, look the same."""
    me: Person = request.viewer.person  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            vouches.vouch(by=me, code=code)
        except NotAllowed as error:
            raise Http404 from error
        except NotNow as error:
            messages.error(request, " ".join(error.messages))
            return redirect("members:vouch_code")
        messages.success(request, _("Thank you. Only the organizers see that it was you."))
        return redirect("members:vouch_code")
    found = vouches.find(me, code)
    if found is None or rules.policy() != rules.Joining.VOUCHING:
        raise Http404
    return render(
        request,
        "members/vouch.html",
        {"person": found.person, "may_vouch": rules.can_vouch(me), "code": code},
    )
