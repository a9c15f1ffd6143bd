"""A neighbour who phones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mutualaid.base.crypto import decrypt, encrypt

from .. import actions, joining
from ..doors import organizer_required
from ..forms import EnterForm
from ..models import Person

FORM = ["GET", "HEAD", "POST"]


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
