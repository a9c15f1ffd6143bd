import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.urls import reverse

from members import actions
from members.models import Application, Person, Report, ReportPicture
from members.retention import purge_reports
from members.viewers import viewer_of
from mutualaid.base.models import AuditEntry, Network
from tests.factories.members import OrganizerFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(client, person, *methods, ago=0):
    client.force_login(person.user)
    session = client.session
    session["account_authentication_methods_user"] = str(person.user.pk)
    session["account_authentication_methods"] = [{"method": m, "at": time.time() - ago} for m in methods]
    session.save()
    return client


@pytest.fixture
def olu(client, a_network):
    person = OrganizerFactory(name="Oluwa")
    sign_in(client, person, "code", "mfa")
    return person


def now_code(offset=0):
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30 + offset))


# --- The second factor --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "methods", "ago", "door"),
    [
        ("newcomer", [], 0, "account_login"),
        ("organizer", ["code"], 0, "mfa_index"),
        ("organizer", ["password"], 0, "mfa_index"),
        ("organizer", ["code", "mfa"], 13 * 3600, "mfa_index"),
        ("enrolled", ["code"], 0, "mfa_reauthenticate"),
        ("member", ["code", "mfa"], 0, None),
        ("superuser without a person", ["mfa"], 0, None),
        ("suspended organizer", ["mfa"], 0, None),
    ],
)
def test_admin_needs_an_organizer_with_a_second_factor_in_this_session(
    client, a_network, who, methods, ago, door
):
    if who == "superuser without a person":
        user = UserFactory(is_staff=True, is_superuser=True)
        client.force_login(user)
    elif who != "newcomer":
        person = PersonFactory() if who == "member" else OrganizerFactory()
        if who == "suspended organizer":
            Person.objects.filter(pk=person.pk).update(status="suspended")
        if who == "enrolled":
            totp.TOTP.activate(person.user, SECRET)
        sign_in(client, person, *methods, ago=ago)
    for page in ("/admin/", "/admin/members/person/", "/admin/base/network/1/change/"):
        response = client.get(page, follow=False)
        assert response.status_code == 302
        shown = client.get(response.url)
        if door is None:
            assert shown.status_code == 404
        else:
            assert shown.url.split("?")[0] == reverse(door)


def test_a_proof_of_another_account_does_not_count(client, a_network):
    olu, other = OrganizerFactory(), OrganizerFactory()
    sign_in(client, olu, "mfa")
    session = client.session
    session["account_authentication_methods_user"] = str(other.user.pk)
    session.save()
    assert client.get("/admin/").status_code == 302


def test_enrolling_opens_the_admin(client, a_network):
    person = OrganizerFactory()
    sign_in(client, person, "code")
    page = client.get(reverse("mfa_activate_totp"))
    assert "<svg" in page.text
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    response = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert response.url == reverse("mfa_view_recovery_codes")
    assert client.get(response.url).text.count("<code>") == 10
    assert client.get("/admin/").status_code == 200
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))


def test_reauthenticating_leads_back_and_wrong_codes_run_out(client, a_network):
    person = OrganizerFactory()
    totp.TOTP.activate(person.user, SECRET)
    sign_in(client, person, "code")
    address = f"{reverse('mfa_reauthenticate')}?next=/admin/members/report/"
    assert client.get(address).status_code == 200
    assert "This is not the code" in client.post(address, {"code": "000000"}).text
    assert client.post(address, {"code": now_code()}).url == "/admin/members/report/"
    assert client.get("/admin/members/report/").status_code == 200


def test_a_second_factors_codes_cannot_be_guessed(client, a_network):
    person = OrganizerFactory()
    totp.TOTP.activate(person.user, SECRET)
    sign_in(client, person, "code")
    for _try in range(5):
        client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    response = client.post(reverse("mfa_reauthenticate"), {"code": now_code()})
    assert "You can go on after" in response.text


def test_signing_in_asks_for_the_second_step(client, a_network, last_code):
    person = OrganizerFactory()
    totp.TOTP.activate(person.user, SECRET)
    client.post(reverse("account_login"), {"email": person.user.email, "next": "/about/"})
    response = client.post(reverse("account_code"), {"code": last_code()})
    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(response.url).status_code == 200
    assert client.post(response.url, {"code": now_code()}).url == "/about/"
    assert client.get("/admin/").status_code == 200


# --- Pages --------------------------------------------------------------------------------------------


def test_index_says_what_waits(client, olu):
    Application.objects.create(person=PersonFactory(status="pending"))
    bad = PersonFactory()
    actions.report(
        by=PersonFactory(),
        viewer=viewer_of(OrganizerFactory().user),
        kind="person",
        subject_id=bad.public_id,
        category="other",
        words="",
    )
    page = client.get("/admin/").text
    assert "Reports to decide: <strong>1</strong>" in page
    assert "People to let in: <strong>1</strong>" in page


@pytest.mark.parametrize("number", [1, 30])
def test_person_list_costs_the_same(client, olu, django_assert_max_num_queries, number):
    PersonFactory.create_batch(number)
    client.get("/admin/members/person/")
    with django_assert_max_num_queries(8):
        assert client.get("/admin/members/person/?how=member&q=Neigh").status_code == 200


def test_no_email_and_no_phone_is_shown(client, olu):
    member = PersonFactory()
    caller, _code = actions.enter_person(
        by=olu, name="Mo", phone="555 0100", cell=None, languages=[], consent=True
    )
    for page in [
        "/admin/members/person/",
        f"/admin/members/person/{member.pk}/change/",
        f"/admin/members/person/{caller.pk}/change/",
        f"/admin/members/person/{caller.pk}/phone/",
    ]:
        text = client.get(page).text
        assert member.user.email not in text
        assert "555 0100" not in text


def test_showing_a_phone_number_is_remembered(client, olu):
    caller, _code = actions.enter_person(
        by=olu, name="Mo", phone="555 0100", cell=None, languages=[], consent=True
    )
    assert "555 0100" in client.post(f"/admin/members/person/{caller.pk}/phone/").text
    entry = AuditEntry.objects.get(action="person.reveal_phone")
    assert (entry.actor_id, entry.subject_id) == (olu.pk, caller.public_id)


def test_persons_cannot_be_written_or_deleted_in_a_form(client, olu):
    member = PersonFactory(name="Anabel")
    assert client.post(f"/admin/members/person/{member.pk}/change/", {"name": "X"}).status_code == 403
    assert client.post(f"/admin/members/person/{member.pk}/delete/", {"post": "yes"}).status_code == 403
    values = {"action": "delete_selected", "_selected_action": [member.pk], "post": "yes"}
    client.post("/admin/members/person/", values)
    member.refresh_from_db()
    assert member.name == "Anabel"


def act(client, action, person, **values):
    data = {"action": action, "_selected_action": [person.pk], **values}
    return client.post("/admin/members/person/", data, follow=True).text


def test_pausing_asks_for_a_reason_and_leaves_a_trace(client, olu):
    ana = PersonFactory()
    assert "Choose a reason" in act(client, "suspend", ana)
    assert "Done for 1." in act(client, "suspend", ana, reason="agreement")
    ana.refresh_from_db()
    assert ana.status == "suspended"
    assert AuditEntry.objects.get(action="decision.suspension").reason == "agreement"
    act(client, "restore", ana)
    ana.refresh_from_db()
    assert ana.status == "active"


def test_what_an_action_refuses_is_said(client, olu):
    assert "Only a member with an account" in act(client, "promote", PersonFactory(user=None, name="Mo"))
    assert "You may not do this." in act(client, "demote", olu)


def test_entering_a_neighbour_shows_the_slip_once(client, olu):
    assert client.get("/admin/members/person/add/").url == "/members/enter/"
    assert client.get("/members/enter/").status_code == 200
    values = {"name": "Mo", "phone": "555 0100", "cell": "1000:1:1", "size": "1000", "consent": "on"}
    refused = client.post("/members/enter/", {**values, "consent": ""})
    assert "nobody is entered without their yes" in refused.text
    assert 'value="555 0100"' in refused.text
    response = client.post("/members/enter/", values)
    first, again = client.get(response.url).text, client.get(response.url).text
    assert "shown this once" in first
    assert "cannot be shown again" in again
    mo = Person.objects.get(name="Mo")
    assert (mo.phone, mo.cell, mo.entered_by) == ("555 0100", (1000, 1, 1), olu)


@pytest.mark.parametrize("who", ["newcomer", "member", "organizer without second factor"])
def test_entering_is_for_organizers(client, a_network, who):
    if who == "member":
        sign_in(client, PersonFactory(), "code", "mfa")
    elif who != "newcomer":
        sign_in(client, OrganizerFactory(), "code")
    assert client.get("/members/enter/").status_code == (404 if who == "member" else 302)


def reported(bad, by=None):
    by = by or PersonFactory(name="Reporter R")
    return actions.report(
        by=by,
        viewer=viewer_of(by.user),
        kind="person",
        subject_id=bad.public_id,
        category="hurtful",
        words="They shouted.",
    )


def test_a_report_is_decided_with_a_reason_and_never_names_the_reporter(client, olu):
    report = reported(PersonFactory(name="Bad"))
    address = f"/admin/members/report/{report.pk}/change/"
    page = client.get(address).text
    assert "They shouted." in page
    assert "Reporter R" not in page + client.get("/admin/members/report/").text
    assert client.post(address, {"decision": "kept"}).status_code == 200
    assert client.post(address, {"decision": "kept", "reason": "settled"}).status_code == 302
    report.refresh_from_db()
    assert (report.status, report.reason, report.decided_by) == ("done", "settled", olu)
    assert client.post(address, {"decision": "kept", "reason": "safety"}).status_code == 403


def test_ones_own_case_is_not_there(client, olu):
    report = reported(olu)
    assert client.get(f"/admin/members/report/{report.pk}/change/").status_code == 302
    assert f"/admin/members/report/{report.pk}/change/" not in client.get("/admin/members/report/").text


@pytest.fixture
def picture():
    """Handed over with a report about Bad, by somebody who is not an organizer."""
    report = reported(PersonFactory(name="Bad"))
    return ReportPicture.objects.create(report=report, content=b"RIFF", width=4, height=3, alt="A <door>")


def picture_of(picture, report=None):
    return f"/admin/members/report/{(report or picture.report).pk}/pictures/{picture.public_id}/"


def test_a_picture_that_was_handed_over_stands_in_its_case(client, olu, picture):
    case = client.get(f"/admin/members/report/{picture.report.pk}/change/").text
    assert f'<img src="{picture_of(picture)}" alt="A &lt;door&gt;" width="4" height="3"' in case
    response = client.get(picture_of(picture))
    assert (response.content, response["Content-Type"]) == (b"RIFF", "image/webp")
    assert "no-store" in response["Cache-Control"]
    assert picture_of(picture) not in client.get("/admin/members/report/").text


def test_it_is_in_no_other_case_and_not_in_ones_own(client, olu, picture):
    other = reported(PersonFactory())
    gone = ReportPicture(public_id="zzzzzzzzzzzz", report=picture.report)
    assert client.get(picture_of(picture, other)).status_code == 404
    assert client.get(picture_of(gone)).status_code == 404
    Report.objects.filter(pk=picture.report.pk).update(person=olu)
    assert client.get(picture_of(picture)).status_code == 404


@pytest.mark.parametrize("methods", [["code"], None])
def test_nobody_else_sees_it(client, a_network, picture, methods):
    """Neither a member, the reporter among them, nor an organizer without the second step."""
    person = OrganizerFactory() if methods else picture.report.reporter
    sign_in(client, person, *(methods or ["code", "mfa"]))
    assert client.get(picture_of(picture)).status_code in {302, 404}


def test_it_is_encrypted_and_goes_with_its_case(picture):
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, alt FROM members_reportpicture")
        [stored] = cursor.fetchall()
    assert b"RIFF" not in bytes(stored[0])
    assert b"door" not in bytes(stored[1])
    purge_reports(picture.report.created_at + timedelta(days=300))
    assert ReportPicture.objects.count() == 1
    purge_reports(picture.report.created_at + timedelta(days=366))
    assert ReportPicture.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_report_list_costs_the_same(client, olu, django_assert_num_queries, number):
    for _one in range(number):
        reported(PersonFactory())
    client.get("/admin/members/report/")
    with django_assert_num_queries(3):
        client.get("/admin/members/report/")


def test_report_list_shows_what_waits_first(client, olu):
    open_one, done = reported(PersonFactory(name="Open Case")), reported(PersonFactory(name="Done Case"))
    actions.resolve_report(by=olu, subject=done, decision="kept", reason="nothing")
    assert "Done Case" not in client.get("/admin/members/report/").text
    assert "Open Case" not in client.get("/admin/members/report/?state=done").text
    assert Report.objects.get(status="open") == open_one


NETWORK = {
    "name": "Elm Park Mutual Aid",
    "area_name": "Elm Park",
    "phone": "555 0199",
    "phone_hours": "",
    "danger_numbers": "Emergency: 112\nHelpline: 0800: 1",
    "languages": ["en", "so"],
    "zone": "Europe/Brussels",
    "units": "km",
    "clock": "24",
    "joining": "open",
    "finest_cell_m": "500",
}


def test_the_networks_row_changes_through_an_action(client, olu):
    assert client.get("/admin/base/network/").url == "/admin/base/network/1/change/"
    assert client.get("/admin/base/network/1/change/").status_code == 200
    assert client.post("/admin/base/network/1/change/", NETWORK).status_code == 302
    row = Network.objects.get()
    assert (row.name, row.languages) == ("Elm Park Mutual Aid", ["en", "so"])
    assert row.danger_numbers == [["Emergency", "112"], ["Helpline: 0800", "1"]]
    assert AuditEntry.objects.get(action="network.change").actor_id == olu.pk


def test_a_wrong_line_is_said_and_kept(client, olu):
    response = client.post("/admin/base/network/1/change/", {**NETWORK, "danger_numbers": "just call"})
    assert "Write each line as name: number." in response.text
    assert "just call" in response.text


def test_the_grid_stays(a_network):
    from mutualaid.base.actions import NotNow

    with pytest.raises(NotNow):
        actions.change_network(by=OrganizerFactory(), subject=a_network, grid_latitude=1.0)


def test_audit_is_read_only(client, olu):
    actions.suspend_person(by=olu, subject=PersonFactory(), reason="agreement")
    page = client.get("/admin/base/auditentry/").text
    assert '<td class="field-did">suspension</td><td class="field-what">decision</td>' in page
    assert "Oluwa" in page
    pk = AuditEntry.objects.latest("pk").pk
    assert client.post(f"/admin/base/auditentry/{pk}/change/", {"action": "x"}).status_code == 403
    assert client.post(f"/admin/base/auditentry/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/base/auditentry/add/").status_code == 403


def test_the_admins_log_holds_ids_only(client, olu):
    client.post("/admin/base/network/1/change/", NETWORK)
    assert list(LogEntry.objects.values_list("object_repr", "change_message")) == [("network 1", "")]


def test_a_refusal_inside_an_action_keeps_what_was_typed(client, olu, monkeypatch):
    from mutualaid.base.actions import NotNow

    def refuse(**values):
        raise NotNow("Somebody was quicker.")

    monkeypatch.setattr(actions, "change_network", refuse)
    response = client.post("/admin/base/network/1/change/", NETWORK)
    assert "Somebody was quicker." in response.text
    assert 'value="Elm Park Mutual Aid"' in response.text


def test_accounts_and_packages_have_no_pages(olu):
    client = sign_in(Client(), olu, "mfa")
    for page in ["members/user/", "account/emailaddress/", "mfa/authenticator/", "auth/group/"]:
        assert client.get(f"/admin/{page}").status_code == 404
