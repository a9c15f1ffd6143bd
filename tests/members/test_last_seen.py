from datetime import date, timedelta

import pytest
from django.urls import reverse

from members.models import Person
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def seen():
    return Person.objects.values_list("last_seen_on", flat=True).get()


def test_reading_writes_nothing(client, a_network):
    client.force_login(PersonFactory().user)
    client.get("/about/")
    assert seen() is None


def test_doing_something_notes_the_day_once(client, a_network, django_assert_num_queries):
    client.force_login(PersonFactory().user)
    client.post("/members/notices/read/")
    assert seen() == date.today()
    with django_assert_num_queries(2):
        client.post("/members/notices/read/")


def test_signing_in_notes_the_day(client, a_network, last_code):
    person = PersonFactory(last_seen_on=date.today() - timedelta(days=40))
    client.post(reverse("account_login"), {"email": person.user.email})
    client.post(reverse("account_code"), {"code": last_code()})
    assert seen() == date.today()
