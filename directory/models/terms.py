"""The words that listings, posts and guides are found by: needs, communities, ways of access."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mutualaid.base.rows import QueryField


class Term(models.Model):
    """A word with a permanent bit. `bit` is never changed or used again: search rows hold masks of it.

    What ships with the project comes from `directory/terms/*.yaml`; `is_own` says that organizers added
    the term or reworded it, and then a new release leaves it alone. Terms are retired, never deleted.
    """

    slug = models.SlugField(_("slug"), unique=True)
    name_en = models.CharField(_("name in English"), max_length=60)
    name_es = models.CharField(_("name in Spanish"), max_length=60, blank=True)
    also_en = models.TextField(_("other words for it, in English"), blank=True)
    also_es = models.TextField(_("other words for it, in Spanish"), blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="heart")
    bit = models.PositiveSmallIntegerField(unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_retired = models.BooleanField(_("no longer used"), default=False)
    is_own = models.BooleanField(_("our own words"), default=False, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language, or in English where there is none."""
        return (self.name_es if get_language() == "es" else "") or self.name_en


class Need(Term):
    """A node of the taxonomy: Food > Groceries. Posts, listings and guides each carry needs."""

    # Two bigint columns of 63 usable bits each (mutualaid.base.masks); ours end below FIRST_OWN_BIT.
    FIRST_OWN_BIT = 104
    LAST_BIT = 125

    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("part of"), null=True, blank=True, related_name="children"
    )
    is_sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Posts about it start narrower and need no name.")
    )
    # For the exchange of data with others (Open Eligibility).
    code = models.CharField(_("Open Eligibility code"), max_length=20, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [models.CheckConstraint(name="need_bit_fits", condition=Q(bit__lte=125))]


class Community(Term):
    """Whom a listing is by or for. Only listings carry it, never a member."""

    FIRST_OWN_BIT = 44
    LAST_BIT = 62

    class Meta(Term.Meta):
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [models.CheckConstraint(name="community_bit_fits", condition=Q(bit__lte=62))]


class Access(Term):
    """How easy it is to walk in, worded as what is welcome: no ID needed, step-free, pets welcome."""

    FIRST_OWN_BIT = 32
    LAST_BIT = 62

    class Meta(Term.Meta):
        verbose_name = _("way of access")
        verbose_name_plural = _("ways of access")
        constraints = [models.CheckConstraint(name="access_bit_fits", condition=Q(bit__lte=62))]


class Phrase(models.Model):
    """How people say that they need or share something: "watch my toddler" is Childcare.

    From `directory/terms/synonyms.yaml`, written by `directory.phrases` only. `thing`: which of the things
    that belong to the need it names ("couch" and "sofá" are the same one), 0 for the need itself. A phrase
    without a need means none: it names a thing in both languages ("church"), or with 0 says nothing at all
    of what a text is about ("please").
    """

    need = models.ForeignKey(Need, models.CASCADE, null=True, related_name="phrases")
    language = models.CharField(max_length=2)
    text = models.CharField(max_length=60)
    thing = models.PositiveSmallIntegerField(default=0)
    # As the text search has it: all of its words, and its longest one to look it up by.
    query = QueryField()
    key = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "language", "text"], nulls_distinct=False, name="phrase_once"
            )
        ]
        indexes = [models.Index(fields=["key", "language"], name="phrase_by_key")]

    def __str__(self) -> str:
        return self.text
