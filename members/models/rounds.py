"""Check-in rounds of a pod: who is asked, what they answered, and who calls those who did not."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id

from .notices import Notice
from .people import Person
from .pods import Pod, PodMembership, PodNeighbour


class PodReach(models.Model):
    """What somebody said for their pod: how they are reached, and whom they would reach themself."""

    class Reached(models.TextChoices):
        CALL = "call", _("By a call")
        KNOCK = "knock", _("By a knock on my door")
        NOT = "", _("Not at all")

    class Time(models.TextChoices):
        MORNING = "morning", _("mornings")
        AFTERNOON = "afternoon", _("afternoons")
        EVENING = "evening", _("evenings")
        NIGHT = "night", _("nights")

    membership = models.OneToOneField(PodMembership, models.CASCADE, related_name="reach")
    reached = models.CharField(max_length=5, choices=Reached, default=Reached.NOT, blank=True)
    number = EncryptedTextField(default="", blank=True)
    # The languages in which they call others; none, and they call nobody.
    calls_in = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    knocks = models.BooleanField(default=False)
    # Parts of the day at which they can; none is at any time.
    times = ArrayField(models.CharField(max_length=9, choices=Time), default=list, blank=True)
    is_on_paper = models.BooleanField(default=False)
    # An urgent round may reach them in their quiet hours.
    may_wake = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("how somebody in a pod is reached")
        verbose_name_plural = _("how people in pods are reached")

    def __str__(self) -> str:
        return f"reach {self.pk}"


class PhoneTree(models.Model):
    """Who calls whom in a pod: ids only. A person's id is their own, a neighbour's has a minus before it."""

    pod = models.OneToOneField(Pod, models.CASCADE, related_name="phone_tree")
    callers = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("phone tree")
        verbose_name_plural = _("phone trees")

    def __str__(self) -> str:
        return f"phone tree {self.pk}"

    @property
    def edges(self) -> dict[int, int]:
        """Who is called by whom."""
        return {int(called): caller for called, caller in self.callers.items()}


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> "RoundQuerySet":
        """Those that are not over."""
        return self.filter(ended_at=None)

    def due(self, now: datetime) -> "RoundQuerySet":
        """Those of which somebody has to be called from now on, or that are over."""
        return self.open().filter(Q(ends_at__lte=now) | Q(call_at__lte=now, calling_at=None))


class Round(models.Model):
    """A pod asks each of its people whether they are all right."""

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    pod = models.ForeignKey(Pod, models.CASCADE, related_name="rounds")
    started_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    # "Heat wave." For the pod's own pages; in no title and no notice.
    words = EncryptedTextField(default="", blank=True)
    is_urgent = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now)
    # From then on those who did not answer are called, and since when they are.
    call_at = models.DateTimeField()
    calling_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Written when it ends: they stay when the answers are gone.
    asked = models.PositiveSmallIntegerField(default=0)
    ok = models.PositiveSmallIntegerField(default=0)
    need = models.PositiveSmallIntegerField(default=0)
    unreached = models.PositiveSmallIntegerField(default=0)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in round")
        verbose_name_plural = _("check-in rounds")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pod"], condition=Q(ended_at=None), name="round_one_open_a_pod")
        ]
        indexes = [models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="round_open")]

    def __str__(self) -> str:
        return f"round {self.pk}"

    @property
    def is_open(self) -> bool:
        """It was not ended, and would not be by now."""
        return self.ended_at is None and timezone.now() < self.ends_at


class CheckIn(models.Model):
    """One who is asked in a round: somebody in the pod, or a neighbour whom somebody there reaches."""

    class State(models.TextChoices):
        WAITING = "waiting", _("no answer yet")
        OK = "ok", _("all right")
        NEED = "need", _("needs something")
        UNREACHED = "unreached", _("could not be reached")

    # The last answer counts; that nobody answered is only said of somebody who did not.
    TRANSITIONS = {
        State.WAITING: {State.OK, State.NEED, State.UNREACHED},
        State.OK: {State.OK, State.NEED},
        State.NEED: {State.OK, State.NEED},
        State.UNREACHED: {State.OK, State.NEED, State.UNREACHED},
    }

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="check_ins")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="check_ins")
    neighbour = models.ForeignKey(PodNeighbour, models.CASCADE, null=True, related_name="check_ins")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    words = EncryptedTextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    # Themself, or who heard it on the phone or at the door.
    said_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    caller = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="calls_to_make")
    # How often nobody answered, and when their caller asked for their number.
    tries = models.PositiveSmallIntegerField(default=0)
    shown_at = models.DateTimeField(null=True)
    # What asked them: read once they answered, or there is nothing to answer any more.
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("answer in a round")
        verbose_name_plural = _("answers in rounds")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="check_in_once"),
            models.UniqueConstraint(fields=["round", "neighbour"], name="check_in_once_neighbour"),
            models.CheckConstraint(
                name="check_in_of_somebody",
                condition=Q(person__isnull=True, neighbour__isnull=False)
                | Q(person__isnull=False, neighbour__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"

    @property
    def key(self) -> int:
        """As in a phone tree."""
        return self.person_id or -(self.neighbour_id or 0)

    @property
    def name(self) -> str:
        found = self.person or self.neighbour
        return found.name if found else ""

    @property
    def is_answered(self) -> bool:
        return self.state in (self.State.OK, self.State.NEED)
