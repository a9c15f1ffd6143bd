"""Searches that somebody keeps, to hear of what is new."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id


class SavedSearch(models.Model):
    """What somebody looks for, on the board or in the directory, told as often as they like.

    `address` is the query of the list's own address ("kind=offer&need=rides&within=near"): what it means is
    asked of the list's filters alone. `told_until`: what came before that moment was told, or is old.
    """

    class Over(models.TextChoices):
        BOARD = "board", _("the board")
        DIRECTORY = "directory", _("the directory")

    class Every(models.TextChoices):
        ONCE = "instant", _("as soon as there is something")
        DAY = "day", _("once a day")
        WEEK = "week", _("once a week")

    MOST = 20

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_searches")
    over = models.CharField(max_length=10, choices=Over)
    address = EncryptedTextField()
    name = EncryptedTextField(_("what you call it"))
    every = models.CharField(_("how often you hear of it"), max_length=10, choices=Every, default=Every.DAY)
    created_at = models.DateTimeField(default=timezone.now)
    told_until = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("search that is kept")
        verbose_name_plural = _("searches that are kept")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["every", "told_until"], name="saved_search_due")]

    def __str__(self) -> str:
        return f"search {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:search_open", args=[self.public_id])

    @property
    def list_url(self) -> str:
        """The list that it keeps, as it is now."""
        names = {"board": "exchanges:post_list", "directory": "directory:listing_list"}
        return f"{reverse(names[self.over])}?{self.address}"
