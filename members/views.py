"""The pages under /members/."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.base import limits
from mutualaid.base.crypto import decrypt, encrypt
from mutualaid.base.network import current_network

from . import actions, joining, languages, moderation, permissions, squares
from .accounts.views import next_of
from .doors import member_required, organizer_required, person_required
from .forms import EnterForm, ProfileForm, ReportForm, SettingsForm
from .models import Block, Person, User

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORM)
def welcome(request: HttpRequest) -> HttpResponse:
    """Who are you? Once, after the first code; then on to what one could use and share."""
    if request.viewer.person is not None:  # type: ignore[attr-defined]
        return redirect(next_of(request) or joining.after_welcome())
    looking = "look" in request.POST
    form = ProfileForm(request.POST or None, initial={"languages": [request.LANGUAGE_CODE]})  # type: ignore[attr-defined]
    if request.method == "POST" and not looking and form.is_valid():
        assert isinstance(request.user, User)
        values = {field: form.cleaned_data[field] for field in ("name", "cell", "languages")}
        actions.join(user=request.user, **values)
        return redirect(next_of(request) or joining.after_welcome())
    context = {"form": form, "looking": looking, "next": next_of(request)}
    return render(request, "members/welcome.html", context)


@person_required
@require_safe
def profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """What members know of one another. A stranger, a blocked one and nobody at all get the same 404."""
    viewer = request.viewer  # type: ignore[attr-defined]
    person = get_object_or_404(Person.objects.visible_to(viewer), public_id=public_id)
    context = {
        "person": person,
        "is_me": person == viewer.person,
        "spoken": [languages.name_of(code) for code in person.languages],
        "area": squares.describe(person.cell, viewer.cell),
    }
    return render(request, "members/profile.html", context)


@person_required
@require_http_methods(FORM)
def settings(request: HttpRequest) -> HttpResponse:
    """What others see of me, and how I sign in."""
    me = request.viewer.person  # type: ignore[attr-defined]
    looking = "look" in request.POST
    form = SettingsForm.of(me, request.POST or None)
    if request.method == "POST" and not looking and form.is_valid():
        actions.change_profile(by=me, subject=me, **form.changes())
        messages.success(request, _("Kept."))
        return redirect("members:settings")
    return render(request, "members/settings.html", {"form": form, "looking": looking})


# --- Block and report ---------------------------------------------------------------------------------


@person_required
@require_http_methods(FORM)
def block(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then block. The page names nobody, and answers alike where there is no such person."""
    me = request.viewer.person  # type: ignore[attr-defined]
    if me.public_id == public_id:
        raise Http404
    if request.method == "POST":
        person = Person.objects.filter(public_id=public_id).first()
        if person is not None:
            actions.block(by=me, person=person)
        messages.success(request, _("Done. From now on you do not see each other. They are not told."))
        return redirect("members:block_list")
    return render(request, "members/block.html", {"public_id": public_id})


@person_required
@require_safe
def block_list(request: HttpRequest) -> HttpResponse:
    """Whom I blocked."""
    me = request.viewer.person  # type: ignore[attr-defined]
    blocks = Block.objects.filter(blocker=me).select_related("blocked").order_by("-pk")
    return render(request, "members/block_list.html", {"blocks": blocks})


@person_required
@require_POST
def unblock(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a block back."""
    me = request.viewer.person  # type: ignore[attr-defined]
    met = get_object_or_404(Block.objects.select_related("blocked"), blocker=me, pk=pk)
    actions.unblock(by=me, person=met.blocked)
    messages.success(request, _("You can see each other again."))
    return redirect("members:block_list")


@member_required
@require_http_methods(FORM)
def report(request: HttpRequest, name: str, public_id: str) -> HttpResponse:
    """Tell the organizers. Answers alike where there is no such thing: it must not tell of a block."""
    viewer = request.viewer  # type: ignore[attr-defined]
    kind = moderation.get(name)
    if kind is None or not permissions.can_report(viewer.person):
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(
                by=viewer.person, viewer=viewer, kind=name, subject_id=public_id, **form.cleaned_data
            )
            return render(request, "members/report_done.html", {"name": name, "public_id": public_id})
        except limits.TooMany as error:
            form.add_error(None, error)
    context = {"form": form, "network": current_network(), "shows": kind.shows}
    return render(request, "members/report.html", context)


# --- A neighbour who phones ---------------------------------------------------------------------------


@organizer_required
@require_http_methods(FORM)
def enter(request: HttpRequest) -> HttpResponse:
    """An organizer writes down who is on the phone; then their slip is shown, once."""
    looking = "look" in request.POST
    form = EnterForm(request.POST or None)
    if request.method == "POST" and not looking and form.is_valid():
        person, code = actions.enter_person(by=request.viewer.person, **form.values())  # type: ignore[attr-defined]
        request.session["slip"] = [person.public_id, encrypt(code).decode()]
        return redirect("members:slip", person.public_id)
    return render(request, "members/enter.html", {"form": form, "looking": looking})


@organizer_required
@require_safe
def slip(request: HttpRequest, public_id: str) -> HttpResponse:
    """To print or to read aloud: the code that proves it is them, at the next call. Shown this once."""
    person = get_object_or_404(Person, public_id=public_id, user=None)
    known, token = request.session.pop("slip", ["", ""])
    code = decrypt(token.encode()) if known == public_id else ""
    context = {"person": person, "code": code, "next": joining.after_slip(person)}
    return render(request, "members/slip.html", context)
