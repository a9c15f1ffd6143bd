"""Who waits, for what, and how they come in, by each of the ways that organizers choose."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members import actions, standing
from members.joining import applications, invitations, retention, rules, told
from members.models import Application, Notice, Person, Talk, User, Vouch
from members.tasks import tend_applications
from mutualaid.base import belongings
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory, UserFactory
from tests.outbox import hand_over
from tests.proved import prove

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def status_of(person):
    return Person.objects.values_list("status", flat=True).get(pk=person.pk)


def later(**days):
    return timezone.now() + timedelta(**days)


def admin(client, olu):
    client.force_login(olu.user)
    return prove(client)


# --- Whether they wait --------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["approval", "invitation", "vouching"])
def test_a_newcomer_waits_where_organizers_want_it(newcomer, joined_by, policy):
    joined_by(policy)
    pia = newcomer()
    assert pia.status == "pending"
    assert pia.user.is_active
    assert Application.objects.get().person == pia


def test_where_it_is_open_nobody_waits(newcomer, joined_by):
    joined_by("open")
    assert newcomer().status == "active"
    assert Application.objects.count() == 0


def test_whoever_organizes_does_not_wait(joined_by):
    joined_by("approval")
    user = UserFactory(is_staff=True)
    assert actions.join(user=user, name="Oluwa", cell=None, languages=[]).status == "active"


def test_joining_twice_changes_nothing(newcomer, joined_by):
    joined_by("approval")
    pia = newcomer()
    again = actions.join(user=pia.user, name="Other", cell=None, languages=[])
    assert (again, again.name, Application.objects.count()) == (pia, "Pilar", 1)


def test_whoever_waits_is_told_for_what(client, newcomer, joined_by):
    joined_by("invitation")
    pia = newcomer()
    client.force_login(pia.user)
    response = client.get("/exchanges/new/")
    assert response.status_code == 403
    assert "Ask a neighbour who is here for one." in response.text
    assert client.get(pia.get_absolute_url()).status_code == 200
    assert client.get(PersonFactory().get_absolute_url()).status_code == 404


def test_after_saying_who_they_are_they_come_to_their_page(client, joined_by):
    joined_by("approval")
    client.force_login(UserFactory())
    response = client.post("/members/welcome/?next=/exchanges/new/", {"name": "Pilar", "cell": "1000:2:1"})
    assert response.url == "/members/application/"
    assert "Nearly there, Pilar" in client.get(response.url).text


def test_a_member_has_no_such_page(client, a_network):
    client.force_login(PersonFactory().user)
    assert client.get("/members/application/").url == "/members/tour/"
    client.post("/members/tour/")
    assert client.get("/members/application/").url == "/me/"
    assert client.post("/members/application/write/").status_code == 404
    assert client.get("/members/application/withdraw/").status_code == 404


# --- By approval --------------------------------------------------------------------------------------


def test_organizers_hear_once_that_somebody_answered(client, newcomer, joined_by, olu):
    joined_by("approval", questions=["Who told you?", "Which street corner?"])
    pia = newcomer()
    assert Notice.objects.count() == 0
    client.force_login(pia.user)
    assert client.post("/members/application/", {"answer_0": "Wren"}).status_code == 200
    answers = {"answer_0": "Wren", "answer_1": "5th and Elm"}
    assert client.post("/members/application/", answers).url == "/members/application/"
    client.post("/members/application/", {**answers, "answer_0": "Ida"})
    assert list(Notice.objects.values_list("person", "kind")) == [(olu.pk, "joining.waits")]
    application = Application.objects.get()
    assert told.answers(application) == [("Who told you?", "Ida"), ("Which street corner?", "5th and Elm")]
    assert "5th and Elm" in client.get("/members/application/").text
    [mail] = hand_over()
    assert "Pilar" not in mail.subject + mail.text


def test_without_questions_they_hear_at_once(newcomer, joined_by, olu):
    joined_by("approval")
    newcomer()
    assert list(Notice.objects.values_list("person", "kind")) == [(olu.pk, "joining.waits")]


def test_an_organizer_reads_and_lets_in(client, newcomer, joined_by, olu):
    joined_by("approval", questions=["Who told you?"])
    pia = newcomer()
    applications.answer(by=pia, answers=[("Who told you?", "<b>Wren</b>")])
    admin(client, olu)
    application = Application.objects.get()
    address = f"/admin/members/application/{application.pk}/change/"
    assert "Pilar" in client.get("/admin/members/application/").text
    assert "&lt;b&gt;Wren&lt;/b&gt;" in client.get(address).text
    assert ("People to let in", 1) in [
        (str(line["label"]), line["count"]) for line in client.get("/admin/").context_data["waiting"]
    ]
    assert client.post(address, {"decision": "let_in", "reason": ""}).status_code == 302
    assert status_of(pia) == "active"
    assert Notice.objects.filter(person=pia, kind="joining.let_in").count() == 1
    assert AuditEntry.objects.filter(action="person.let_in", actor_id=olu.pk).count() == 1
    assert "Pilar" not in client.get("/admin/members/application/").text


def test_the_list_costs_the_same(client, newcomer, joined_by, olu, django_assert_max_num_queries):
    joined_by("approval")
    admin(client, olu)
    newcomer()
    client.get("/admin/members/application/")
    for number in (1, 3):
        with django_assert_max_num_queries(12):
            client.get("/admin/members/application/")
        for _more in range(number):
            newcomer()


def test_restoring_from_the_list_of_persons_lets_in_as_well(newcomer, joined_by, olu):
    joined_by("approval")
    pia = newcomer()
    actions.restore_person(by=olu, subject=pia)
    assert status_of(pia) == "active"
    assert Application.objects.get().let_in_at is not None
    with pytest.raises(NotNow):
        actions.restore_person(by=olu, subject=pia)


def test_apps_above_hear_that_somebody_is_in(newcomer, joined_by, olu, monkeypatch):
    heard = []
    monkeypatch.setattr(standing, "_changed", [lambda person: heard.append((person.pk, person.status))])
    joined_by("approval")
    pia = newcomer()
    actions.restore_person(by=olu, subject=pia)
    assert heard == [(pia.pk, "active")]


def test_the_days_of_waiting_are_none_among_us(newcomer, joined_by, olu):
    joined_by("approval")
    pia = newcomer()
    Person.objects.filter(pk=pia.pk).update(created_at=timezone.now() - 40 * DAY)
    actions.restore_person(by=olu, subject=pia)
    pia.refresh_from_db()
    assert pia.is_new
    assert not rules.can_vouch(pia)


def test_an_organizer_declines_with_a_reason_and_they_may_write(client, newcomer, joined_by, olu):
    joined_by("approval")
    pia = newcomer()
    application = Application.objects.get()
    with pytest.raises(NotNow, match="Choose a reason"):
        applications.decide(by=olu, subject=application, decision="decline")
    applications.decide(by=olu, subject=application, decision="decline", reason="elsewhere")
    assert status_of(pia) == "pending"
    with pytest.raises(NotNow, match="decided this already"):
        applications.decide(by=olu, subject=application, decision="decline", reason="elsewhere")
    client.force_login(pia.user)
    page = client.get("/members/application/").text
    assert "You live outside of the area" in page
    assert "Not this time" in page
    response = client.post("/members/application/write/")
    assert response.url == f"/members/talk/{Talk.objects.get().public_id}/"
    assert client.get(response.url).status_code == 200
    with pytest.raises(NotNow):
        applications.answer(by=pia, answers=[])
    assert Notice.objects.filter(person=pia, kind="joining.declined").count() == 1
    mail = hand_over()[-1]
    assert mail.to == pia.user.email
    assert "outside of the area" not in mail.subject


def test_whoever_was_declined_can_still_be_let_in(newcomer, joined_by, olu):
    joined_by("approval")
    pia = newcomer()
    application = Application.objects.get()
    applications.decide(by=olu, subject=application, decision="decline", reason="elsewhere")
    applications.decide(by=olu, subject=application, decision="let_in")
    assert status_of(pia) == "active"
    assert Application.objects.get().reason == ""


@pytest.mark.parametrize("who", ["member", "pending"])
def test_nobody_else_decides(newcomer, joined_by, who):
    joined_by("approval")
    pia = newcomer()
    by = PersonFactory() if who == "member" else pia
    for decision in ("let_in", "decline"):
        with pytest.raises(NotAllowed):
            applications.decide(by=by, subject=Application.objects.get(), decision=decision, reason="full")
    assert status_of(pia) == "pending"


def test_an_organizer_apart_from_them_does_not_see_them(client, newcomer, joined_by, olu):
    joined_by("approval")
    pia = newcomer()
    actions.block(by=pia, person=olu)
    admin(client, olu)
    assert "Pilar" not in client.get("/admin/members/application/").text
    application = Application.objects.get()
    assert client.get(f"/admin/members/application/{application.pk}/change/").status_code == 302
    assert client.post(f"/admin/members/application/{application.pk}/write/").status_code == 404


def test_an_organizer_begins_to_write(client, newcomer, joined_by, olu):
    joined_by("approval")
    pia = newcomer()
    address = f"/admin/members/application/{Application.objects.get().pk}/write/"
    admin(client, olu)
    assert client.get(address).status_code == 405
    assert client.post(address).url == f"/members/talk/{Talk.objects.get().public_id}/"
    assert Talk.objects.get().person == pia


# --- Withdrawing --------------------------------------------------------------------------------------


def test_withdrawing_keeps_nothing(client, newcomer, joined_by, olu):
    joined_by("approval", questions=["Who told you?"])
    pia = newcomer()
    applications.answer(by=pia, answers=[("Who told you?", "Wren")])
    applications.write_to_organizers(by=pia, person=pia)
    client.force_login(pia.user)
    assert "Delete it" in client.get("/members/application/withdraw/").text
    assert Person.objects.filter(pk=pia.pk).exists()
    assert client.post("/members/application/withdraw/").url == "/"
    assert not Person.objects.filter(pk=pia.pk).exists()
    assert not User.objects.filter(pk=pia.user.pk).exists()
    assert (Application.objects.count(), Talk.objects.count()) == (0, 0)
    assert client.get("/members/application/").status_code == 302


def test_a_member_cannot_withdraw(a_network):
    person = PersonFactory()
    with pytest.raises(NotAllowed):
        applications.withdraw(by=person)
    assert Person.objects.filter(pk=person.pk).exists()


# --- The clock ----------------------------------------------------------------------------------------


def test_whoever_waits_is_asked_after_14_days_and_forgotten_after_21(newcomer, joined_by, olu):
    joined_by("approval", questions=["Who told you?"])
    pia = newcomer()
    applications.tend(later(days=9))
    assert Notice.objects.count() == 0
    applications.tend(later(days=11))
    applications.tend(later(days=12))
    assert list(Notice.objects.values_list("person", "kind")) == [(olu.pk, "joining.old")]
    applications.tend(later(days=15))
    applications.tend(later(days=16))
    assert Notice.objects.filter(person=pia, kind="joining.still").count() == 1
    applications.tend(later(days=21))
    assert Person.objects.filter(pk=pia.pk).exists()
    applications.tend(later(days=23))
    assert not Person.objects.filter(pk=pia.pk).exists()
    assert not User.objects.filter(pk=pia.user.pk).exists()


def test_one_tap_from_the_mail_extends_without_signing_in(client, newcomer, joined_by):
    joined_by("approval")
    pia = newcomer()
    applications.tend(later(days=15))
    mail = hand_over()[-1]
    address = next(word for word in mail.text.split() if "still-waiting" in word).split("example", 1)[-1]
    address = "/" + address.split("/", 3)[-1] if address.startswith("http") else address
    assert "Yes, I still want to join" in client.get(address).text
    assert Application.objects.get().asked_at is not None
    client.post(address)
    client.post(address)
    assert Application.objects.get().asked_at is None
    assert "It stays" in client.get(address).text
    applications.tend(later(days=13))
    assert Person.objects.filter(pk=pia.pk).exists()
    assert AuditEntry.objects.filter(action="application.still").count() == 1


def test_what_we_did_not_sign_extends_nothing(client, newcomer, joined_by):
    joined_by("approval")
    newcomer()
    assert client.post("/members/still-waiting/nothing/").status_code == 404


def test_on_their_page_it_is_one_tap_too(client, newcomer, joined_by):
    joined_by("approval")
    pia = newcomer()
    applications.tend(later(days=15))
    client.force_login(pia.user)
    assert "You have waited for two weeks" in client.get("/members/application/").text
    client.post("/members/application/still/")
    assert Application.objects.get().asked_at is None


def test_the_account_of_whoever_was_declined_is_gone_after_14_days(newcomer, joined_by, olu):
    joined_by("approval")
    pia = newcomer()
    applications.decide(by=olu, subject=Application.objects.get(), decision="decline", reason="full")
    applications.tend(later(days=13))
    assert Person.objects.filter(pk=pia.pk).exists()
    applications.tend(later(days=15))
    assert not Person.objects.filter(pk=pia.pk).exists()


def test_nobody_who_is_in_is_forgotten(newcomer, joined_by, olu):
    joined_by("approval")
    pia = newcomer()
    actions.restore_person(by=olu, subject=pia)
    tend_applications(timestamp=0)
    applications.tend(later(days=60))
    assert status_of(pia) == "active"


def test_what_was_told_is_gone_90_days_after_they_were_let_in(newcomer, joined_by, olu, member):
    joined_by("vouching")
    pia = newcomer()
    code = Application.objects.get().code
    from members.joining import vouches

    for _number in range(2):
        vouches.vouch(by=member(), code=code)
    applications_talk = Talk.objects.create(kind="application", person=pia)
    assert status_of(pia) == "active"
    assert retention.purge_applications(later(days=89)) == 0
    assert Vouch.objects.count() == 2
    assert retention.purge_applications(later(days=91)) > 0
    assert (Application.objects.count(), Vouch.objects.count()) == (0, 0)
    assert not Talk.objects.filter(pk=applications_talk.pk).exists()
    assert status_of(pia) == "active"


# --- How it is chosen ---------------------------------------------------------------------------------


def test_an_organizer_chooses_how_people_join(client, a_network, olu):
    admin(client, olu)
    page = client.get("/admin/base/network/1/change/")
    fields = page.context_data["adminform"].form.initial
    sent = {key: value for key, value in fields.items() if value is not None}
    sent |= {"joining": "approval", "questions": "Who told you?\n\n Who  told you?\nWhere do you help?"}
    assert client.post("/admin/base/network/1/change/", sent).status_code == 302
    a_network.refresh_from_db()
    assert (a_network.joining, a_network.questions) == ("approval", ["Who told you?", "Where do you help?"])
    sent["questions"] = "\n".join("abcdef")
    assert "Five questions at most" in client.post("/admin/base/network/1/change/", sent).text


def test_what_is_exported_of_a_wish_to_join(newcomer, joined_by):
    joined_by("approval", questions=["Who told you?"])
    pia = newcomer()
    applications.answer(by=pia, answers=[("Who told you?", "Wren")])
    rows = {policy.model.__name__: list(rows) for policy, rows in belongings.of(pia)}
    assert rows["Application"][0]["answers"] == [("Who told you?", "Wren")]
    assert rows["Vouch"] == []
    assert invitations.is_good("nothing") is False
    assert OrganizerFactory().user.is_staff
