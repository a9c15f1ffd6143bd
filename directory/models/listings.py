"""Who offers what: organizations, their services and groups."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .common import Identified, Sourced, validate_zone
from .places import Location
from .terms import Access, Community, Need

# Words of /directory/ that are pages of their own, now or in time.
RESERVED = (
    *("calls", "files", "guides", "help", "import", "lists", "map"),
    *("paper", "places", "print", "suggest", "suggestions", "twice"),
)


def validate_slug_is_free(slug: str) -> None:
    """Raises ValidationError for a word that is a page's own."""
    if slug in RESERVED:
        raise ValidationError(_('"%(slug)s" is the address of another page.'), params={"slug": slug})


class ListingQuerySet(models.QuerySet):
    """The directory is public: everybody sees what is published, organizers see the rest in the admin."""

    def published(self) -> Self:
        return self.filter(publication=Listing.Publication.PUBLISHED)


class Listing(Sourced):
    """What every entry of the directory has: where it stands, what it is about, whom it is by and for."""

    class Publication(models.TextChoices):
        PUBLISHED = "published", _("shown")
        HIDDEN = "hidden", _("hidden")

    class HiddenReason(models.TextChoices):
        CLOSED = "closed", _("It does not exist any more")
        WRONG = "wrong", _("Too much of it is wrong")
        TWICE = "twice", _("It is here twice")
        UNSAFE = "unsafe", _("It puts people at risk")
        ASKED = "asked", _("They asked not to be listed")
        DRAFT = "draft", _("It is not ready yet")
        GONE = "gone", _("It is no longer in the directory it comes from")
        REPORTED = "reported", _("Somebody reported it, and it waits for an organizer")
        OTHER = "other", _("Another reason")

    slug = models.SlugField(
        _("address of the page"), max_length=120, unique=True, validators=[validate_slug_is_free]
    )
    publication = models.CharField(
        _("in the directory"), max_length=10, choices=Publication, default=Publication.PUBLISHED
    )
    hidden_reason = models.CharField(
        _("why it is hidden"), max_length=10, choices=HiddenReason, blank=True, editable=False
    )
    needs = models.ManyToManyField(Need, verbose_name=_("needs"), blank=True)
    by_communities = models.ManyToManyField(
        Community, verbose_name=_("run by"), blank=True, related_name="%(class)s_by"
    )
    for_communities = models.ManyToManyField(
        Community, verbose_name=_("made for"), blank=True, related_name="%(class)s_for"
    )

    objects = ListingQuerySet.as_manager()

    class Meta:
        abstract = True


class Organization(Sourced):
    """HSDS `organization`."""

    name = models.CharField(_("name"), max_length=200)
    alternate_name = models.CharField(_("other name"), max_length=200, blank=True)
    description = models.TextField(_("what it is"), blank=True)
    email = models.EmailField(_("email"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    year_incorporated = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    legal_status = models.CharField(_("legal form"), max_length=200, blank=True)
    tax_status = models.CharField(_("tax status"), max_length=200, blank=True)
    tax_id = models.CharField(_("tax number"), max_length=60, blank=True)
    logo = models.URLField(max_length=500, blank=True)
    uri = models.URLField(max_length=500, blank=True)
    parent_organization = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("part of"), null=True, blank=True, related_name="parts"
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganizationIdentifier(Identified):
    """HSDS `organization_identifier`: the number under which a register knows it."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="organization_identifiers")
    identifier_scheme = models.CharField(
        _("list"), max_length=60, blank=True, help_text=_("A code of org-id.guide, such as GB-COH.")
    )
    identifier_type = models.CharField(_("kind of number"), max_length=100)
    identifier = models.CharField(_("number"), max_length=100)

    class Meta:
        verbose_name = _("number in a register")
        verbose_name_plural = _("numbers in registers")

    def __str__(self) -> str:
        return f"{self.identifier_type} {self.identifier}"


class Program(Sourced):
    """HSDS `program`: what several services of an organization belong to."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name=_("organization"), related_name="programs"
    )
    name = models.CharField(_("name"), max_length=200)
    alternate_name = models.CharField(_("other name"), max_length=200, blank=True)
    description = models.TextField(_("what it is"), blank=True)

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Service(Listing):
    """HSDS `service`, and the groups that one can join: what the directory lists at places."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("place or service")
        GROUP = "group", _("group to join")

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        INACTIVE = "inactive", _("not running")
        DEFUNCT = "defunct", _("gone")
        PAUSED = "temporarily closed", _("closed for now")

    class How(models.TextChoices):
        PHONE = "phone", _("by phone")
        VISIT = "visit", _("by going there")
        WEBSITE = "website", _("on their website")
        THEMSELVES = "themselves", _("they told us")
        IMPORT = "import", _("by the directory it comes from")

    # Shown while it runs, and while it is closed for now; not what has stopped.
    SHOWN = (Status.ACTIVE, Status.PAUSED)

    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language of these texts"), max_length=12, default="en")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SERVICE)
    organization = models.ForeignKey(
        Organization,
        models.CASCADE,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        related_name="services",
    )
    program = models.ForeignKey(
        Program,
        models.SET_NULL,
        verbose_name=_("program"),
        null=True,
        blank=True,
        related_name="services",
    )
    locations = models.ManyToManyField(Location, through="ServiceAtLocation", related_name="services")
    access = models.ManyToManyField(Access, verbose_name=_("access"), blank=True, related_name="services")
    is_confidential = models.BooleanField(
        _("its place is secret"),
        default=False,
        help_text=_("A shelter, for example. No address and no point on a map leave, in any format."),
    )
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])

    alternate_name = models.CharField(_("other name"), max_length=200, blank=True)
    description = models.TextField(_("what it is"), blank=True)
    url = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(_("email"), blank=True)
    status = models.CharField(_("running"), max_length=20, choices=Status, default=Status.ACTIVE)
    interpretation_services = models.TextField(_("interpreters"), blank=True)
    application_process = models.TextField(_("how to get it"), blank=True)
    fees_description = models.TextField(_("what it costs"), blank=True)
    wait_time = models.TextField(_("how long one waits"), blank=True)
    accreditations = models.TextField(_("accreditations"), blank=True)
    licenses = models.TextField(_("licences"), blank=True)
    eligibility_description = models.TextField(_("who can come"), blank=True)
    minimum_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    only_for = models.BooleanField(
        _("only for those it is made for"),
        default=False,
        help_text=_("For example women only. Otherwise everybody is welcome."),
    )
    alert = models.TextField(_("notice for now"), blank=True)

    # Verified is not updated: somebody looked, and what is written was right on that day.
    last_verified_on = models.DateField(_("last checked"), null=True, blank=True)
    verified_how = models.CharField(_("checked how"), max_length=12, choices=How, blank=True)
    # The same for its hours alone: what "open now" stands on is the later of the two.
    hours_verified_on = models.DateField(_("hours last checked"), null=True, blank=True)
    # When a call was not answered: not to be called again at once.
    no_answer_on = models.DateField(null=True, blank=True, editable=False)
    # Whoever vouched for it elsewhere; a role's mailbox only.
    assurer_email = models.EmailField(_("who vouches for it"), blank=True)
    # The listing that this one was found to be as well: its address leads there.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="merged"
    )
    # When what it says changed last, wherever that was: its source's own day outlives the import.
    last_modified = models.DateTimeField(null=True, blank=True, editable=False)
    verify_every_days = models.PositiveSmallIntegerField(
        _("check again after (days)"),
        null=True,
        blank=True,
        help_text=_("Empty: 90 for food, otherwise 180."),
    )

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="service_hidden_with_a_reason",
                condition=Q(publication="published", hidden_reason="")
                | (Q(publication="hidden") & ~Q(hidden_reason="")),
            ),
            models.CheckConstraint(
                name="service_verified_somehow",
                condition=Q(last_verified_on__isnull=True, verified_how="")
                | (Q(last_verified_on__isnull=False) & ~Q(verified_how="")),
            ),
            models.CheckConstraint(
                name="service_ages_in_order",
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=models.F("maximum_age")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceAtLocation(Identified):
    """HSDS `service_at_location`: hours and numbers may belong to a service at one of its places only."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(
        Location, models.CASCADE, verbose_name=_("place"), related_name="at_services"
    )
    description = models.TextField(_("what is different here"), blank=True)

    class Meta:
        verbose_name = _("place of a listing")
        verbose_name_plural = _("places of a listing")
        constraints = [
            models.UniqueConstraint(fields=["service", "location"], name="service_once_at_a_location")
        ]

    def __str__(self) -> str:
        return self.description
