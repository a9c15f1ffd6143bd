"""How people come in: what they tell the organizers, who invites them, who vouches for them."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id

from .people import Person

INVITATION_DAYS = timedelta(days=7)


class Application(models.Model):
    """Somebody waits to be let in. Gone with them where they are not, 90 days after where they are.

    `since`: when they asked, or last said that they still want to. `reminded_at`: when organizers were told
    that it gets old, `asked_at`: when the person was asked whether it still holds.
    """

    class Reason(models.TextChoices):
        """Why somebody was not let in: these codes also stand in the audit."""

        ELSEWHERE = "elsewhere", _("they live outside of our area")
        TWICE = "twice", _("they are here already")
        UNKNOWN = "unknown", _("we could not find out who they are")
        AGREEMENT = "agreement", _("against what we agreed on")
        FULL = "full", _("we cannot take in more people now")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    person = models.OneToOneField(
        Person, models.CASCADE, related_name="application", verbose_name=_("who"), editable=False
    )
    # What they answered, as JSON: [[question, answer], ...].
    answers = EncryptedTextField(_("what they say"), default="", blank=True)
    sent_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # What they tell neighbours who know them. Found by its fingerprint.
    code = EncryptedTextField(default="", blank=True)
    code_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    since = models.DateTimeField(_("since"), default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    let_in_at = models.DateTimeField(_("let in"), null=True, blank=True)
    declined_at = models.DateTimeField(_("not let in"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("wish to join")
        verbose_name_plural = _("people to let in")
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(
                name="application_declined_for_a_reason",
                condition=Q(declined_at=None, reason="") | (Q(declined_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="application_decided_one_way", condition=Q(let_in_at=None) | Q(declined_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.public_id}"


class Vouch(models.Model):
    """A member knows somebody who waits. Seen by organizers only."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="vouches")
    by = models.ForeignKey(Person, models.CASCADE, related_name="vouches_made")
    is_invitation = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("word of a member for somebody")
        verbose_name_plural = _("words of members for somebody")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["application", "by"], name="vouch_once")]

    def __str__(self) -> str:
        return f"vouch {self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def outstanding(self) -> "InvitationQuerySet":
        """Neither used nor taken back, and not yet too old."""
        return self.filter(
            used_at=None, token_hash__isnull=False, created_at__gt=timezone.now() - INVITATION_DAYS
        )


class Invitation(models.Model):
    """A link that lets one person in. We keep its fingerprint only, and not who used it."""

    by = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    # Gone once it was used or taken back, or had its seven days; the row stays for the count of a month.
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "created_at"], name="invitation_count")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def until(self) -> datetime:
        """When it ends."""
        return self.created_at + INVITATION_DAYS
