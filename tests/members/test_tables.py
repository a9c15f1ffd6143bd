"""A sign-up table: many people join from one network address, for some hours."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members import actions
from members.decisions.retention import purge_tables
from members.models import Notice, SignUpTable, User
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.members.test_admin import sign_in

pytestmark = pytest.mark.django_db


def join_all(last_code, number, code=""):
    """How many of so many newcomers get an account."""
    for one in range(number):
        client = Client()
        if code:
            client.post("/accounts/table/", {"code": code})
        client.post("/accounts/signup/", {"email": f"new{one}@example.org"})
        client.post("/accounts/code/", {"code": last_code()})
    return User.objects.filter(email__startswith="new").count()


def test_without_a_table_five_join_in_an_hour(a_network, last_code):
    assert join_all(last_code, 7) == 5


def test_at_a_table_all_of_them(a_network, last_code):
    table = actions.open_table(by=OrganizerFactory(), hours=3)
    assert join_all(last_code, 7, table.code.upper()) == 7


@pytest.mark.parametrize("end", ["closed", "over"])
def test_it_ends(a_network, last_code, end):
    by = OrganizerFactory()
    table = actions.open_table(by=by, hours=3)
    if end == "closed":
        actions.close_table(by=by, subject=table)
        with pytest.raises(NotNow):
            actions.close_table(by=by, subject=table)
    else:
        SignUpTable.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert "No table with this code" in Client().post("/accounts/table/", {"code": table.code}).text
    assert join_all(last_code, 7, table.code) == 5


def test_codes_cannot_be_guessed(a_network):
    table = actions.open_table(by=OrganizerFactory(), hours=1)
    client = Client()
    for _try in range(20):
        client.post("/accounts/table/", {"code": "wrong"})
    assert "You can go on" in client.post("/accounts/table/", {"code": table.code}).text


def test_organizers_open_one_and_show_its_code(client, a_network):
    sign_in(client, OrganizerFactory(), "code", "mfa")
    assert client.post("/admin/members/signuptable/add/", {"hours": 3}).status_code == 302
    table = SignUpTable.objects.get()
    page = client.get(f"/admin/members/signuptable/{table.pk}/change/").text
    assert (f"{table.code[:4]} {table.code[4:]}" in page, "<svg" in page) == (True, True)
    assert client.get(f"/accounts/table/?code={table.code}").status_code == 302
    assert f'value="{table.code}"' in Client().get(f"/accounts/table/?code={table.code}").text
    client.post("/admin/members/signuptable/", {"action": "close", "_selected_action": [table.pk]})
    table.refresh_from_db()
    assert table.closed_at is not None
    assert client.post("/admin/members/signuptable/add/", {"hours": 13}).status_code == 200


def test_nobody_else_opens_one():
    with pytest.raises(NotAllowed):
        actions.open_table(by=PersonFactory(), hours=1)
    with pytest.raises(NotNow):
        actions.open_table(by=OrganizerFactory(), hours=13)


def test_it_is_forgotten_a_week_later():
    actions.open_table(by=OrganizerFactory(), hours=1)
    assert purge_tables(timezone.now() + timedelta(days=7)) == 0
    assert purge_tables(timezone.now() + timedelta(days=8)) == 1


# --- Looking at many people --------------------------------------------------------------------------


def test_after_sixty_people_organizers_are_told_once(client, a_network):
    me, olu = PersonFactory(), OrganizerFactory()
    client.force_login(me.user)
    others = PersonFactory.create_batch(63)
    for person in others[:60] + others[:5]:
        client.get(person.get_absolute_url())
    assert not Notice.objects.filter(kind="profiles.many").exists()
    for person in others[60:]:
        assert client.get(person.get_absolute_url()).status_code == 200
    assert list(Notice.objects.filter(kind="profiles.many").values_list("person", flat=True)) == [olu.pk]


def test_ones_own_page_and_an_organizers_work_do_not_count(client, a_network, monkeypatch):
    def refuse(*call, **options):
        raise AssertionError

    me, olu = PersonFactory(), OrganizerFactory()
    monkeypatch.setattr(limits, "spend", refuse)
    for who, whom in ((me, me), (olu, me)):
        client.force_login(who.user)
        assert client.get(whom.get_absolute_url()).status_code == 200


def test_signing_out_and_reading_are_never_limited(client, a_network, monkeypatch):
    def refuse(*call, **options):
        raise AssertionError

    me = PersonFactory()
    client.force_login(me.user)
    monkeypatch.setattr(limits, "spend", refuse)
    for page in ("/me/", "/members/notices/", "/members/settings/", "/members/blocks/", "/exchanges/swaps/"):
        assert client.get(page).status_code == 200
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
