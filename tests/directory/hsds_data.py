"""A directory with everything in it that must not leave, beside what may."""

import datetime as dt

from directory import gazetteer, projection
from directory.models import (
    Access,
    Accessibility,
    Address,
    Attribute,
    Community,
    Contact,
    Metadata,
    Phone,
    Program,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from tests.factories.directory import (
    AddressFactory,
    LocationFactory,
    OrganizationFactory,
    PhoneFactory,
    ScheduleFactory,
    ServiceFactory,
)

# What a secret place is known by, in any of its rows: none of these may be in any answer or file.
SECRETS = (
    *("Hidden Lane", "Quietholm", "QH7 9ZZ", "QH79ZZ", "50.123456", "3.987654", "Safe house", "green door"),
    *(
        "555-0177",
        "555-0178",
        "555-0179",
        "Mara",
        "ring twice",
        "ramp behind",
        "quietbus",
        "keyword-of-place",
    ),
    *("old address", "polygon-around", "Sign of a place", "hiddenlane"),
)
# What belongs to a listing that is hidden, or to nobody who is shown.
UNSHOWN = ("Withdrawn soup", "Asked Not To Be Listed", "555-0188", "Empty Organization", "Defunct soup")


def public():
    """A listing with a place, hours, phone, words of ours and of others, projected."""
    organization = OrganizationFactory(
        name="Alder Kitchen", description="Cooks", website="https://alder.example"
    )
    program = Program.objects.create(organization=organization, name="Warm meals")
    service = ServiceFactory(
        name="Soup",
        organization=organization,
        program=program,
        needs=["hot-meals"],
        last_verified_on=dt.date(2026, 11, 1),
        verified_how=Service.How.PHONE,
    )
    service.for_communities.set(Community.objects.filter(slug="elders"))
    service.access.set(Access.objects.filter(slug="walk-in"))
    location = LocationFactory(name="Union hall", organization=organization)
    AddressFactory(location=location, address_1="1 Alder Street", city="Alderton", postal_code="AL1")
    ServiceAtLocation.objects.create(service=service, location=location)
    PhoneFactory(service=service, number="555-0111", extension="12")
    ScheduleFactory(service=service)
    taxonomy = Taxonomy.objects.create(name="Kitchen words")
    term = TaxonomyTerm.objects.create(name="Ladle", taxonomy_detail=taxonomy)
    Attribute.objects.create(service=service, link_id=service.uuid, link_entity="service", taxonomy_term=term)
    Metadata.objects.create(
        service=service,
        resource_id=service.uuid,
        resource_type="service",
        last_action_date=dt.date(2026, 1, 2),
        last_action_type="update",
        field_name="name",
        previous_value="Broth",
    )
    projection.project([service.pk])
    gazetteer.fill_from_listings()
    return service


def secret():
    """A shelter, and all that could give its place away."""
    organization = OrganizationFactory(name="Harbour")
    service = ServiceFactory(
        name="Shelter", organization=organization, is_confidential=True, needs=["shelter"]
    )
    location = LocationFactory(
        name="Safe house",
        description="the green door",
        transportation="quietbus",
        url="https://hiddenlane.example",
        latitude=50.123456,
        longitude=3.987654,
        organization=organization,
    )
    Address.objects.create(
        location=location, address_1="7 Hidden Lane", city="Quietholm", postal_code="QH7 9ZZ"
    )
    link = ServiceAtLocation.objects.create(service=service, location=location, description="ring twice")
    PhoneFactory(service=service, number="555-0122")
    Phone.objects.create(location=location, number="555-0177")
    Phone.objects.create(service_at_location=link, number="555-0178")
    contact = Contact.objects.create(location=location, name="Mara")
    Phone.objects.create(contact=contact, number="555-0179")
    # Of both: what hangs on the place too stays with it.
    Contact.objects.create(service=service, location=location, name="Mara too")
    Schedule.objects.create(service_at_location=link, description="ring twice")
    Schedule.objects.create(location=location, service=service, description="ring twice")
    Accessibility.objects.create(location=location, description="ramp behind")
    ServiceArea.objects.create(service=service, name="The county", extent="polygon-around", extent_type="wkt")
    Attribute.objects.create(
        service=service, link_id=link.uuid, link_entity="service_at_location", value="keyword-of-place"
    )
    Attribute.objects.create(
        location=location, link_id=location.uuid, link_entity="location", value="Sign of a place"
    )
    for row, kind in ((service, "service"), (location, "location")):
        Metadata.objects.create(
            **{kind: row},
            resource_id=row.uuid,
            resource_type=kind,
            last_action_date=dt.date(2026, 1, 2),
            last_action_type="update",
            field_name="description",
            previous_value="old address: 7 Hidden Lane",
        )
    projection.project([service.pk])
    gazetteer.fill_from_listings()
    return service


def unshown():
    """Listings that are hidden or have stopped, and an organization without any."""
    asked = OrganizationFactory(name="Asked Not To Be Listed")
    hidden = ServiceFactory(
        name="Withdrawn soup", organization=asked, publication="hidden", hidden_reason="asked"
    )
    PhoneFactory(service=hidden, number="555-0188")
    OrganizationFactory(name="Empty Organization")
    gone = ServiceFactory(name="Defunct soup", status=Service.Status.DEFUNCT)
    projection.project([hidden.pk, gone.pk])
    return hidden
