"""One time of a post, with what is left of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .post import Post


class Occurrence(models.Model):
    """A one-off post has exactly one. Days and times are local wall-clock in the network's zone.

    `quantity` None means "as many as are wanted" (a standing offer). `promised` counts what accepted
    exchanges hold, `done` what was handed over; both change only under the lock on the post.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="occurrences")
    from_day = models.DateField(_("from"), null=True, blank=True)
    until_day = models.DateField(_("until"), null=True, blank=True)
    from_time = models.TimeField(_("from"), null=True, blank=True)
    until_time = models.TimeField(_("until"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("how many"), null=True, blank=True, default=1)
    promised = models.PositiveIntegerField(_("promised"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)

    class Meta:
        verbose_name = _("time of a post")
        verbose_name_plural = _("times of posts")
        ordering = ["from_day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="occurrence_of_something", condition=Q(quantity__isnull=True) | Q(quantity__gte=1)
            ),
            models.CheckConstraint(
                name="occurrence_promises_no_more_than_there_is",
                condition=Q(quantity__isnull=True) | Q(quantity__gte=F("promised") + F("done")),
            ),
            models.CheckConstraint(
                name="occurrence_ends_after_it_starts",
                condition=Q(from_day__isnull=True)
                | Q(until_day__isnull=True)
                | Q(until_day__gte=F("from_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"occurrence {self.pk}"

    @property
    def left(self) -> int | None:
        """How many are neither promised nor done; None where nobody counts."""
        return None if self.quantity is None else self.quantity - self.promised - self.done

    def has(self, quantity: int) -> bool:
        """Are that many left?"""
        return self.left is None or self.left >= quantity
