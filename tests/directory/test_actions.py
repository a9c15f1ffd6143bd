"""Organizers' changes: who may, what follows on the pages, what is left in the audit."""

import datetime as dt

import pytest
import time_machine

from directory import actions, needs, projection
from directory.models import ListingRow, Need, Service
from mutualaid.base import masks
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    LocationFactory,
    OrganizationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def olu():
    return OrganizerFactory(name="Oluwa")


@pytest.fixture
def service():
    service = ServiceFactory(name="Bread", needs=["groceries"])
    ServiceAtLocationFactory(service=service, location=AddressFactory().location)
    projection.project([service.pk])
    return service


def trail():
    return list(AuditEntry.objects.order_by("pk").values_list("action", "reason"))


def shown():
    return list(ListingRow.objects.order_by("name").values_list("name", flat=True))


def test_hide_and_restore(olu, service):
    actions.hide_listing(by=olu, subject=service, reason="closed")
    assert shown() == []
    actions.restore_listing(by=olu, subject=service)
    assert shown() == ["Bread"]
    assert trail() == [("service.hide", "closed"), ("service.restore", "")]
    assert set(AuditEntry.objects.values_list("actor_id", flat=True)) == {olu.pk}


def test_guides_are_in_the_search_at_once(olu):
    guide = actions.create_guide(by=olu, language="en", title="Start a pod")
    assert shown() == ["Start a pod"]
    words = {"title": "Start two pods", "summary": "", "body": ""}
    actions.write_guide_text(by=olu, subject=guide, language="en", after=1, **words)
    assert shown() == ["Start two pods"]
    actions.bring_back_guide_text(by=olu, subject=guide.texts.get(number=1))
    assert shown() == ["Start a pod"]
    actions.change_guide(by=olu, subject=guide, needs=Need.objects.filter(slug="groceries"))
    assert ListingRow.objects.get().needs_a
    actions.hide_listing(by=olu, subject=guide, reason="wrong")
    assert shown() == []
    actions.restore_listing(by=olu, subject=guide)
    assert shown() == ["Start a pod"]


def test_need_reworded_is_found_in_guides_too(olu):
    GuideFactory(text__title="Share a fridge", needs=["groceries"])
    projection.project_guides()
    actions.change_need(by=olu, subject=Need.objects.get(slug="groceries"), also_en="provender")
    assert "provend" in ListingRow.objects.get().words


def test_hide_needs_a_reason_and_something_to_hide(olu, service):
    with pytest.raises(NotNow):
        actions.hide_listing(by=olu, subject=service, reason="because")
    with pytest.raises(NotNow):
        actions.restore_listing(by=olu, subject=service)
    actions.hide_listing(by=olu, subject=service, reason="closed")
    with pytest.raises(NotNow):
        actions.hide_listing(by=olu, subject=service, reason="wrong")
    assert trail() == [("service.hide", "closed")]


def test_verify_is_of_today_where_the_place_is(olu, service):
    Service.objects.update(zone="Pacific/Auckland")
    with time_machine.travel(dt.datetime(2026, 11, 23, 20, tzinfo=dt.UTC), tick=False):
        actions.verify_listing(by=olu, subject=service)
    service.refresh_from_db()
    assert (service.last_verified_on, service.verified_how) == (dt.date(2026, 11, 24), "phone")
    row = ListingRow.objects.get()
    assert (row.last_verified_on, row.fresh_until) == (dt.date(2026, 11, 24), dt.date(2027, 2, 22))


def test_change_is_on_the_page_at_once_but_does_not_count_as_checked(olu, service):
    actions.change_listing(
        by=olu, subject=service, name="Fresh bread", needs=Need.objects.filter(slug="water")
    )
    row = ListingRow.objects.get()
    assert (row.name, row.last_verified_on) == ("Fresh bread", None)
    water = needs.tree().by_slug["water"]
    assert (row.needs_a, row.needs_b) == masks.pair([water.bit])


def test_secret_place_leaves_the_row_at_once(olu, service):
    assert ListingRow.objects.get().latitude is not None
    actions.change_listing(by=olu, subject=service, is_confidential=True)
    row = ListingRow.objects.get()
    assert (row.latitude, row.street, row.location_id) == (None, "", None)


def test_moved_place_moves_on_the_map(olu, service):
    location = service.at_locations.get().location
    actions.change_location(by=olu, subject=location, latitude=51.5, longitude=4.5)
    assert ListingRow.objects.values_list("latitude", "longitude").get() == (51.5, 4.5)


def test_half_a_point_is_refused(olu):
    with pytest.raises(NotNow):
        actions.change_location(by=olu, subject=LocationFactory(), latitude=None)


def test_organization_renamed_is_renamed_on_its_listings(olu, service):
    service.organization = OrganizationFactory(name="Old")
    service.save()
    actions.change_organization(by=olu, subject=service.organization, name="New")
    assert ListingRow.objects.get().organization == "New"


def test_create_listing_has_an_address_of_its_own(olu, service):
    values = {"name": "Free pantry 1", "zone": "Europe/Brussels"}
    slugs = [actions.create_listing(by=olu, **values).slug for _ in range(2)]
    guides = actions.create_listing(by=olu, name="Guides", zone="Europe/Brussels")
    assert len(set(slugs)) == 2
    assert guides.slug == "guides-2"
    assert len(shown()) == 4


def test_own_need_takes_a_new_bit_and_a_release_leaves_it_alone(olu):
    first = actions.create_need(by=olu, name_en="Firewood", parent=Need.objects.get(slug="home"))
    second = actions.create_need(by=olu, name_en="Ice")
    assert (first.bit, second.bit) == (Need.FIRST_OWN_BIT, Need.FIRST_OWN_BIT + 1)
    actions.change_need(by=olu, subject=Need.objects.get(slug="food"), name_en="Eating")
    assert needs.load() == 0
    assert needs.tree().by_slug["food"].name == "Eating"


def test_needs_run_out(olu):
    Need.objects.filter(slug="visits").update(bit=Need.LAST_BIT)
    with pytest.raises(NotNow):
        actions.create_need(by=olu, name_en="One too many")


def test_need_is_not_part_of_itself(olu):
    food = Need.objects.get(slug="food")
    with pytest.raises(NotNow):
        actions.change_need(by=olu, subject=food, parent=food)
    with pytest.raises(NotNow):
        actions.change_need(by=olu, subject=food, parent=Need.objects.get(slug="visits"))


CHANGES = [
    (actions.change_listing, {"name": "Mine"}),
    (actions.verify_listing, {}),
    (actions.hide_listing, {"reason": "closed"}),
    (actions.restore_listing, {}),
    (actions.change_listing_parts, {"parts": None}),
]


@pytest.mark.parametrize(("action", "values"), CHANGES)
@pytest.mark.parametrize("who", ["member", "suspended"])
def test_others_may_not(service, action, values, who):
    by = PersonFactory() if who == "member" else OrganizerFactory(status="suspended")
    with pytest.raises(NotAllowed):
        action(by=by, subject=service, **values)
    with pytest.raises(NotAllowed):
        actions.create_need(by=by, name_en="Mine")
    with pytest.raises(NotAllowed):
        actions.hide_listing(by=by, subject=GuideFactory(), reason="closed")
    assert trail() == []
    assert shown() == ["Bread"]
