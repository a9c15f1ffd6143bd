"""The directory in the admin: every page opens, every change goes through the actions."""

import pytest
from django.urls import reverse

from directory.models import Attribute, ListingRow, Location, Need, Program, Service, TaxonomyTerm
from mutualaid.base.models import AuditEntry
from tests.factories.directory import (
    AddressFactory,
    GuideFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
MODELS = ["service", "guide", "organization", "program", "location", "need", "community"]


@pytest.fixture
def service():
    service = ServiceFactory(name="Bread", needs=["groceries"], organization=OrganizationFactory())
    ServiceAtLocationFactory(service=service, location=AddressFactory().location)
    ScheduleFactory(service=service)
    GuideFactory()
    Program.objects.create(organization=service.organization, name="Winter kitchens")
    return service


def address(model, page="changelist", *args):
    return reverse(f"admin:directory_{model}_{page}", args=args)


def form_of(response):
    """What a browser would send back of an admin page as it stands."""
    form = response.context["adminform"].form
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    values = {}
    for one in [form, *[f for formset in formsets for f in [formset.management_form, *formset.forms]]]:
        for bound in one:
            value = bound.value()
            if value is True:
                value = "on"
            if value is not None and value is not False:
                values[bound.html_name] = value
    return values


@pytest.mark.parametrize("model", MODELS)
def test_pages_open(client, olu, service, model):
    page = client.get(address(model), {"q": "a"})
    assert page.status_code == 200
    first = page.context["cl"].model.objects.first()
    assert client.get(address(model, "change", first.pk)).status_code == 200
    assert client.get(address(model, "add")).status_code == 200


def test_list_has_the_same_statements_at_one_and_at_thirty(client, olu, service, django_assert_num_queries):
    client.get(address("service"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(address("service"))
    for _ in range(29):
        ServiceFactory(needs=["water"])
    with django_assert_num_queries(len(one)):
        client.get(address("service"))


@pytest.mark.parametrize("query", ["need=food", "checked=never", "checked=due", "checked=fresh", "q=bread"])
def test_filters_open(client, olu, service, query):
    assert client.get(f"{address('service')}?{query}").status_code == 200


def test_change_goes_through_the_action(client, olu, service):
    url = address("service", "change", service.pk)
    values = form_of(client.get(url)) | {"name": "Fresh bread"}
    response = client.post(url, values)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert list(ListingRow.objects.values_list("name", flat=True)) == ["Fresh bread"]
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["service.change"]


def test_hours_changed_inline_are_on_the_page(client, olu, service):
    url = address("service", "change", service.pk)
    values = form_of(client.get(url)) | {"schedules-0-byday": "SA"}
    assert client.post(url, values).status_code == 302
    assert service.schedules.get().byday == "SA"
    assert "service.change_parts" in AuditEntry.objects.values_list("action", flat=True)
    assert ListingRow.objects.count() == 1


def test_add(client, olu):
    url = address("service", "add")
    values = form_of(client.get(url)) | {"name": "New pantry", "zone": "Europe/Brussels"}
    assert client.post(url, values).status_code == 302
    assert Service.objects.get().slug == "new-pantry"
    assert ListingRow.objects.count() == 1


def test_what_an_action_refuses_is_said_on_the_form(client, olu):
    location = AddressFactory().location
    url = address("location", "change", location.pk)
    values = form_of(client.get(url)) | {"latitude": "", "name": "Typed"}
    response = client.post(url, values)
    assert response.status_code == 200
    assert "Typed" in response.content.decode()
    assert Location.objects.get().latitude == 51.0


def test_hide_with_a_reason_verify_restore(client, olu, service):
    def act(action, **more):
        values = {"action": action, "_selected_action": [service.pk], **more}
        return client.post(address("service"), values, follow=True).content.decode()

    assert "Choose a reason" in act("hide")
    act("hide", reason="twice")
    act("restore")
    act("verify")
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "reason")) == [
        ("service.hide", "twice"),
        ("service.restore", ""),
        ("service.verify", "phone"),
    ]


def test_nothing_is_deleted(client, olu, service):
    assert client.post(address("service", "delete", service.pk), {"post": "yes"}).status_code == 403
    need = Need.objects.first()
    assert client.post(address("need", "delete", need.pk), {"post": "yes"}).status_code == 403


def test_term_of_others_becomes_our_need(client, olu, service):
    term = TaxonomyTerm.objects.create(name="Nourishment aid")
    Attribute.objects.create(service=service, link_id=service.uuid, link_entity="service", taxonomy_term=term)
    need = Need.objects.get(slug="hot-meals")
    assert client.get(address("taxonomyterm")).status_code == 200
    client.post(address("taxonomyterm", "change", term.pk), {"need": need.pk})
    term.refresh_from_db()
    assert term.need == need
    assert need in service.needs.all()
    assert ListingRow.objects.filter(service=service).exists()
