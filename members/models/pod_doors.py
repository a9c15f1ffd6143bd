"""The ways into a pod, and from one pod to the next."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField

from .people import Person
from .pods import Pod
from .talk import Talk


class PodInvitation(models.Model):
    """A link that lets somebody into a pod, or the code on a flyer, which only asks. Kept as a hash."""

    pod = models.ForeignKey(Pod, models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    is_flyer = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invitation into a pod")
        verbose_name_plural = _("invitations into pods")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class PodAsk(models.Model):
    """Somebody asks to be in a pod. Who is not in the network yet may ask, too: it waits with them."""

    pod = models.ForeignKey(Pod, models.CASCADE, related_name="asks")
    person = models.ForeignKey(Person, models.CASCADE, related_name="pod_asks")
    words = EncryptedTextField(_("in their words"), default="", blank=True)
    # They came by a link that lets in: they are in as soon as the network has let them in.
    is_invited = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    # Kept for a while, so that nobody has to say no to the same person each week.
    declined_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("wish to join a pod")
        verbose_name_plural = _("wishes to join pods")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pod", "person"], name="pod_ask_once")]

    def __str__(self) -> str:
        return f"ask {self.pk}"


class PodLink(models.Model):
    """Two pods side by side, once the point persons of both said yes."""

    asking = models.ForeignKey(Pod, models.CASCADE, related_name="links_asked")
    asked = models.ForeignKey(Pod, models.CASCADE, related_name="links_met")
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    # Between those who look after the two.
    talk = models.OneToOneField(Talk, models.SET_NULL, null=True, related_name="pod_link")

    class Meta:
        verbose_name = _("neighbouring pods")
        verbose_name_plural = _("neighbouring pods")
        constraints = [
            models.UniqueConstraint(
                Least("asking", "asked"), Greatest("asking", "asked"), name="pod_link_once"
            ),
            models.CheckConstraint(name="pod_link_of_two", condition=~Q(asking=F("asked"))),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
