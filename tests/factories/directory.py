"""Listings for tests: all of it fictional."""

import datetime

import factory
from factory.django import DjangoModelFactory

from directory.models import (
    Address,
    Guide,
    GuideText,
    Language,
    Location,
    Need,
    Organization,
    Phone,
    Place,
    Schedule,
    Service,
    ServiceAtLocation,
)


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Alder Street Kitchen {n}")


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    name = factory.Sequence(lambda n: f"Union hall {n}")
    latitude = 51.0
    longitude = 4.0


class AddressFactory(DjangoModelFactory):
    class Meta:
        model = Address

    location = factory.SubFactory(LocationFactory)
    address_1 = factory.Sequence(lambda n: f"{n + 1} Alder Street")
    city = "Alderton"
    postal_code = "AL1"


class ServiceFactory(DjangoModelFactory):
    """`needs`: slugs of needs. Not projected: call `projection.project([service.pk])`."""

    class Meta:
        model = Service
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Free pantry {n}")
    slug = factory.Sequence(lambda n: f"free-pantry-{n}")
    zone = "Europe/Brussels"

    @factory.post_generation
    def needs(self, create, slugs, **kwargs):
        if create and slugs:
            self.needs.set(Need.objects.filter(slug__in=slugs))


class ServiceAtLocationFactory(DjangoModelFactory):
    class Meta:
        model = ServiceAtLocation

    service = factory.SubFactory(ServiceFactory)
    location = factory.SubFactory(LocationFactory)


class PhoneFactory(DjangoModelFactory):
    class Meta:
        model = Phone

    service = factory.SubFactory(ServiceFactory)
    number = "555-0119"


class ScheduleFactory(DjangoModelFactory):
    class Meta:
        model = Schedule

    service = factory.SubFactory(ServiceFactory)
    freq = "WEEKLY"
    byday = "MO,TU,WE,TH,FR"
    opens_at = datetime.time(9)
    closes_at = datetime.time(17)


class LanguageFactory(DjangoModelFactory):
    class Meta:
        model = Language

    service = factory.SubFactory(ServiceFactory)
    code = "es"


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    name = "Alderton"
    key = factory.LazyAttribute(lambda place: place.name.lower())
    kind = Place.Kind.TOWN
    latitude = 51.0
    longitude = 4.0


class GuideTextFactory(DjangoModelFactory):
    class Meta:
        model = GuideText

    language = "en"
    number = 1
    title = factory.Sequence(lambda n: f"Borrow a ladder {n}")
    summary = "Up and down, and back by evening."
    body = "Knock on three doors.\n\nThen climb."


class GuideFactory(DjangoModelFactory):
    """`needs`: slugs of needs. With a text in English: `text__title="..."` and so on.

    Not projected: call `projection.project_guides([guide.pk])`.
    """

    class Meta:
        model = Guide
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"borrow-a-ladder-{n}")
    text = factory.RelatedFactory(GuideTextFactory, factory_related_name="guide")

    @factory.post_generation
    def needs(self, create, slugs, **kwargs):
        if create and slugs:
            self.needs.set(Need.objects.filter(slug__in=slugs))
