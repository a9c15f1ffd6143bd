"""What neighbours write to each other about a swap or a gathering: encrypted, seen by nobody else."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from members.speaking import spoken_for
from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id
from mutualaid.base.models import EncryptedPicture

from .coming import Coming
from .exchange import Exchange
from .occurrence import Occurrence

if TYPE_CHECKING:
    from members.viewers import Viewer


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, viewer: "Viewer") -> "ThreadQuerySet":
        """Those of the swaps that they find, and of the gatherings that they hold or come to.

        As with swaps, an organizer finds those of the neighbours by phone for whom they act, and no others.
        """
        if viewer.person is None:
            return self.none()
        swaps, gatherings = Exchange.objects.visible_to(viewer), _gatherings(viewer)
        return self.filter(Q(exchange__in=swaps) | Q(occurrence__in=gatherings))

    def of_gatherings(self, viewer: "Viewer") -> "ThreadQuerySet":
        """Of what they find only those of gatherings."""
        return self.filter(occurrence__in=_gatherings(viewer))


def _gatherings(viewer: "Viewer") -> QuerySet[Any]:
    """The times of their own posts, and those that they come to: together, so that each is looked up by its
    key. Either of two conditions would be asked of all conversations there are.
    """
    me = viewer.person
    assert me is not None
    held = Occurrence.objects.filter(spoken_for(me, "post__person")).order_by()
    joined = Coming.objects.of(me).coming().order_by()
    if viewer.blocked:
        joined = joined.exclude(occurrence__post__person__in=viewer.blocked)
    return held.values("pk").union(joined.values("occurrence"), all=True)


class Thread(models.Model):
    """One conversation: of the two of a swap, or of all who come to a gathering.

    `last_at`, `last_by`: the newest message, so that who owes an answer is asked of one row. `nudged_at`:
    when whoever owes it was reminded, once; empty again as soon as somebody writes.
    """

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    exchange = models.OneToOneField(Exchange, models.CASCADE, null=True, blank=True, related_name="thread")
    occurrence = models.OneToOneField(
        Occurrence, models.CASCADE, null=True, blank=True, related_name="thread"
    )
    created_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(null=True, blank=True)
    last_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    nudged_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.CheckConstraint(
                name="thread_of_a_swap_or_a_gathering",
                condition=Q(exchange__isnull=False, occurrence__isnull=True)
                | Q(exchange__isnull=True, occurrence__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"conversation {self.public_id}"

    def get_absolute_url(self) -> str:
        """The page that it stands on: the swap's or the gathering's."""
        if self.exchange is not None:
            return self.exchange.get_absolute_url()
        assert self.occurrence is not None
        return self.occurrence.get_absolute_url()


class Reading(models.Model):
    """Up to when somebody has read a conversation."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("place in a conversation")
        verbose_name_plural = _("places in conversations")
        constraints = [models.UniqueConstraint(name="reading_once", fields=["thread", "person"])]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class Message(models.Model):
    """What somebody wrote to the others of a conversation."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        WORDS = "words", _("message")
        ANSWER = "answer", _("answer")
        REASON = "reason", _("why it did not happen")
        THANKS = "thanks", _("thanks")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORDS)
    text = EncryptedTextField()
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField(default=timezone.now)
    # Out of sight, for organizers or after a report: only whoever wrote it still reads it.
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="message_thanks_once", fields=["thread", "author"], condition=Q(kind="thanks")
            ),
            # Whoever says that it did not happen, and the other one: each their side of it, once.
            models.UniqueConstraint(
                name="message_reason_once", fields=["thread", "author"], condition=Q(kind="reason")
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.public_id}"


class MessageImage(EncryptedPicture):
    """A picture in a message, drawn anew by us; its bytes are encrypted in the database, as its words are."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="image")

    class Meta:
        verbose_name = _("picture in a message")
        verbose_name_plural = _("pictures in messages")
