"""Pods: who is in them."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.ids import public_id

if TYPE_CHECKING:
    pass


from .people import Person


class Pod(models.Model):
    """A few neighbours who look after each other. Here only: its name and who is in it."""

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True)
    members = models.ManyToManyField(
        Person, verbose_name=_("who is in it"), through="PodMembership", related_name="pods"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("pod")
        verbose_name_plural = _("pods")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PodMembership(models.Model):
    """Somebody is in a pod."""

    pod = models.ForeignKey(Pod, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("place in a pod")
        verbose_name_plural = _("places in pods")
        constraints = [models.UniqueConstraint(fields=["pod", "person"], name="pod_membership_once")]

    def __str__(self) -> str:
        return f"membership {self.pk}"
