"""A ring: two to four swaps that close, proposed to all at once."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Block, Person
from members.speaking import spoken_for
from mutualaid.base.ids import public_id

from .exchange import Exchange
from .moves import move
from .occurrence import Occurrence

if TYPE_CHECKING:
    from members.viewers import Viewer


class RingQuerySet(models.QuerySet["Ring"]):
    def visible_to(self, viewer: "Viewer") -> "RingQuerySet":
        """Those they are in, or a neighbour by phone for whom they act; not once one of it blocked them."""
        me = viewer.person
        if me is None:
            return self.none()
        shut_out = Block.objects.filter(blocked=me).values("blocker")
        parts = RingPart.objects
        return self.filter(pk__in=parts.filter(spoken_for(me, "giver")).values("ring")).exclude(
            pk__in=parts.filter(giver__in=shut_out).values("ring")
        )

    def proposed(self) -> "RingQuerySet":
        return self.filter(status=Ring.Status.PROPOSED)


class Ring(models.Model):
    """A gives to B, B to C, C to A: it forms when all of them say yes, and then is a swap for each part.

    `proposed_by` is the organizer who thought of it, or nobody where it was found.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waits for everybody's yes")
        FORMED = "formed", _("agreed")
        ENDED = "ended", _("did not come about")

    TRANSITIONS = {
        "form": move(Status.PROPOSED, to=Status.FORMED),
        "end": move(Status.PROPOSED, to=Status.ENDED),
    }

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("proposed"), default=timezone.now)
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = RingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ring")
        verbose_name_plural = _("rings")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ring_closed_at_when_decided",
                condition=Q(status="proposed", closed_at__isnull=True)
                | (~Q(status="proposed") & Q(closed_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"ring {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:ring_detail", args=[self.public_id])


class RingPart(models.Model):
    """One step of a ring: whose offer goes to whose request. Each person is the giver of exactly one.

    `is_live` while the ring waits: a member is in one such ring at most, which the database holds.
    """

    class Answer(models.TextChoices):
        WAITING = "waiting", _("has not answered yet")
        YES = "yes", _("is in")
        NO = "no", _("cannot this time")

    ring = models.ForeignKey(Ring, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    giver = models.ForeignKey(Person, models.PROTECT, related_name="ring_parts")
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="+")
    offer = models.ForeignKey(Occurrence, models.PROTECT, related_name="+")
    request = models.ForeignKey(Occurrence, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("how many"), default=1)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_live = models.BooleanField(default=True)
    exchange = models.OneToOneField(
        Exchange, models.SET_NULL, null=True, blank=True, related_name="ring_part"
    )

    class Meta:
        verbose_name = _("part of a ring")
        verbose_name_plural = _("parts of rings")
        ordering = ["ring", "position"]
        constraints = [
            models.UniqueConstraint(name="ring_part_once", fields=["ring", "position"]),
            models.UniqueConstraint(name="ring_giver_once", fields=["ring", "giver"]),
            models.UniqueConstraint(name="ring_one_at_a_time", fields=["giver"], condition=Q(is_live=True)),
            models.CheckConstraint(name="ring_part_is_between_two", condition=~Q(giver=F("receiver"))),
        ]

    def __str__(self) -> str:
        return f"part {self.pk}"
