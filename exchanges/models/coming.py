"""Who comes to a gathering."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from members.speaking import spoken_for

from .moves import move
from .occurrence import Occurrence

if TYPE_CHECKING:
    from members.viewers import Viewer


class ComingQuerySet(models.QuerySet["Coming"]):
    def visible_to(self, viewer: "Viewer") -> "ComingQuerySet":
        """Their own; for the author of the post all; for those who come the others who come.

        Nobody else is told a name, and nobody is told of somebody whom they blocked or who blocked them.
        """
        if viewer.person is None or not viewer.is_member:
            return self.none()
        me = viewer.person
        mine, host = spoken_for(me, "person"), spoken_for(me, "occurrence__post__person")
        where_i_come = Coming.objects.coming().filter(mine).values("occurrence")
        among_us = Q(status=Coming.Status.COMING, occurrence__in=where_i_come)
        return self.filter(mine | host | among_us).exclude(person__in=viewer.blocked)

    def of(self, person: Person) -> "ComingQuerySet":
        """This person's, and those of neighbours by phone for whom they act."""
        return self.filter(spoken_for(person, "person"))

    def coming(self) -> "ComingQuerySet":
        return self.filter(status=Coming.Status.COMING)

    def waiting(self) -> "ComingQuerySet":
        """Whoever waits longest first."""
        return self.filter(status=Coming.Status.WAITING)

    def expected(self) -> "ComingQuerySet":
        """Those who come and those who wait for a place."""
        return self.filter(status__in=Coming.EXPECTED)

    def ahead(self, today: date) -> "ComingQuerySet":
        """Of times that are not over: neither is their day, nor did anybody say so; and not left out."""
        return self.filter(occurrence__until_day__gte=today, occurrence__done=0, occurrence__is_skipped=False)

    def on(self) -> "ComingQuerySet":
        """Of gatherings that nobody called off or hid."""
        return self.filter(occurrence__post__closed_at=None, occurrence__post__hidden_at=None)


class Coming(models.Model):
    """Somebody comes to one time of a gathering, or waits for a place.

    `people` counts them and whom they bring. Those who come are what the occurrence's `promised` counts; both
    change only under the lock on the post. `changed_at`: since when they come or wait, so that saying
    something else costs nobody their place in the line.
    """

    class Status(models.TextChoices):
        COMING = "coming", _("comes")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cannot come")
        DECLINED = "declined", _("not this time")

    TRANSITIONS = {
        "come": move(Status.WAITING, Status.CANCELLED, to=Status.COMING),
        "wait": move(Status.CANCELLED, to=Status.WAITING),
        "leave": move(Status.COMING, Status.WAITING, to=Status.CANCELLED),
        "decline": move(Status.COMING, Status.WAITING, to=Status.DECLINED),
    }
    EXPECTED = frozenset({Status.COMING, Status.WAITING})

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="comings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="comings")
    people = models.PositiveSmallIntegerField(_("how many people"), default=1)
    brings = models.CharField(_("what they bring"), max_length=140, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    # They read the conversation when they like, and are not told of each message.
    is_muted = models.BooleanField(_("quiet"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # When they were asked how it was.
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = ComingQuerySet.as_manager()

    class Meta:
        verbose_name = _("place at a gathering")
        verbose_name_plural = _("places at gatherings")
        ordering = ["changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="coming_once", fields=["occurrence", "person"]),
            models.CheckConstraint(name="coming_of_somebody", condition=Q(people__gte=1)),
        ]

    def __str__(self) -> str:
        return f"place {self.pk}"

    @property
    def is_expected(self) -> bool:
        return self.status in self.EXPECTED
