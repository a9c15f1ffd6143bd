"""Guides: something to act on tonight, or a tool kept elsewhere, in several languages."""

from collections.abc import Iterable
from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .listings import Listing, ListingQuerySet, Service


class GuideQuerySet(ListingQuerySet):
    """As all listings; `with_texts` adds what `Guide.said_in` reads."""

    def with_texts(self) -> Self:
        """Each with what holds now, in every language it has: two queries, however many guides."""
        return self.prefetch_related(models.Prefetch("texts", GuideText.objects.current(), "current"))


class Guide(Listing):
    """What a guide is about. Its words are `GuideText`, in each language that it has."""

    class Kind(models.TextChoices):
        GUIDE = "guide", _("guide")
        TOOL = "tool", _("tool")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.GUIDE)
    url = models.URLField(
        _("link"), max_length=500, blank=True, help_text=_("Where a tool is kept. Guides need none.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes that the first time takes"), null=True, blank=True, help_text=_("Roughly.")
    )
    listings = models.ManyToManyField(
        Service, verbose_name=_("listings that go with it"), blank=True, related_name="guides"
    )
    # Organizers changed it: a new release leaves it alone, its words too.
    is_own = models.BooleanField(_("our own"), default=False, editable=False)

    objects = GuideQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="guide_hidden_with_a_reason",
                condition=Q(publication="published", hidden_reason="")
                | (Q(publication="hidden") & ~Q(hidden_reason="")),
            ),
            models.CheckConstraint(
                name="guide_tool_is_somewhere",
                condition=~Q(kind="tool") | ~Q(url=""),
                violation_error_message=_("A tool needs its link."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def said_in(self, language: str) -> "GuideText | None":
        """Its words in this language, or in English, or in any that there is. After `with_texts()`."""
        return said_in(self.current, language)  # type: ignore[attr-defined]


def said_in(texts: "Iterable[GuideText]", language: str) -> "GuideText | None":
    """Of a guide's texts that of this language, or the English one, or any."""
    order = {language: 0, "en": 1}
    return min(texts, key=lambda text: (order.get(text.language, 2), text.language), default=None)


class GuideTextQuerySet(models.QuerySet):
    """All versions; `current` are those that hold."""

    def current(self) -> Self:
        """The newest in each language of each guide."""
        return self.order_by("guide_id", "language", "-number").distinct("guide_id", "language")


class GuideText(models.Model):
    """What a guide says in one language. A row is a version and never changed: the highest number holds."""

    # As much as a long guide needs twice over, and little enough to be made into a page at once.
    LONGEST = 20_000

    guide = models.ForeignKey(Guide, models.CASCADE, verbose_name=_("guide"), related_name="texts")
    language = models.CharField(_("language of these texts"), max_length=12)
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(
        _("in one line"), max_length=300, blank=True, help_text=_("What one can do after reading.")
    )
    body = models.TextField(
        _("text"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST)],
        help_text=_(
            "“## ” begins a heading, “- ” a list, “1. ” a step, “- [ ] ” a box to tick; **bold**; "
            "[words](/directory/) is a link."
        ),
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    objects = GuideTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a guide")
        verbose_name_plural = _("texts of guides")
        ordering = ["guide_id", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "language", "number"], name="guidetext_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.language} {self.number}"
