"""How a listing is reached: contacts, phones, opening hours, languages. Each hangs on one or more owners."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .common import Identified
from .listings import Organization, Service, ServiceAtLocation
from .places import Location


def _owned(*names: str) -> Q:
    owned = Q()
    for name in names:
        owned |= Q(**{f"{name}__isnull": False})
    return owned


class Contact(Identified):
    """HSDS `contact`: whom to ask for. An import leaves out persons' names unless told to keep them."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="contacts")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="contacts")
    service_at_location = models.ForeignKey(
        ServiceAtLocation, models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("Everybody can read it: only with their consent.")
    )
    title = models.CharField(_("what they do there"), max_length=200, blank=True)
    department = models.CharField(_("department"), max_length=200, blank=True)
    email = models.EmailField(_("email"), blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                name="contact_of_something",
                condition=_owned("organization", "service", "location", "service_at_location"),
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.title, self.department]))


class Phone(Identified):
    """HSDS `phone`: of an organization, a service, a place, a service at a place, or a contact."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="phones"
    )
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="phones")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="phones")
    service_at_location = models.ForeignKey(
        ServiceAtLocation, models.CASCADE, null=True, blank=True, related_name="phones"
    )
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="phones")
    number = models.CharField(_("number"), max_length=60)
    extension = models.CharField(_("extension"), max_length=20, blank=True)
    type = models.CharField(_("type"), max_length=20, blank=True, help_text=_("voice, text, fax, ..."))
    description = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        constraints = [
            models.CheckConstraint(
                name="phone_of_something",
                condition=_owned("organization", "service", "location", "service_at_location", "contact"),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Schedule(Identified):
    """HSDS `schedule`: a rule of days in the words of RFC 5545, and times of a clock on the listing's wall.

    What the fields mean, how an exception works and what is open when: `directory.hours`.
    """

    # HSDS has weeks and months only: an export writes the other two out.
    class Freq(models.TextChoices):
        DAILY = "DAILY", _("every day")
        WEEKLY = "WEEKLY", _("every week")
        MONTHLY = "MONTHLY", _("every month")
        YEARLY = "YEARLY", _("every year")

    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="schedules")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="schedules")
    service_at_location = models.ForeignKey(
        ServiceAtLocation, models.CASCADE, null=True, blank=True, related_name="schedules"
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    dtstart = models.DateField(_("first day"), null=True, blank=True)
    # An offset such as -8: kept for the exchange of data, never computed with. The listing has a zone.
    timezone = models.FloatField(null=True, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)
    count = models.PositiveIntegerField(_("how many times"), null=True, blank=True)
    wkst = models.CharField(_("week starts on"), max_length=2, blank=True)
    freq = models.CharField(_("how often"), max_length=10, choices=Freq, blank=True)
    interval = models.PositiveSmallIntegerField(_("every so many"), null=True, blank=True)
    byday = models.CharField(
        _("days"), max_length=60, blank=True, help_text=_("MO,WE or, every month, 2TU and -1FR")
    )
    byweekno = models.CharField(_("weeks of the year"), max_length=200, blank=True)
    bymonthday = models.CharField(_("days of the month"), max_length=120, blank=True)
    byyearday = models.CharField(_("days of the year"), max_length=2000, blank=True)
    description = models.TextField(_("in words"), blank=True)
    opens_at = models.TimeField(_("opens"), null=True, blank=True)
    closes_at = models.TimeField(_("closes"), null=True, blank=True)
    schedule_link = models.URLField(_("link"), max_length=500, blank=True)
    attending_type = models.TextField(_("how to attend"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    # Ours, since HSDS has no holidays: on its days it stands in place of all other hours.
    is_exception = models.BooleanField(
        _("holiday or exception"),
        default=False,
        help_text=_("On these days instead of the usual hours; without times: closed."),
    )

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                name="schedule_of_something",
                condition=_owned("service", "location", "service_at_location"),
            )
        ]

    def __str__(self) -> str:
        return " ".join(str(part) for part in [self.byday, self.opens_at, self.closes_at] if part)


class Language(Identified):
    """HSDS `language`: spoken by the people of a service or of a place, or on a phone."""

    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="languages")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="languages")
    phone = models.ForeignKey(Phone, models.CASCADE, null=True, blank=True, related_name="languages")
    name = models.CharField(_("name"), max_length=60, blank=True)
    code = models.CharField(_("code"), max_length=12, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = [
            models.CheckConstraint(
                name="language_of_something", condition=_owned("service", "location", "phone")
            )
        ]

    def __str__(self) -> str:
        return self.name or self.code
