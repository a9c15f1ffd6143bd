"""Accounts and persons. A person may have no account: a neighbour who phones has a name and a slip."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.bands import whole_square_or_none
from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id

if TYPE_CHECKING:
    from ..viewers import Viewer

NEW_FOR = timedelta(days=14)


class UserManager(BaseUserManager["User"]):
    """An account is an email and, if its owner likes, a password."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """What signs in. Everything a neighbour is or does hangs on their `Person`."""

    email = models.EmailField(_("email"), unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("organizer"), default=False)
    # Whether their mail alone lets in somebody who has a passkey (accounts/second_step.py).
    second_step = models.BooleanField(default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return f"account {self.pk}"


def _is_active(now: datetime) -> Q:
    over = Q(status=Person.Status.SUSPENDED, suspended_until__lte=now)
    return Q(status=Person.Status.ACTIVE) | over


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> "PersonQuerySet":
        """Let in, and neither suspended nor gone. A pause that is over counts no more, noticed or not."""
        return self.filter(_is_active(timezone.now()))

    def visible_to(self, viewer: "Viewer") -> "PersonQuerySet":
        """Oneself always; others for members only, active ones with no block either way; for organizers all
        who did not leave, but those who block or are blocked by them."""
        if viewer.person is None:
            return self.none()
        me = Q(pk=viewer.person.pk)
        if not viewer.is_member:
            return self.filter(me)
        others = ~Q(status=Person.Status.LEFT) if viewer.is_organizer else _is_active(timezone.now())
        return self.filter(me | (others & ~Q(pk__in=viewer.blocked)))


class Person(models.Model):
    """Somebody the network knows: a member, or a neighbour by phone whom an organizer entered."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        REMOVED = "removed", _("removed")
        LEFT = "left", _("left")

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", _("at once, at most one an hour")
        DAILY = "daily", _("once a day")
        WEEKLY = "weekly", _("once a week")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="person")
    name = models.CharField(_("name to be called by"), max_length=60)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    # While paused: until when. Gone from the row as soon as a job has noticed that it is over.
    suspended_until = models.DateTimeField(_("paused until"), null=True, blank=True, editable=False)
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True
    )
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    about = models.CharField(_("a line about me"), max_length=200, blank=True)
    # Their line and photo are out of sight, for organizers or after a report. They themself never are.
    line_hidden_at = models.DateTimeField(_("line and photo hidden"), null=True, blank=True, editable=False)
    # The only place that is stored for a person: a square of the grid (mutualaid.base.grid).
    cell_m = models.PositiveSmallIntegerField(_("size of the square, metres"), null=True, blank=True)
    cell_x = models.IntegerField(null=True, blank=True)
    cell_y = models.IntegerField(null=True, blank=True)
    # A neighbour by phone: who typed, how to reach them, and that they said yes.
    entered_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="entered")
    phone = EncryptedTextField(_("phone number"), default="", blank=True)
    consent_at = models.DateTimeField(_("said yes"), null=True, blank=True)
    slip_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    # A day, not a moment: enough for "unused for a year".
    last_seen_on = models.DateField(_("last seen"), null=True, blank=True)
    # When they went through the tour of the first time, or skipped it.
    toured_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When they were told that an account which nobody uses ends.
    warned_on = models.DateField(null=True, blank=True, editable=False)
    # How much they can do, read where neighbours are matched. Empty: no limit.
    monthly_limit = models.PositiveSmallIntegerField(_("swaps a month"), null=True, blank=True)
    mail_pace = models.CharField(_("mails"), max_length=10, choices=Pace, default=Pace.AT_ONCE)
    # Times of the network's clock; from 22:00 until 7:00 passes midnight. Nothing reaches them in between.
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.CheckConstraint(
                name="person_has_whole_square_or_none", condition=whole_square_or_none("cell")
            ),
            models.CheckConstraint(
                name="person_by_phone_said_yes",
                condition=Q(entered_by__isnull=True) | Q(consent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="person_quiet_hours_whole_or_none",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
            ),
        ]

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        return reverse("members:profile", args=[self.public_id])

    @property
    def called(self) -> str:
        """What others call them. Whoever left has no name any more."""
        return self.name or _t("Former member")

    @property
    def cell(self) -> tuple[int, int, int] | None:
        """The stored square `(cell_m, x, y)`, if they gave one."""
        if self.cell_m is None or self.cell_x is None or self.cell_y is None:
            return None
        return (self.cell_m, self.cell_x, self.cell_y)

    def is_suspension_over(self, now: datetime) -> bool:
        """Paused until a moment that has passed."""
        return (
            self.status == self.Status.SUSPENDED
            and self.suspended_until is not None
            and self.suspended_until <= now
        )

    @property
    def is_out(self) -> bool:
        """Paused or removed: signs in to read why, to appeal, to take their data along and to leave."""
        return self.status in {self.Status.SUSPENDED, self.Status.REMOVED}

    @property
    def is_new(self) -> bool:
        """In their first 14 days, when some limits are narrower."""
        return timezone.now() - self.created_at < NEW_FOR
