"""What a person is told."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.base.crypto import EncryptedTextField

from .people import Person


class Channel(models.TextChoices):
    """Besides the site, which tells everything."""

    MAIL = "mail", _("Mail")
    PUSH = "push", _("Devices")
    SMS = "sms", _("Texts")


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


class NoticeSwitch(models.Model):
    """One group of notices on one channel, where somebody chose other than the default."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_switches")
    group = models.CharField(max_length=40)
    channel = models.CharField(max_length=4, choices=Channel)
    is_on = models.BooleanField()

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "group", "channel"], name="notice_switch_once")
        ]

    def __str__(self) -> str:
        return f"switch {self.pk}"


class Delivery(models.Model):
    """A notice on its way over one channel, from the transaction that told it until it is handed over."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    # The notice's own, here for the index: what waits for somebody, and when the last one went out.
    person = models.ForeignKey(Person, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=4, choices=Channel)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    # What only this mail says: links with their labels, an address to answer to. JSON, gone once it is sent.
    extra = EncryptedTextField(default="", blank=True)

    class Meta:
        verbose_name = _("notice on its way")
        verbose_name_plural = _("notices on their way")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]
        indexes = [
            models.Index(fields=["person", "channel", "done_at"], name="delivery_of_person"),
            models.Index(fields=["due_at"], condition=Q(done_at=None), name="delivery_waiting"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Device(models.Model):
    """A browser that somebody wants to be told on, known to us by an address at its maker's push service."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="devices")
    endpoint = EncryptedTextField()
    endpoint_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"device {self.pk}"


class Mobile(models.Model):
    """A number that somebody wants texts to, once they have typed the code that it was sent."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="mobile")
    number = EncryptedTextField()
    # The six digits on their way; empty once they were typed.
    code = EncryptedTextField(default="", blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("number for texts")
        verbose_name_plural = _("numbers for texts")

    def __str__(self) -> str:
        return f"number {self.pk}"
