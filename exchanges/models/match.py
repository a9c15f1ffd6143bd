"""Suggested pairs of a request and an offer, and how often somebody was asked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Person

from .post import Post


class Match(models.Model):
    """A request and an offer that may fit, with how well and why. Nothing until people act on it.

    Kept while it is among the best twenty of either post. One that somebody was told of, or put aside, stays
    with a `score` of 0 when it no longer is: nobody is told twice, and what was put aside does not come back.
    """

    # No index of either alone: those below begin with them.
    request = models.ForeignKey(Post, models.CASCADE, related_name="offers_met", db_index=False)
    offer = models.ForeignKey(Post, models.CASCADE, related_name="requests_met", db_index=False)
    score = models.PositiveSmallIntegerField()
    # Codes, see `exchanges.matching.scoring.Reason`; put into words when it is shown.
    reasons = ArrayField(models.CharField(max_length=12), default=list)
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    # "Not this one": each side for themself.
    put_aside_by_request = models.BooleanField(default=False)
    put_aside_by_offer = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(fields=["request", "offer"], name="match_once"),
            models.CheckConstraint(name="match_is_of_two", condition=~Q(request=models.F("offer"))),
        ]
        indexes = [models.Index(fields=["offer", "-score"], name="match_of_offer")]

    def __str__(self) -> str:
        return f"match {self.pk}"


class Asked(models.Model):
    """On how many posts somebody was asked for a hand on one day: whoever was asked long ago is asked
    first."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveSmallIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("count of being asked")
        verbose_name_plural = _("counts of being asked")
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="asked_once_a_day")]

    def __str__(self) -> str:
        return f"asked {self.pk}"
