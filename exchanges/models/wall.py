"""The thanks wall: what somebody wrote in thanks, without names, where both of the two said yes to it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person
from members.speaking import spoken_for
from mutualaid.base.crypto import EncryptedTextField
from mutualaid.base.ids import public_id

from .exchange import Exchange

if TYPE_CHECKING:
    from members.viewers import Viewer


class WallLineQuerySet(models.QuerySet["WallLine"]):
    def standing(self) -> "WallLineQuerySet":
        """What both said yes to: everybody who may open the wall reads it."""
        return self.filter(agreed_at__isnull=False)

    def within_reach_of(self, viewer: "Viewer") -> "WallLineQuerySet":
        """What this viewer may take down: of their own swaps, also behind a block; an organizer, all."""
        me = viewer.person
        if me is None:
            return self.none()
        mine = spoken_for(me, "exchange__giver") | spoken_for(me, "exchange__receiver")
        return self.filter(mine | Q(agreed_at__isnull=False)) if viewer.is_organizer else self.filter(mine)


class WallLine(models.Model):
    """One line of thanks. Until both said yes it is a `draft` that nobody else can read.

    Taken back by either of the two, or taken down by an organizer, it is deleted.
    """

    public_id = models.CharField(max_length=12, default=public_id, unique=True, editable=False)
    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="wall_lines")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    draft = EncryptedTextField(default="", blank=True)
    text = models.TextField(_("thanks"), default="", blank=True)
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = WallLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line on the thanks wall")
        verbose_name_plural = _("lines on the thanks wall")
        ordering = ["-agreed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="wall_line_in_clear_once_both_agreed",
                condition=Q(agreed_at__isnull=True, text="")
                | (Q(agreed_at__isnull=False, draft="") & ~Q(text="")),
            ),
            models.UniqueConstraint(name="wall_line_once_each", fields=["exchange", "author"]),
        ]

    def __str__(self) -> str:
        return f"line {self.public_id}"

    @property
    def other(self) -> Person:
        """The one of the two who is asked whether it may stand there."""
        return self.exchange.other(self.author)
