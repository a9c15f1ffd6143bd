"""What happens to a post."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import worry
from members.actions import see
from members.models import Person
from members.permissions import can_post
from mutualaid.base import audit, limits
from mutualaid.base.actions import NotAllowed, NotNow

from .. import notices, permissions
from ..gatherings import is_up
from ..models import Coming, Exchange, Photo, Post, project
from .content import PostContent, write
from .drafts import drop_draft
from .locks import lock_post
from .photos import drop_photos
from .places import expected, tell_changes, tell_expected, when_of
from .steps import move_post, seek
from .times import begin_times, change_times


@transaction.atomic
def create_post(
    *, by: Person, content: PostContent, person: Person | None = None, draft_id: str = ""
) -> Post:
    """A new post of `person` (their own unless an organizer enters it for a neighbour by phone).

    `draft_id`: the draft that it was, which is done with.
    """
    person = person or by
    if not permissions.acts_for(by, person):
        raise NotAllowed
    _may_post(by)
    if person.pk == by.pk:
        limits.spend("post", by.pk, new=by.is_new)
    else:
        see(person_id=person.pk, today=timezone.localdate())
    post = _create(by, person, content)
    drop_draft(by=by, public_id=draft_id)
    return post


@transaction.atomic
def create_first_posts(*, by: Person, contents: Sequence[PostContent]) -> list[Post]:
    """What somebody could use and share on the day they join. The first time it counts for nothing.

    Of whoever waits to be let in, nobody sees it until they are.
    """
    if not permissions.can_begin(by):
        raise NotAllowed
    if contents and by.status == Person.Status.ACTIVE:
        _may_post(by)
    if contents and Post.objects.filter(person=by).exists():
        limits.spend("post", by.pk, new=by.is_new)
    return [_create(by, by, content) for content in contents]


def begin_posts(person: Person) -> None:
    """Somebody was let in: what they wrote while they waited is new on this day, and others hear of it."""
    from .. import tasks

    if person.status != Person.Status.ACTIVE:
        return
    waited = list(Post.objects.filter(person=person, created_at__lt=person.created_at))
    for post in waited:
        post.created_at = post.confirmed_at = person.created_at
        post.save(update_fields=["created_at", "confirmed_at"])
    project([post.pk for post in waited])
    for post in waited:
        seek(post)
        tasks.tell_of_post.defer(post_id=post.pk)


@transaction.atomic
def edit_post(*, by: Person, post: Post, content: PostContent) -> Post:
    """Say it differently. What was promised already stands: no fewer than that can be offered."""
    post = lock_post(post)
    if not permissions.can_change_post(by, post):
        raise NotAllowed
    if post.is_over:
        raise NotNow(_("This post is closed. Open it again before you change it."))
    if _is_another_thing(post, content) and _is_answered(post):
        raise NotNow(_("Somebody has answered already. Take it back and write a new one."))
    before, was_recurring, held = when_of(post), post.is_recurring, _held(post)
    post.edited_at = post.confirmed_at = timezone.now()
    post.asked_at = None
    write(post, content)
    change_times(post, content, was_recurring=was_recurring)
    tell_changes(post, before)
    return _hold(_finish(post, content, "post.edit", by), known=held)


@transaction.atomic
def pause_post(*, by: Person, post: Post) -> Post:
    """Put it away for now: nobody but its author and those who answered sees it."""
    return _move(by, post, "pause")


@transaction.atomic
def close_post(*, by: Person, post: Post) -> Post:
    """It is settled. Proposals that wait are declined kindly; what was agreed goes on."""
    post = _lock_own(by, post)
    if post.is_gathering and expected(post).exists():
        raise NotNow(
            _("People still come to it. Say that it took place, or call it off: they hear of it then.")
        )
    return move_post(post, "close", by)


@transaction.atomic
def withdraw_post(*, by: Person, post: Post) -> Post:
    """Take it back. Proposals that wait are declined kindly; what was agreed goes on.

    A gathering is called off: all who come, or wait for a place, hear of it.
    """
    return _move(by, post, "withdraw")


@transaction.atomic
def hide_post(*, by: Person, post: Post, reason: str) -> Post:
    """An organizer takes it off the board, for one of `Post.HiddenReason`; its author hears why.

    What is hidden because somebody reported it is from now on hidden by them.
    """
    post = lock_post(post)
    if not permissions.can_hide_post(by, post):
        raise NotAllowed
    if post.hidden_at and post.hidden_reason not in Post.WAITING:
        return post
    return _hide(post, by, reason)


@transaction.atomic
def hide_until_decided(*, post: Post) -> Post:
    """Reports take it off the board until an organizer has looked."""
    post = lock_post(post)
    return post if post.hidden_at else _hide(post, None, Post.HiddenReason.REPORTED)


def _hide(post: Post, by: Person | None, reason: str) -> Post:
    was_up = is_up(post)
    post.hidden_at, post.hidden_by, post.hidden_reason = timezone.now(), by, Post.HiddenReason(reason).value
    post.save()
    project([post.pk])
    audit.record("post.hide", post, by=by, reason=reason)
    notices.about_post(post, "post_hide")
    tell_expected(post, was_up=was_up)
    return post


@transaction.atomic
def restore_post(*, by: Person, post: Post) -> Post:
    """An organizer puts it back as it was."""
    post = lock_post(post)
    if not permissions.can_hide_post(by, post):
        raise NotAllowed
    if not post.hidden_at:
        return post
    post.hidden_at, post.hidden_by, post.hidden_reason = None, None, ""
    post.save()
    project([post.pk])
    seek(post)
    audit.record("post.restore", post, by=by)
    notices.about_post(post, "post_restore")
    tell_expected(post, was_up=False)
    return post


def _held(post: Post) -> set[str]:
    return worry.held(post.title, post.text, post.urgency_reason, post.access_note, post.bring)


def _hold(post: Post, known: Collection[str] = ()) -> Post:
    """With a word that the network holds it waits for an organizer; not again for one that stood in it."""
    if post.hidden_at or not _held(post) - set(known):
        return post
    _hide(post, None, Post.HiddenReason.HELD)
    notices.ask_organizers(post)
    return post


def _may_post(by: Person) -> None:
    if not can_post(by):
        raise NotNow(_("Organizers decided that you cannot post for a while. Your settings say why."))


def _is_another_thing(post: Post, content: PostContent) -> bool:
    """What those who answered did not answer to."""
    return (content.kind, content.is_gathering) != (post.kind, post.is_gathering)


def _is_answered(post: Post) -> bool:
    return (
        Exchange.objects.filter(occurrence__post=post).exists()
        or Coming.objects.filter(occurrence__post=post).exists()
    )


def _create(by: Person, person: Person, content: PostContent) -> Post:
    from .. import tasks

    post = Post(person=person, entered_by=by)
    write(post, content)
    begin_times(post, content)
    _finish(post, content, "post.create", by)
    tasks.tell_of_post.defer(post_id=post.pk)
    return _hold(post)


def _finish(post: Post, content: PostContent, action: str, by: Person) -> Post:
    post.needs.set(content.needs)
    _set_photos(post, content.photos)
    project([post.pk])
    seek(post)
    audit.record(action, post, by=by)
    return post


def _set_photos(post: Post, photos: Sequence[Photo]) -> None:
    """Exactly these, in this order; only what whoever acts uploaded, and not another post's."""
    if len(photos) > Post.MAX_PHOTOS:
        raise NotNow(_("At most %(count)s photos.") % {"count": Post.MAX_PHOTOS})
    if any(photo.post_id not in {None, post.pk} for photo in photos):
        raise NotAllowed
    drop_photos(list(post.photos.exclude(pk__in=[photo.pk for photo in photos])))
    for position, photo in enumerate(photos):
        Photo.objects.filter(pk=photo.pk).update(post=post, draft=None, position=position, alt=photo.alt)


def _move(by: Person, post: Post, name: str) -> Post:
    return move_post(_lock_own(by, post), name, by)


def _lock_own(by: Person, post: Post) -> Post:
    post = lock_post(post)
    if not permissions.can_change_post(by, post):
        raise NotAllowed
    return post
