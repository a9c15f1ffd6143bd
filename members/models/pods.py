"""Pods: which squares they cover, who is in them, and who looks after them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.bands import whole_square_or_none
from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.grid import Cell
from mutualaid.base.ids import public_id

from .people import Person

if TYPE_CHECKING:
    from ..viewers import Viewer

# Neighbours without phone and email are asked again whether they still want to stand in the list.
ASK_AGAIN = timedelta(days=182)


class PodQuerySet(models.QuerySet["Pod"]):
    def visible_to(self, viewer: "Viewer") -> "PodQuerySet":
        """Members: their own pods, and those that may be found and that nobody hid. Organizers: all."""
        if not viewer.is_member:
            return self.none()
        if viewer.is_organizer:
            return self
        return self.filter(Q(pk__in=viewer.pods) | (Q(is_hidden=False) & ~Q(openness=Pod.Openness.CLOSED)))


class Pod(models.Model):
    """A few neighbours who look after each other.

    Its address holds a random id, since a name in it would stay in the history of a shared phone.
    """

    class Openness(models.TextChoices):
        SEEKING = "seeking", _("Neighbours nearby find it, and it asks for a few more")
        OPEN = "open", _("Neighbours nearby find it and may ask to join")
        CLOSED = "closed", _("Nobody finds it: only those we invite")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True)
    area = models.CharField(_("area in words"), max_length=60, blank=True)
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True
    )
    # Between its members: when they meet, what to do when phones fail. May tell more than others should know.
    agreed = EncryptedTextField(_("what is agreed"), default="", blank=True)
    openness = models.CharField(_("who finds it"), max_length=10, choices=Openness, default=Openness.OPEN)
    is_hidden = models.BooleanField(_("hidden by organizers"), default=False)
    rotates_on = models.DateField(_("others take over on"), null=True, blank=True)
    members = models.ManyToManyField(
        Person, verbose_name=_("who is in it"), through="PodMembership", related_name="pods"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    objects = PodQuerySet.as_manager()

    class Meta:
        verbose_name = _("pod")
        verbose_name_plural = _("pods")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pods:pod_detail", args=[self.public_id])

    @property
    def cells(self) -> list[Cell]:
        """The squares it covers."""
        return [square.cell for square in self.squares.all()]


class PodSquare(models.Model):
    """A pod covers a square of the grid, or a part of it: nothing finer is known."""

    pod = models.ForeignKey(Pod, models.CASCADE, related_name="squares")
    cell_m = models.PositiveSmallIntegerField()
    cell_x = models.IntegerField()
    cell_y = models.IntegerField()

    class Meta:
        verbose_name = _("square of a pod")
        verbose_name_plural = _("squares of pods")
        constraints = [
            models.UniqueConstraint(fields=["pod", "cell_m", "cell_x", "cell_y"], name="pod_square_once"),
            models.CheckConstraint(name="pod_square_is_whole", condition=whole_square_or_none("cell")),
        ]
        indexes = [models.Index(fields=["cell_m", "cell_x", "cell_y"], name="pod_by_square")]

    def __str__(self) -> str:
        return f"square {self.pk}"

    @property
    def cell(self) -> Cell:
        return Cell(self.cell_m, self.cell_x, self.cell_y)


class PodMembership(models.Model):
    """Somebody is in a pod."""

    class Role(models.TextChoices):
        MEMBER = "member", _("in it")
        POINT = "point", _("point person")
        BACKUP = "backup", _("backup")

    pod = models.ForeignKey(Pod, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("place in a pod")
        verbose_name_plural = _("places in pods")
        constraints = [
            models.UniqueConstraint(fields=["pod", "person"], name="pod_membership_once"),
            models.UniqueConstraint(fields=["pod"], condition=Q(role="point"), name="pod_has_one_point"),
            models.UniqueConstraint(fields=["pod"], condition=Q(role="backup"), name="pod_has_one_backup"),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class PodSkills(models.Model):
    """What somebody can do for their pod in an emergency, as they said themself. For the pod only."""

    membership = models.OneToOneField(PodMembership, models.CASCADE, related_name="skills")
    # Codes of `members.pods.skills`, with spaces between them. Encrypted: who owns what is for nobody else.
    codes = EncryptedTextField(default="", blank=True)
    words = EncryptedTextField(default="", blank=True)

    class Meta:
        verbose_name = _("what somebody can do for their pod")
        verbose_name_plural = _("what people can do for their pods")

    def __str__(self) -> str:
        return f"skills {self.pk}"


class PodNeighbour(models.Model):
    """A neighbour without phone and email, in a pod as a name by their own say. Known to that pod only."""

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    pod = models.ForeignKey(Pod, models.CASCADE, related_name="neighbours")
    name = EncryptedTextField(_("name to be called by"))
    # "Knocks twice, she hears badly."
    how = EncryptedTextField(_("how they are reached"), default="", blank=True)
    reached_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, verbose_name=_("who reaches them"), related_name="knocks_on"
    )
    said_yes_on = models.DateField(_("said yes on"))
    # The last time somebody asked whether it is still so.
    asked_on = models.DateField(_("asked again on"))
    reminded_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("neighbour without phone and email")
        verbose_name_plural = _("neighbours without phone and email")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"neighbour {self.pk}"
