"""One time of a post, with what is left of it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .post import Post


class Occurrence(models.Model):
    """A one-off post has exactly one, a recurring one a row for each day of its rule that is near.

    Days and times are local wall-clock in the network's zone. `rule_day`: which day of the rule it stands for
    (RFC 5545's RECURRENCE-ID), even where it was moved (`is_changed`) or is left out (`is_skipped`).

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
    rule_day = models.DateField(_("day of the rule"), null=True, blank=True)
    is_skipped = models.BooleanField(_("left out"), default=False)
    is_changed = models.BooleanField(_("changed by hand"), default=False)
    # When it was last put on another day or at another hour by itself: calendars have to take it anew.
    moved_at = models.DateTimeField(null=True, blank=True)

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
            models.UniqueConstraint(
                name="occurrence_once_a_day_of_the_rule",
                fields=["post", "rule_day"],
                condition=Q(rule_day__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"occurrence {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of one time of a gathering: who comes, and what they write to each other."""
        return reverse("exchanges:gathering_detail", args=[self.post.public_id, self.pk])

    @property
    def left(self) -> int | None:
        """How many are neither promised nor done; None where nobody counts."""
        return None if self.quantity is None else self.quantity - self.promised - self.done

    def is_past(self, today: date) -> bool:
        """Is its last day over? Never where none was said."""
        return self.until_day is not None and self.until_day < today

    def has(self, quantity: int) -> bool:
        """Are that many left? None of a date that is left out."""
        return not self.is_skipped and (self.left is None or self.left >= quantity)
