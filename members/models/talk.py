"""Small conversations that are about no swap: encrypted, seen by those who take part."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id

from ..talk import kinds
from .people import Person
from .pods import Pod

if TYPE_CHECKING:
    from ..viewers import Viewer


class TalkQuerySet(models.QuerySet["Talk"]):
    def visible_to(self, viewer: "Viewer") -> "TalkQuerySet":
        """Those in which they take part, as the rules of each kind say (`talk.kinds`)."""
        if viewer.person is None:
            return self.none()
        return self.filter(kinds.visible_q(viewer))


class Talk(models.Model):
    """One conversation. `last_at`: when something was last said in it."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("with the organizers, about joining")
        POD = "pod", _("of a pod")
        POINTS = "points", _("of point people of neighbouring pods")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    # Whom an application's is about; which pod's it is.
    person = models.OneToOneField(
        Person, models.CASCADE, null=True, blank=True, related_name="application_talk"
    )
    pod = models.ForeignKey(Pod, models.CASCADE, null=True, blank=True, related_name="talks")
    created_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("small conversation")
        verbose_name_plural = _("small conversations")
        constraints = [
            models.UniqueConstraint(name="talk_once_of_a_kind", fields=["kind", "pod"]),
            models.CheckConstraint(
                name="talk_is_about_what_its_kind_says",
                condition=Q(kind="application", person__isnull=False, pod__isnull=True)
                | Q(kind="pod", person__isnull=True, pod__isnull=False)
                | Q(kind="points", person__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"talk {self.public_id}"

    def get_absolute_url(self) -> str:
        """The page that it stands on."""
        return kinds.of(self).url(self)


class TalkMessage(models.Model):
    """What somebody wrote to the others of a conversation. `author`: nobody any more, once they left."""

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    text = EncryptedTextField()
    language = models.CharField(max_length=12)
    is_announcement = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    # Somebody organizing took it out of sight after a report.
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("words in a small conversation")
        verbose_name_plural = _("words in small conversations")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["talk", "created_at"], name="talk_in_order")]

    def __str__(self) -> str:
        return f"words {self.public_id}"


class TalkReading(models.Model):
    """Up to when somebody has read a conversation, and whether they want to hear of it."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(null=True)
    is_muted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("place in a small conversation")
        verbose_name_plural = _("places in small conversations")
        constraints = [models.UniqueConstraint(name="talk_reading_once", fields=["talk", "person"])]

    def __str__(self) -> str:
        return f"place {self.pk}"
