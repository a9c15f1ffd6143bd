import pytest
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from members import actions, languages
from members.accounts.sessions import SessionStore, stored
from members.actions.persons import SLIP_LENGTH
from members.models import Block, Person, Session, User
from members.viewers import NEWCOMER, account, session_and_account, viewer_of
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.grid import Cell
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def profile(person):
    return reverse("members:profile", args=[person.public_id])


def test_profile_shows_name_line_languages_and_area_to_a_member(client, a_network):
    ana = PersonFactory(name="Anabel", about="Bakes on Sundays", languages=["es"], cell_x=2)
    client.force_login(PersonFactory().user)
    page = client.get(profile(ana)).text
    for words in ["Anabel", "Bakes on Sundays", "Español", "a square of 1 km", "about 2 km away"]:
        assert words in page
    assert ana.user.email not in page


@pytest.mark.parametrize("who", ["blocked by them", "blocked them", "nobody"])
def test_a_stranger_gets_the_same_404_as_for_nobody(client, a_network, who):
    me, ana = PersonFactory(), PersonFactory(name="Anabel")
    if who == "blocked by them":
        actions.block(by=ana, person=me)
    elif who == "blocked them":
        actions.block(by=me, person=ana)
    client.force_login(me.user)
    address = profile(ana) if who != "nobody" else reverse("members:profile", args=["zzzzzzzzzzzz"])
    response = client.get(address)
    missing = client.get(reverse("members:profile", args=["222222222222"]))
    assert response.status_code == missing.status_code == 404
    assert response.content.replace(ana.public_id.encode(), b"").replace(b"zzzzzzzzzzzz", b"") == (
        missing.content.replace(b"222222222222", b"")
    )


def test_logged_out_is_led_to_sign_in(client):
    assert client.get(profile(PersonFactory())).status_code == 302


def test_pending_sees_own_profile_only(client, a_network):
    me, ana = PersonFactory(status="pending"), PersonFactory()
    client.force_login(me.user)
    assert client.get(profile(me)).status_code == 200
    assert client.get(profile(ana)).status_code == 404
    response = client.get(reverse("members:report", args=["person", ana.public_id]))
    assert response.status_code == 403


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_hidden_people_are_seen_by_organizers_and_themselves_only(status):
    hidden, member, organizer = PersonFactory(status=status), PersonFactory(), OrganizerFactory()
    seen = {
        who: hidden in Person.objects.visible_to(viewer_of(person.user))
        for who, person in [("self", hidden), ("member", member), ("organizer", organizer)]
    }
    assert seen == {"self": True, "member": False, "organizer": True}


def test_nobody_sees_who_left():
    gone = PersonFactory(status="left")
    for person in (gone, PersonFactory(), OrganizerFactory()):
        assert gone not in Person.objects.visible_to(viewer_of(person.user))


def test_a_signed_in_page_costs_one_statement_before_its_own(client, a_network, django_assert_num_queries):
    me = PersonFactory()
    client.force_login(me.user)
    client.get("/about/")
    with django_assert_num_queries(1):
        assert me.name in client.get("/about/").text


def test_what_was_read_with_the_account_serves_once():
    me, ana = PersonFactory.create_batch(2)
    user = account(me.user.pk)
    assert user == me.user
    assert viewer_of(user).person == me
    actions.block(by=me, person=ana)
    assert viewer_of(user).blocked == {ana.pk}


@pytest.mark.parametrize("model", [Person, User, Session])
def test_what_is_read_by_hand_is_named_as_its_columns_and_begins_with_its_key(model):
    fields = model._meta.concrete_fields
    assert fields[0].primary_key
    assert [field.name for field in fields if field.column != field.attname] == []


def test_what_is_read_by_hand_is_what_a_queryset_reads():
    made = PersonFactory(phone="+32 9 000 00 00", languages=["es"], cell_m=4000)
    session = SessionStore()
    session[SESSION_KEY] = str(made.user.pk)
    session.create()
    read, user = session_and_account(stored(session.session_key))
    for found, model in ((read, Session), (user, User), (viewer_of(user).person, Person)):
        fields = [field.attname for field in model._meta.concrete_fields]
        again = model.objects.get(pk=found.pk)
        assert {name: getattr(found, name) for name in fields} == {n: getattr(again, n) for n in fields}
        assert not found.get_deferred_fields()
        assert not found._state.adding


def test_nobody_is_read_for_an_account_that_is_gone_or_has_no_person():
    assert account(0) is None
    user = account(UserFactory().pk)
    assert viewer_of(user) == NEWCOMER
    PersonFactory(user=user, name="Anabel")
    assert viewer_of(user).person.name == "Anabel"


def test_viewer_knows_blocks_both_ways():
    me, ana, ben = PersonFactory.create_batch(3)
    actions.block(by=me, person=ana)
    actions.block(by=ben, person=me)
    actions.block(by=ana, person=ben)
    assert viewer_of(me.user).blocked == {ana.pk, ben.pk}


def test_settings_change_what_is_stored(client, a_network):
    me = PersonFactory(cell_m=4000)
    client.force_login(me.user)
    assert client.get("/members/settings/").status_code == 200
    values = {"name": "Anabel", "about": "Hello", "languages": ["en"], "cell": "2000:1:1", "size": "2000"}
    assert client.post("/members/settings/", values).status_code == 302
    me.refresh_from_db()
    assert (me.name, me.about, me.languages, me.cell) == ("Anabel", "Hello", ["en"], (2000, 1, 1))
    assert AuditEntry.objects.get().action == "person.change"


def test_settings_draw_the_stored_square_as_chosen(client, a_network):
    me = PersonFactory(cell_m=1000, cell_x=3, cell_y=2)
    client.force_login(me.user)
    assert 'value="1000:3:2" checked' in client.get("/members/settings/").text


def test_nobody_changes_anothers_profile():
    with pytest.raises(NotAllowed):
        actions.change_profile(by=PersonFactory(), subject=PersonFactory(), name="X")
    with pytest.raises(NotAllowed):
        actions.change_profile(by=OrganizerFactory(), subject=PersonFactory(), name="X")


# --- Block --------------------------------------------------------------------------------------------


def test_block_and_unblock_by_page(client, a_network):
    me, ana = PersonFactory(), PersonFactory(name="Anabel Blocked")
    client.force_login(me.user)
    address = reverse("members:block", args=[ana.public_id])
    assert "Anabel Blocked" not in client.get(address).text
    client.post(address)
    client.post(address)
    assert list(Block.objects.values_list("blocker", "blocked")) == [(me.pk, ana.pk)]
    assert "Anabel Blocked" in client.get(reverse("members:block_list")).text
    client.post(reverse("members:unblock", args=[Block.objects.get().pk]))
    assert Block.objects.count() == 0


def test_blocking_nobody_answers_as_blocking_somebody(client, a_network):
    client.force_login(PersonFactory().user)
    response = client.post(reverse("members:block", args=["222222222222"]))
    assert response.url == reverse("members:block_list")


def test_blocking_oneself_is_no_page(client, a_network):
    me = PersonFactory()
    client.force_login(me.user)
    assert client.post(reverse("members:block", args=[me.public_id])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.block(by=me, person=me)


def test_only_the_blocker_can_take_it_back(client, a_network):
    me, ana = PersonFactory(), PersonFactory()
    actions.block(by=ana, person=me)
    client.force_login(me.user)
    assert client.post(reverse("members:unblock", args=[Block.objects.get().pk])).status_code == 404
    assert Block.objects.count() == 1


def test_audit_of_a_block_does_not_say_whom():
    me, ana = PersonFactory(), PersonFactory()
    actions.block(by=me, person=ana)
    assert list(AuditEntry.objects.values_list("actor_id", "subject_id")) == [(me.pk, me.public_id)]


@pytest.mark.parametrize("number", [1, 30])
def test_block_list_costs_the_same(client, a_network, django_assert_num_queries, number):
    me = PersonFactory()
    client.force_login(me.user)
    for other in PersonFactory.create_batch(number):
        actions.block(by=me, person=other)
    client.get("/members/blocks/")
    with django_assert_num_queries(2):
        client.get("/members/blocks/")


# --- Organizers ---------------------------------------------------------------------------------------


def test_enter_person_keeps_the_phone_encrypted_and_the_slip_hashed():
    organizer = OrganizerFactory()
    person, code = actions.enter_person(
        by=organizer, name="Mo", phone="555 0100", cell=Cell(1000, 1, 1), languages=["es"], consent=True
    )
    person.refresh_from_db()
    assert (person.user, person.entered_by, person.phone) == (None, organizer, "555 0100")
    assert person.slip_hash == actions.slip_hash(f" {code.upper()} ")
    assert len(code) == SLIP_LENGTH
    assert AuditEntry.objects.get().action == "person.enter"


def test_enter_person_needs_their_yes_and_an_organizer():
    values = {"name": "Mo", "phone": "1", "cell": None, "languages": []}
    with pytest.raises(NotNow):
        actions.enter_person(by=OrganizerFactory(), consent=False, **values)
    with pytest.raises(NotAllowed):
        actions.enter_person(by=PersonFactory(), consent=True, **values)


MODERATING = ["suspend_person", "restore_person", "make_organizer", "remove_organizer", "reveal_phone"]


@pytest.mark.parametrize("name", MODERATING)
@pytest.mark.parametrize("who", ["member", "themself", "suspended organizer"])
def test_only_other_organizers_moderate(name, who):
    subject = OrganizerFactory()
    by = {
        "member": PersonFactory,
        "themself": lambda: subject,
        "suspended organizer": lambda: OrganizerFactory(status="suspended"),
    }[who]()
    values = {"reason": "agreement"} if name == "suspend_person" else {}
    with pytest.raises(NotAllowed):
        getattr(actions, name)(by=by, subject=subject, **values)
    assert AuditEntry.objects.count() == 0


def test_suspend_and_restore_leave_their_trace():
    by, ana = OrganizerFactory(), PersonFactory()
    actions.suspend_person(by=by, subject=ana, reason="agreement")
    with pytest.raises(NotNow):
        actions.suspend_person(by=by, subject=ana, reason="agreement")
    assert viewer_of(ana.user).is_member is False
    actions.restore_person(by=by, subject=ana)
    assert viewer_of(ana.user).is_member is True
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "reason")) == [
        ("decision.suspension", "agreement"),
        ("decision.lift", ""),
        ("person.restore", ""),
    ]


def test_make_and_remove_organizer():
    by, ana = OrganizerFactory(), PersonFactory()
    actions.make_organizer(by=by, subject=ana)
    ana.user.refresh_from_db()
    assert ana.user.is_staff is True
    actions.remove_organizer(by=by, subject=ana)
    ana.user.refresh_from_db()
    assert ana.user.is_staff is False
    with pytest.raises(NotNow):
        actions.make_organizer(by=by, subject=PersonFactory(user=None))


def test_change_email_refuses_anothers(deliver):
    me, ana = PersonFactory(user__email="me@example.org"), UserFactory(email="ana@example.org")
    with pytest.raises(NotNow):
        actions.change_email(user=me.user, email=ana.email)
    actions.change_email(user=me.user, email="New@example.org")
    me.user.refresh_from_db()
    assert me.user.email == "new@example.org"
    [mail] = deliver()
    assert (mail.to, "/accounts/email/undo/" in mail.body) == (["me@example.org"], True)


HALVES = [{"cell_m": None}, {"cell_x": None}, {"cell_m": None, "cell_x": None}, {"cell_m": 100}]


@pytest.mark.parametrize("square", HALVES)
def test_database_holds_whole_squares_only(square):
    with pytest.raises(IntegrityError, match="person_has_whole_square_or_none"), transaction.atomic():
        PersonFactory(**square)


def test_every_language_has_a_name():
    assert [code for code, name in languages.choices() if name.lower() == code] == []
    with translation.override("es"):
        assert languages.within_words("sgn") == "lengua de señas"
