"""What every app stands on: the network's own row, the audit, mail on its way out."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .crypto import EncryptedBinaryField, EncryptedTextField
from .ids import public_id


class Network(models.Model):
    """The one row that says whose network this is. Read it through `network.current_network()`."""

    class Units(models.TextChoices):
        KILOMETRES = "km", _("kilometres")
        MILES = "mi", _("miles")

    class Clock(models.TextChoices):
        H24 = "24", _("18:30")
        H12 = "12", _("6:30 pm")

    class Joining(models.TextChoices):
        OPEN = "open", _("open: whoever comes is in")
        APPROVAL = "approval", _("organizers let each one in")
        INVITATION = "invitation", _("by a member's invitation")
        VOUCHING = "vouching", _("two members vouch for each one")

    name = models.CharField(_("name"), max_length=80, default="Mutual Aid")
    area_name = models.CharField(_("what the area is called"), max_length=80, blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    phone_hours = models.CharField(_("when somebody answers"), max_length=80, blank=True)
    danger_numbers = models.JSONField(
        _("numbers for someone in danger"),
        default=list,
        blank=True,
        help_text=_('A list such as [["Emergency", "112"], ["Women\'s helpline", "0800 000 000"]].'),
    )
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    units = models.CharField(_("distances in"), max_length=2, choices=Units, default=Units.KILOMETRES)
    clock = models.CharField(_("clock"), max_length=2, choices=Clock, default=Clock.H24)
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("languages"), default=list)
    board_is_public = models.BooleanField(
        _("show newcomers the posts that their authors opened"),
        default=True,
        help_text=_("Without an account only title, need and a wide area are shown, never a name."),
    )
    joining = models.CharField(_("how people join"), max_length=10, choices=Joining, default=Joining.OPEN)
    questions = ArrayField(
        models.CharField(max_length=200), verbose_name=_("what you ask whoever wants to join"), default=list
    )
    # One phrase each. None: those that ship (`members.worry`). A post with one of the second waits.
    worry_words = ArrayField(
        models.CharField(max_length=80), verbose_name=_("words to think twice about"), null=True, blank=True
    )
    hold_words = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("words that wait for an organizer"),
        default=list,
        blank=True,
    )
    limits_lifted_until = models.DateTimeField(
        _("in a crisis: no limits on posts, answers and messages until"), null=True, blank=True
    )
    # The area on the map: what the pages show first, and which squares may be picked.
    area_south = models.FloatField(null=True, blank=True)
    area_west = models.FloatField(null=True, blank=True)
    area_north = models.FloatField(null=True, blank=True)
    area_east = models.FloatField(null=True, blank=True)
    # The privacy grid, fixed once the network is set up: every stored square is counted from here.
    grid_latitude = models.FloatField(_("grid origin, latitude"), null=True, blank=True)
    grid_longitude = models.FloatField(_("grid origin, longitude"), null=True, blank=True)
    finest_cell_m = models.PositiveSmallIntegerField(_("finest square, metres"), default=500)
    set_up_at = models.DateTimeField(_("set up"), null=True, blank=True)
    setup_token_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("network")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="network_is_one_row")]

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Who did what to what: ids only, never a name or a text. The application role may add and read."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    reason = models.CharField(
        max_length=40, blank=True, help_text=_("A code from a fixed list, no free text.")
    )

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class Mail(models.Model):
    """A mail on its way out. Its words are encrypted until it is sent, then gone; the row lives 7 days."""

    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = EncryptedTextField()
    subject = EncryptedTextField()
    text = EncryptedTextField()
    html = EncryptedTextField(default="", blank=True)
    # Further headers as JSON: where to answer, how to unsubscribe.
    headers = EncryptedTextField(default="", blank=True)
    # Of whoever it is for, where it can wait: a try that comes in them is put off to their end.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return str(self.message_id)


class Salt(models.Model):
    """The day's random salt of all limits. Unlogged, and deleted the day after."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    class Meta:
        verbose_name = _("key of the day for counting")
        verbose_name_plural = _("keys of the day for counting")

    def __str__(self) -> str:
        return str(self.day)


class Bucket(models.Model):
    """How many tokens somebody has left; who, only a day's salt could tell. Unlogged: in no dump."""

    key = models.BinaryField(primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField()
    passed = models.BooleanField()

    class Meta:
        verbose_name = _("counter against too much at once")
        verbose_name_plural = _("counters against too much at once")

    def __str__(self) -> str:
        return "bucket"


class Word(models.Model):
    """A word of the listings or the taxonomy, and in how many texts: puts typing errors right."""

    word = models.CharField(max_length=30, primary_key=True)
    texts = models.IntegerField()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_like")]

    def __str__(self) -> str:
        return self.word


class JobRun(models.Model):
    """When a job that runs by the clock was last tried, and when it last went well. See `watch.py`."""

    name = models.CharField(max_length=80, primary_key=True)
    tried_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")

    def __str__(self) -> str:
        return self.name


class EncryptedPicture(models.Model):
    """A WebP that we drew anew: its bytes, and what it shows, are encrypted in the database."""

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    content = EncryptedBinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    alt = EncryptedTextField(_("what it shows"), default="", blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"picture {self.public_id}"
