"""Needs, communities, places and listings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Need(models.Model):
    """A node of the taxonomy: Food > Groceries. Posts, listings and guides each carry needs.

    `bit` is permanent and never used again, even after a need is retired: search rows hold masks.
    """

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    icon = models.CharField(_("icon"), max_length=40, default="heart")
    bit = models.PositiveSmallIntegerField(unique=True)
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
