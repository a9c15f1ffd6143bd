"""Accounts and persons. A person may have no account: a neighbour who phones has a name and a slip."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id

if TYPE_CHECKING:
    from .viewers import Viewer

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
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return f"account {self.pk}"


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> "PersonQuerySet":
        """Let in, and neither suspended nor gone."""
        return self.filter(status=Person.Status.ACTIVE)

    def visible_to(self, viewer: "Viewer") -> "PersonQuerySet":
        """Oneself always; others for members only, active ones with no block either way; all for organizers
        but those who block or are blocked by them."""
        if viewer.person is None:
            return self.none()
        me = Q(pk=viewer.person.pk)
        if not viewer.is_member:
            return self.filter(me)
        others = Q() if viewer.is_organizer else Q(status=Person.Status.ACTIVE)
        return self.filter(me | (others & ~Q(pk__in=viewer.blocked)))


class Person(models.Model):
    """Somebody the network knows: a member, or a neighbour by phone whom an organizer entered."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("left")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="person")
    name = models.CharField(_("name to be called by"), max_length=60)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True
    )
    about = models.CharField(_("a line about me"), max_length=200, blank=True)
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

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.CheckConstraint(
                name="person_has_whole_square_or_none",
                condition=Q(cell_m__isnull=True, cell_x__isnull=True, cell_y__isnull=True)
                | Q(cell_m__in=[500, 1000, 2000, 4000], cell_x__isnull=False, cell_y__isnull=False),
            ),
            models.CheckConstraint(
                name="person_by_phone_said_yes",
                condition=Q(entered_by__isnull=True) | Q(consent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:profile", args=[self.public_id])

    @property
    def cell(self) -> tuple[int, int, int] | None:
        """The stored square `(cell_m, x, y)`, if they gave one."""
        if self.cell_m is None or self.cell_x is None or self.cell_y is None:
            return None
        return (self.cell_m, self.cell_x, self.cell_y)

    @property
    def is_new(self) -> bool:
        """In their first 14 days, when some limits are narrower."""
        return timezone.now() - self.created_at < NEW_FOR


class Block(models.Model):
    """One person wants nothing to do with another. Silent, mutual in effect, everywhere."""

    blocker = models.ForeignKey(Person, models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Person, models.CASCADE, related_name="blocks_met")
    # Of somebody who posted without a name: who blocked them is not told by the block either.
    is_nameless = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(name="block_not_oneself", condition=~Q(blocker=F("blocked"))),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"


class Notice(models.Model):
    """Something a person is told on the site: a kind and where it leads, no words of anybody."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_inbox"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Report(models.Model):
    """Somebody says that a thing here is wrong. Organizers see it; the reported never hear who said it."""

    class Category(models.TextChoices):
        SAFETY = "safety", _("Somebody is not safe: threats, stalking, private details made public")
        HURTFUL = "hurtful", _("Hurtful: insults, hate, pressure")
        MONEY = "money", _("Asks for money, codes or favours in return")
        UNTRUE = "untrue", _("Not true, or not theirs to share")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", _("waits")
        DONE = "done", _("decided")

    class Decision(models.TextChoices):
        HIDDEN = "hidden", _("hidden")
        KEPT = "kept", _("left as it is")

    class Reason(models.TextChoices):
        """Why an organizer decided so: these codes also stand in the audit."""

        SAFETY = "safety", _("somebody was not safe")
        AGREEMENT = "agreement", _("against what we agreed on")
        MISTAKE = "mistake", _("a mistake or misunderstanding")
        SETTLED = "settled", _("settled between them")
        NOTHING = "nothing", _("nothing wrong found")

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    reporter = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="reports_made")
    # What is reported: a name that `moderation.register` knows and a public id. The row may be gone by now.
    kind = models.CharField(_("what"), max_length=30)
    subject_id = models.CharField(max_length=40)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="reports_met", verbose_name=_("whose")
    )
    category = models.CharField(_("about"), max_length=10, choices=Category)
    words = EncryptedTextField(_("in their words"), default="", blank=True)
    excerpt = EncryptedTextField(_("what it said"), default="", blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="report_decided_or_open",
                condition=Q(status="open", decision="", reason="", decided_at=None)
                | (Q(status="done", decided_at__isnull=False) & ~Q(decision="") & ~Q(reason="")),
            ),
            models.UniqueConstraint(
                fields=["reporter", "kind", "subject_id"],
                condition=Q(status="open"),
                name="report_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
