"""Lists of places that a member keeps: theirs alone, encrypted, let go whenever they like."""

import pytest
from django.db import connection
from django.urls import reverse

from members.actions import lists as list_actions
from members.models import KeptList, Person
from mutualaid.base.actions import NotNow
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    person = PersonFactory(name="Anabel")
    client.force_login(person.user)
    return person


def test_kept_from_the_page_of_a_list(client, ana):
    answer = client.post(reverse("members:list_keep"), {"l": "1f.2a.%", "name": " For  Rosa "})
    assert answer.url == reverse("members:list_list")
    page = client.get(answer.url).content.decode()
    assert "/directory/lists/?l=1f.2a&amp;name=For+Rosa" in page
    assert "2 places" in page


def test_same_name_again_takes_the_place_of_the_earlier(client, ana):
    for codes in ("1f", "1f.2a"):
        client.post(reverse("members:list_keep"), {"l": codes, "name": "Rosa"})
    assert [one.codes for one in KeptList.objects.all()] == ["1f.2a"]


def test_what_is_kept_cannot_be_read_in_the_database(ana):
    kept = list_actions.keep_list(by=ana, name="Shelters", codes=["1f"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, codes FROM members_keptlist WHERE id = %s", [kept.pk])
        assert not any(b"Shelters" in bytes(cell) or bytes(cell) == b"1f" for cell in cursor.fetchone())


def test_nothing_is_no_list(client, ana):
    answer = client.post(reverse("members:list_keep"), {"l": "..."}, follow=True)
    assert "There is nothing on this list" in answer.content.decode()
    assert not KeptList.objects.exists()


def test_no_more_than_so_many(ana, monkeypatch):
    monkeypatch.setattr(list_actions, "MOST", 2)
    for number in range(2):
        list_actions.keep_list(by=ana, name=str(number), codes=["1f"])
    with pytest.raises(NotNow):
        list_actions.keep_list(by=ana, name="2", codes=["1f"])


def test_others_neither_see_nor_drop_it(client, ana):
    kept = list_actions.keep_list(by=PersonFactory(), name="Secret list", codes=["1f"])
    assert "Secret list" not in client.get(reverse("members:list_list")).content.decode()
    assert client.post(reverse("members:list_drop", args=[kept.pk])).status_code == 404
    assert KeptList.objects.exists()


def test_let_go(client, ana):
    kept = list_actions.keep_list(by=ana, name="Rosa", codes=["1f"])
    client.post(reverse("members:list_drop", args=[kept.pk]))
    assert not KeptList.objects.exists()
    assert client.post(reverse("members:list_drop", args=[kept.pk])).status_code == 404


def test_goes_with_the_person(ana):
    list_actions.keep_list(by=ana, name="Rosa", codes=["1f"])
    Person.objects.filter(pk=ana.pk).delete()
    assert not KeptList.objects.exists()
