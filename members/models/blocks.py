"""Who wants nothing to do with whom."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    pass


from .people import Person


class BlockQuerySet(models.QuerySet["Block"]):
    def between(self, a: int | OuterRef, b: int | OuterRef) -> "BlockQuerySet":
        """Of either of these two persons (ids, or columns of an outer query) against the other."""
        return self.filter(Q(blocker=a, blocked=b) | Q(blocker=b, blocked=a))


class Block(models.Model):
    """One person wants nothing to do with another. Silent, mutual in effect, everywhere."""

    blocker = models.ForeignKey(Person, models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Person, models.CASCADE, related_name="blocks_met")
    # Of somebody who posted without a name: who blocked them is not told by the block either.
    is_nameless = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(name="block_not_oneself", condition=~Q(blocker=F("blocked"))),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"
