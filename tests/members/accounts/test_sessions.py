from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.accounts import backend, sessions
from members.accounts.backend import Backend
from members.models import Session, User
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
PAGE, END = "/accounts/sessions/", "/accounts/sessions/end/"


@pytest.fixture
def by_code(a_network, last_code):
    """Signs somebody in as they would themselves."""

    def sign_in(person):
        client = Client(HTTP_USER_AGENT="Talkative/1.0", REMOTE_ADDR="203.0.113.7")
        client.post(reverse("account_login"), {"email": person.user.email})
        client.post(reverse("account_code"), {"code": last_code()})
        return client

    return sign_in


def is_in(client):
    return client.get(PAGE).status_code == 200


def key_of(client):
    return sessions.stored(client.session.session_key)


def test_page_shows_this_place_first_and_its_days(by_code):
    ana = PersonFactory()
    elsewhere, here = by_code(ana), by_code(ana)
    by_code(PersonFactory())
    page = here.get(PAGE).text
    assert page.index("This phone or computer") < page.index("Another phone or computer")
    assert page.count('<li class="row">') == 2
    assert page.count('name="place"') == 1
    assert f'value="{key_of(elsewhere)}"' in page
    assert Session.objects.filter(user=ana.user).count() == 2


def test_nothing_of_the_browser_is_stored(by_code):
    by_code(PersonFactory())
    kept = repr(list(Session.objects.values())) + repr(Session.objects.get().get_decoded())
    assert "Talkative" not in kept
    assert "203.0.113" not in kept


def test_the_table_s_key_does_not_sign_in(by_code):
    client = by_code(PersonFactory())
    row = Session.objects.get()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert not is_in(thief)
    assert client.session.session_key not in repr(list(Session.objects.values()))
    assert is_in(client)


def test_a_word_of_one_s_own_is_kept_encrypted(by_code):
    ana = PersonFactory()
    here, there = by_code(ana), by_code(ana)
    assert here.post(PAGE, {"name": "Attic phone"}).url == PAGE
    assert "Attic phone" in here.get(PAGE).text
    assert "Attic phone" in there.get(PAGE).text
    assert "Attic phone" not in repr([row.get_decoded() for row in Session.objects.all()])
    assert here.post(PAGE, {"name": "x" * 41}).status_code == 200
    here.post(PAGE, {"name": ""})
    assert "Attic phone" not in there.get(PAGE).text


def test_ending_one_twice_and_never_the_place_one_sits_at(by_code):
    ana = PersonFactory()
    one, two, here = by_code(ana), by_code(ana), by_code(ana)
    place = key_of(one)
    for _time in range(2):
        assert here.post(END, {"place": place}).url == PAGE
    here.post(END, {"place": key_of(here)})
    assert [is_in(client) for client in (one, two, here)] == [False, True, True]


def test_ending_all_others(by_code):
    ana, ben = PersonFactory(), PersonFactory()
    one, two, here, his = by_code(ana), by_code(ana), by_code(ana), by_code(ben)
    here.post(END)
    assert [is_in(client) for client in (one, two, here, his)] == [False, False, True, True]


def test_nobody_ends_what_is_another_s(by_code):
    his, mine = by_code(PersonFactory()), by_code(PersonFactory())
    mine.post(END, {"place": key_of(his)})
    mine.post(END)
    assert is_in(his)
    assert Client().post(END).status_code == 302
    assert mine.get(END).status_code == 405


def test_end_sessions_everywhere_but_where_it_is_asked_for(by_code):
    ana = PersonFactory()
    clients = [by_code(ana), by_code(ana)]
    assert sessions.end_sessions(ana.user) == 2
    assert [is_in(client) for client in clients] == [False, False]
    assert sessions.end_sessions(ana.user) == 0


def test_the_day_is_noted_when_something_is_done_and_not_on_reading(by_code, time_machine):
    time_machine.move_to("2026-03-03T10:00Z")
    client = by_code(PersonFactory())
    time_machine.move_to("2026-03-05T10:00Z")
    client.get(PAGE)
    assert client.session[sessions.HERE]["used"] == "2026-03-03"
    client.post("/members/notices/read/")
    [place] = sessions.places(client.get(PAGE).wsgi_request)
    assert (place.since, place.used) == (date(2026, 3, 3), date(2026, 3, 5))


def test_a_session_that_ended_by_itself_is_not_shown(by_code, time_machine):
    time_machine.move_to("2026-03-03T10:00Z")
    ana = PersonFactory()
    by_code(ana)
    time_machine.move_to("2026-04-03T10:00Z")
    assert len(sessions.places(by_code(ana).get(PAGE).wsgi_request)) == 1


def test_statements_are_as_many_for_three_places_as_for_one(by_code):
    ana, counts = PersonFactory(), []
    for more in (1, 2):
        for _time in range(more):
            client = by_code(ana)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_word_whose_key_is_gone_is_no_500(by_code, settings):
    client = by_code(PersonFactory())
    client.post(PAGE, {"name": "Attic phone"})
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Attic phone" not in page.text


@pytest.mark.parametrize("change", [{"password": "!changed"}, {"is_active": False}])
def test_a_session_ends_with_the_password_and_with_the_account(by_code, change):
    ana = PersonFactory()
    here, his = by_code(ana), by_code(PersonFactory())
    assert is_in(here)
    User.objects.filter(pk=ana.user.pk).update(**change)
    assert not is_in(here)
    assert is_in(his)


# --- Read together with its account ---------------------------------------------------------------


def store_of(client):
    """Another process's view of the same session."""
    store = sessions.SessionStore(client.session.session_key)
    assert SESSION_KEY in store
    return store


def test_the_account_read_with_a_session_serves_once(by_code):
    ana = PersonFactory().user
    store = store_of(by_code(ana.person))
    assert store.take_account(ana.pk) == ana
    assert store.take_account(ana.pk) is None


def test_the_account_read_with_a_session_is_nobody_else_s(by_code):
    ana, ben = PersonFactory().user, PersonFactory().user
    store = store_of(by_code(ana.person))
    with backend.asked(store):
        assert Backend().get_user(ben.pk) == ben
        assert Backend().get_user(ana.pk) == ana


def test_outside_of_asking_nothing_that_was_read_is_held(by_code):
    ana = PersonFactory().user
    store = store_of(by_code(ana.person))
    with backend.asked(store):
        pass
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert Backend().get_user(ana.pk) is None
    with backend.asked(sessions.SessionStore("unknown")):
        assert Backend().get_user(ana.pk) is None


def test_a_session_of_nobody_reads_nobody():
    store = sessions.SessionStore()
    store["language"] = "es"
    store.save()
    again = sessions.SessionStore(store.session_key)
    assert again["language"] == "es"
    assert again.account is None


def test_whoever_signs_in_as_another_in_the_same_browser_is_the_other(by_code, last_code):
    ana, ben = PersonFactory(), PersonFactory()
    client = by_code(ana)
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"email": ben.user.email})
    client.post(reverse("account_code"), {"code": last_code()})
    assert ben.name in client.get("/about/").text
    assert ana.name not in client.get("/about/").text
