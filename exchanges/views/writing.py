"""Writing a post: new, for a neighbour on the phone, as another one of one's own, or changed."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory import meaning, needs
from members import speaking, worry
from members.doors import member_required, organizer_required
from members.models import Decision, Person
from members.rounds import requests
from mutualaid.base.actions import NotNow
from mutualaid.base.ids import is_public_id
from mutualaid.base.ids import public_id as new_id

from .. import actions, pages, permissions, rides
from ..forms import PostForm, Writing
from ..forms.post.who import POD
from ..models import Draft, Post
from ..writing import keep_url
from .dates import say_dates
from .doing import attempt, me, say_who_sees
from .posts import FORM, find_own

# As long as a title may be.
LONGEST_TITLE = 100
# What an address may say about a new post. Whoever comes with it wants a new one, not what they began before.
SAYS = ("title", "need", "copy", "pod", "check_in")


@member_required
@require_http_methods(FORM)
def post_create(request: HttpRequest) -> HttpResponse:
    """Ask or share: one form. With `for=`, an organizer fills it in for a neighbour on the phone.

    What its writer began before stands in it; `draft=` names one of several.
    """
    if Decision.Kind.NO_POSTS in request.viewer.limits:  # type: ignore[attr-defined]
        return render(request, "exchanges/post_not_now.html")
    by, person = me(request), on_the_phone(request) or me(request)
    if request.method != "POST":
        draft = _draft(request, by, person)
        writing = Writing(by=by, person=person, draft=draft, initial=_initial(request, person))
        return _page(request, writing, draft=draft, draft_id=draft.public_id if draft else new_id())
    draft_id = request.POST.get("draft", "")
    if not is_public_id(draft_id):
        draft_id = new_id()
    writing = Writing(by=by, person=person, sent=request.POST, files=request.FILES)
    kept: dict[str, Any] = {"by": by, "person": person, "public_id": draft_id, "fields": writing.typed()}
    if "keep" in request.POST:
        return _keep_for_later(request, writing, kept)
    if writing.is_ready():
        values = {"person": person, "content": writing.content(), "draft_id": draft_id}
        if post := attempt(writing.form, actions.create_post, by=by, **values):
            say_who_sees(request, [post])
            say_dates(request, post)
            return redirect(post)
    if kept["fields"]:
        with suppress(NotNow):  # nothing was asked for: the page itself still holds all of it
            actions.keep_draft(**kept)
    return _page(request, writing, draft_id=draft_id)


@member_required
@require_http_methods(FORM)
def post_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same form, filled in."""
    by, post = me(request), find_own(request, public_id)
    sent = request.POST if request.method == "POST" else None
    writing = Writing(by=by, person=post.person, post=post, sent=sent, files=request.FILES)
    if writing.is_ready():
        content = writing.content()
        if changed := attempt(writing.form, actions.edit_post, by=by, post=post, content=content):
            messages.success(request, _("Changed."))
            say_dates(request, changed)
            return redirect(post)
    return _page(request, writing)


@organizer_required
@require_safe
def post_enter(request: HttpRequest) -> HttpResponse:
    """A neighbour phones: somebody new, or one whom this organizer entered before."""
    return render(request, "exchanges/post_enter.html", {"people": speaking.neighbours(me(request))})


def on_the_phone(request: HttpRequest) -> Person | None:
    """The neighbour whom this organizer entered and now writes for. Anybody else's id is a 404."""
    if "for" not in request.GET:
        return None
    person = get_object_or_404(Person, public_id=request.GET["for"], user=None)
    if not permissions.acts_for(me(request), person):
        raise Http404
    return person


def _initial(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What the address says: `kind`, `need`, a `title` that was searched for in vain, the `pod` it is for, a
    post to `copy`."""
    if "copy" in request.GET:
        mine = Post.objects.filter(person=person).prefetch_related("needs", "occurrences")
        return PostForm.again(get_object_or_404(mine, public_id=request.GET["copy"]))
    if "check_in" in request.GET:
        return _from_check_in(request)
    need = needs.tree().get(request.GET.get("need", ""))
    said = {
        "kind": request.GET.get("kind", ""),
        "title": request.GET.get("title", "")[:100],
        "needs": [str(need.pk)] if need else [],
    }
    return said | ({"audience": PostForm.for_pod(request.GET["pod"])} if "pod" in request.GET else {})


def _from_check_in(request: HttpRequest) -> dict[str, Any]:
    """A request to the pod, with what somebody said in a check-in that they need; for them, if they agree."""
    begun = requests.begun(me(request), request.GET["check_in"])
    if begun is None:
        raise Http404
    fits = "\n" not in begun.words and len(begun.words) <= LONGEST_TITLE
    return {
        "kind": Post.Kind.REQUEST,
        # What somebody needs done; whoever needs a thing may say so.
        "form": Post.Form.SERVICE,
        "title": begun.words if fits else "",
        "text": "" if fits else begun.words,
        "needs": [str(node.pk) for node in meaning.read(begun.words).needs[:1]] if begun.words else [],
        "audience": f"{POD}{begun.pod.public_id}",
        "for_someone": not begun.is_mine,
        "decides": Post.Decides.AUTHOR if begun.is_mine else Post.Decides.THEM,
    }


def _draft(request: HttpRequest, by: Person, person: Person) -> Draft | None:
    """What they go on with: the one that the address names, or the latest of this kind."""
    begun = Draft.objects.of(by, person)
    if "draft" in request.GET:
        return get_object_or_404(begun, public_id=request.GET["draft"])
    if any(name in request.GET for name in SAYS):
        return None
    kind = request.GET.get("kind", "")
    return begun.filter(kind=kind).first() if kind else begun.first()


def _keep_for_later(request: HttpRequest, writing: Writing, kept: dict[str, Any]) -> HttpResponse:
    """The button for later: all of it is kept as it is, right or wrong, with the photos that came with it."""
    if kept["fields"] and attempt(writing.form, actions.keep_draft, **kept):
        messages.success(request, _("Kept for 14 days. Nobody else sees it."))
        return redirect("exchanges:post_mine")
    return _page(request, writing, draft_id=kept["public_id"])


def _page(
    request: HttpRequest, writing: Writing, *, draft: Draft | None = None, draft_id: str = ""
) -> HttpResponse:
    form = writing.form
    kind = form["kind"].value()
    context = {
        "writing": writing,
        "worries": worry.explained(writing.worries),
        "form": form,
        "slots": writing.slots,
        "person": form.person,
        "post": writing.post,
        "open_folds": writing.open_folds(),
        "kind": kind,
        # Whoever came by “Ask” or “Share” has said it already.
        "kind_is_said": writing.post is None and kind in Post.Kind and kind == request.GET.get("kind"),
        "roots": needs.tree().roots,
        "rides": {node.pk for node in needs.tree().active if node.slug in rides.SLUGS},
        "chosen": [str(value) for value in form["needs"].value() or []],
        "draft": draft,
        "draft_id": draft_id,
        "keep_url": keep_url(form.person, draft_id) if draft_id else "",
        "began": pages.writing.began(draft) if draft else "",
    }
    return render(request, "exchanges/post_form.html", context)
