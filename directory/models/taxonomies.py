"""Other people's words for what listings are about, and what they say of any row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .common import Identified, Sourced
from .listings import Organization, Program, Service
from .places import Location
from .terms import Need


class Taxonomy(Sourced):
    """HSDS `taxonomy`: a set of terms that somebody keeps (Open Eligibility, the categories of a source)."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it is"), blank=True)
    uri = models.URLField(_("link"), max_length=500, blank=True)
    version = models.CharField(_("version"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("taxonomy")
        verbose_name_plural = _("taxonomies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Sourced):
    """HSDS `taxonomy_term`. `need`: the one of ours that it means, by its words or as organizers chose."""

    taxonomy_detail = models.ForeignKey(
        Taxonomy, models.CASCADE, verbose_name=_("taxonomy"), null=True, blank=True, related_name="terms"
    )
    parent = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("part of"), null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("code"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it is"), blank=True)
    # What HSDS calls `taxonomy`: its name, where no row of it is known.
    taxonomy = models.CharField(_("name of the taxonomy"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    term_uri = models.URLField(_("link"), max_length=500, blank=True)
    need = models.ForeignKey(
        Need, models.SET_NULL, verbose_name=_("our need"), null=True, blank=True, related_name="terms"
    )

    class Meta:
        verbose_name = _("term of others")
        verbose_name_plural = _("terms of others")
        ordering = ["code", "name"]
        indexes = [models.Index(fields=["code"], name="taxonomyterm_code")]

    def __str__(self) -> str:
        return self.name


class Said(Identified):
    """Something said of a row of any other table, by its `uuid`.

    It hangs on the head of that row's bundle (an organization, program, service or place) and goes with it.
    """

    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="%(class)s_said"
    )
    program = models.ForeignKey(Program, models.CASCADE, null=True, blank=True, related_name="%(class)s_said")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="%(class)s_said")
    location = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="%(class)s_said"
    )

    class Meta(Identified.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_of_something",
                condition=Q(organization__isnull=False)
                | Q(program__isnull=False)
                | Q(service__isnull=False)
                | Q(location__isnull=False),
            )
        ]


class Attribute(Said):
    """HSDS `attribute`: a term, or a value, of any row. `link_entity`: the HSDS name of that row's table."""

    link_id = models.UUIDField(db_index=True)
    link_entity = models.CharField(max_length=60, blank=True)
    link_type = models.CharField(max_length=100, blank=True)
    taxonomy_term = models.ForeignKey(
        TaxonomyTerm, models.CASCADE, null=True, blank=True, related_name="attributes"
    )
    value = models.TextField(blank=True)

    class Meta(Said.Meta):
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")

    def __str__(self) -> str:
        return self.value or self.link_type


class Metadata(Said):
    """HSDS `metadata`: one change of one field of any row. `updated_by`: a role or a source, no person."""

    resource_id = models.UUIDField(db_index=True)
    resource_type = models.CharField(max_length=60)
    last_action_date = models.DateField()
    last_action_type = models.CharField(max_length=60)
    field_name = models.CharField(max_length=60)
    previous_value = models.TextField(blank=True)
    replacement_value = models.TextField(blank=True)
    updated_by = models.CharField(max_length=200)

    class Meta(Said.Meta):
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return self.field_name
