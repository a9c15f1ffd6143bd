"""What a service asks for, what it costs, where it serves and who pays for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .common import Identified
from .listings import Organization, Service


class CostOption(Identified):
    """HSDS `cost_option`: what it costs for whom. `amount` in `currency` (three letters of ISO 4217)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="cost_options")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    option = models.CharField(_("for whom"), max_length=200, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    amount_description = models.TextField(_("what one gets for it"), blank=True)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")

    def __str__(self) -> str:
        return " ".join(str(part) for part in [self.option, self.amount, self.currency] if part)


class RequiredDocument(Identified):
    """HSDS `required_document`: what to bring."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="required_documents")
    document = models.TextField(_("what to bring"), blank=True)
    uri = models.URLField(_("link"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("paper to bring")
        verbose_name_plural = _("papers to bring")

    def __str__(self) -> str:
        return self.document


class ServiceArea(Identified):
    """HSDS `service_area`: for whom from where. `extent`: a shape, written as `extent_type` says."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="service_areas")
    name = models.TextField(_("name"), blank=True)
    description = models.TextField(_("in words"), blank=True)
    extent = models.TextField(_("shape"), blank=True)
    extent_type = models.CharField(_("notation of the shape"), max_length=60, blank=True)
    uri = models.CharField(_("link"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("area that it serves")
        verbose_name_plural = _("areas that it serves")

    def __str__(self) -> str:
        return self.name or self.description


class Funding(Identified):
    """HSDS `funding`: where the money comes from."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="funding"
    )
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="funding")
    source = models.TextField(_("where it comes from"), blank=True)

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        constraints = [
            models.CheckConstraint(
                name="funding_of_something",
                condition=Q(organization__isnull=False) | Q(service__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.source
