"""Posts: new, shown, edited, put away, taken back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import actions as members
from members.doors import member_at_any_time, member_required
from members.models import Decision, Person
from mutualaid.base import hanging
from mutualaid.base.together import together

from .. import actions, names, pages, passing_on, permissions, writing
from ..calendar import dates
from ..forms import AgainForm, ProposeForm, propose_form
from ..models import Exchange, Photo, Post
from ..still.waiting import asked
from .doing import act, allowed, attempt, button, me

FORM = ["GET", "HEAD", "POST"]


def _find(request: HttpRequest, public_id: str) -> Post:
    posts = Post.objects.visible_to(request.viewer).select_related("person__user")  # type: ignore[attr-defined]
    found = hanging.fetch(posts.filter(public_id=public_id), "needs", "occurrences", "photos")
    if not found:
        raise Http404
    return found[0]  # type: ignore[no-any-return]


def find_own(request: HttpRequest, public_id: str) -> Post:
    post = _find(request, public_id)
    if not permissions.can_change_post(me(request), post):
        raise Http404
    return post


@require_safe
def post_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One post: a newcomer is shown its title, its need and a wide area."""
    return render(request, "exchanges/post_detail.html", detail(request, _find(request, public_id)))


def detail(
    request: HttpRequest, post: Post, form: ProposeForm | None = None, again: forms.Form | None = None
) -> dict[str, Any]:
    """What the page of a post shows to whoever looks; `form`, `again`: what its reader has to correct."""
    viewer = request.viewer  # type: ignore[attr-defined]
    person = viewer.person if viewer.is_member else None
    context: dict[str, Any] = {
        "post": post,
        "facts": pages.post_facts(post, viewer),
        "needs": [need.name for need in post.needs.all()],
        "is_member": viewer.is_member,
    }
    places = pages.tonight.places(post, viewer)
    if person is None:
        return context | {"places": together(places)[0]}
    is_mine = permissions.can_change_post(person, post)
    can_answer = post.is_open and permissions.can_answer_post(person, post)
    is_kept = can_answer and Decision.Kind.NO_THREADS in viewer.limits
    can_answer = can_answer and not is_kept
    swaps, known, *read = hanging.together(
        pages.proposals.about(post, viewer),
        pages.suggestions.known(post, viewer),
        *pages.gathering.asked(post.occurrence, viewer),
    )
    found, fits = together(places, pages.suggestions.of_post(post, viewer, known))
    if can_answer and form is None:
        form = propose_form(person, post, asked=_asked(person, swaps))
    return context | {
        "places": found,
        "author": names.author_of(post, person),
        "passed_on": passing_on.said(post, person),
        "photos": list(post.photos.all()),
        "is_mine": is_mine,
        "again": again if again or not post.needs_new_day else AgainForm(),
        "copy_url": writing.write_url(post.person, copy=post.public_id),
        "still": asked(post, person),
        "can_hide": permissions.can_hide_post(person, post),
        "hidden_reasons": Post.BY_HAND,
        "form": form if can_answer else None,
        "is_kept": is_kept,
        "dates": dates.lines(post) if is_mine and post.is_recurring else [],
        "left_out": dates.left_out(post),
        "gathering": pages.gathering.panel(post.occurrence, viewer, read) if post.is_gathering else None,
        "proposals": pages.proposals.waiting(post, viewer, swaps),
        "fits": fits,
        "swaps": _swaps(person, swaps, is_mine),
    }


def _asked(person: Person, swaps: Iterable[Exchange]) -> set[int]:
    """The times for which somebody waits for an answer."""
    waits = [swap for swap in swaps if swap.status == Exchange.Status.PROPOSED]
    return {swap.occurrence_id for swap in waits if swap.proposer_id == person.pk}


def _swaps(person: Person, swaps: Iterable[Exchange], is_mine: bool) -> list[dict[str, Any]]:
    """The viewer's own swaps about this post, each with the name of the other one.

    Proposals that wait for the author stand in a list of their own.
    """
    return [
        {
            "swap": swap,
            "other": names.name_in(swap, swap.other(permissions.side(person, swap)), person),
            "when": dates.of(swap),
        }
        for swap in swaps
        if not (is_mine and swap.status == Exchange.Status.PROPOSED)
    ]


@member_required
@require_safe
def post_mine(request: HttpRequest) -> HttpResponse:
    """What I began to write, and my posts, open ones first."""
    context = {"drafts": pages.writing.begun(me(request)), "posts": pages.my_posts(request.viewer)}  # type: ignore[attr-defined]
    return render(request, "exchanges/post_mine.html", context)


post_pause = button(find_own, actions.pause_post, _lazy("It is put away. Only you see it now."))
post_close = button(find_own, actions.close_post, _lazy("Settled. Good."))
post_withdraw = button(find_own, actions.withdraw_post, _lazy("Taken back. You can open it again."))
post_restore = button(_find, actions.restore_post, _lazy("It is on the board again."))


@member_required
@require_POST
def match_put_aside(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Not this one: it is not suggested for that post again."""
    post, other = find_own(request, public_id), _find(request, other_id)
    act(request, actions.put_aside, _("It is not suggested again."), post=post, other=other)
    return redirect(post.get_absolute_url() + "#fits")


@member_required
@require_POST
def post_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """On the board again; where its day is over, on another one that is asked for."""
    post = find_own(request, public_id)
    form = AgainForm(request.POST) if post.needs_new_day else forms.Form(request.POST)
    if form.is_valid() and attempt(form, actions.reopen_post, by=me(request), post=post, **form.cleaned_data):
        messages.success(request, _("It is on the board again."))
        return redirect(post)
    return render(request, "exchanges/post_detail.html", detail(request, post, again=form))


@member_at_any_time
@require_http_methods(FORM)
def post_block(request: HttpRequest, public_id: str) -> HttpResponse:
    """Block whoever wrote a post without a name, and stay without knowing it."""
    post = _find(request, public_id)
    if permissions.can_change_post(me(request), post):
        raise Http404
    if request.method == "POST":
        told = names.is_told(post, me(request))
        allowed(members.block, by=me(request), person=post.person, is_nameless=not told)
        messages.success(request, _("Done. From now on you do not see each other. They are not told."))
        return redirect("members:block_list")
    return render(request, "exchanges/post_block.html", {"post": post})


@member_required
@require_POST
def post_hide(request: HttpRequest, public_id: str) -> HttpResponse:
    """An organizer takes it off the board."""
    post = _find(request, public_id)
    if not permissions.can_hide_post(me(request), post):
        raise Http404
    reason = request.POST.get("reason", "")
    if reason not in dict(Post.BY_HAND):
        messages.error(request, _("Choose why."))
    else:
        act(request, actions.hide_post, _("Hidden. Its author was told why."), post=post, reason=reason)
    return redirect(post)


@member_required
@require_safe
def photo(request: HttpRequest, public_id: str) -> HttpResponse:
    """A photo, for those who may see its post; a draft, for whoever chose it."""
    found = get_object_or_404(Photo.objects.select_related("post"), public_id=public_id)
    if found.post is None:
        may = found.uploaded_by_id == me(request).pk
    else:
        may = Post.objects.visible_to(request.viewer).filter(pk=found.post.pk).exists()  # type: ignore[attr-defined]
    if not may:
        raise Http404
    with found.file.open() as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=3600"
    return response
