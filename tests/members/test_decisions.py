"""What organizers decide about somebody, how it ends, and the way to another organizer."""

from datetime import timedelta

import pytest
from django.contrib import admin as django_admin
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from exchanges import actions as board
from members import actions, permissions, tasks
from members.decisions import rules
from members.decisions.retention import purge_addresses, purge_decisions
from members.models import Decision, Notice, Person, RemovedAddress, Report, Session, StandardText
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.exchanges import PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory, UserFactory
from tests.members.test_admin import sign_in
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def decide(person, kind, by=None, **values):
    values = {"reason": "agreement", **values}
    return actions.decide(by=by or OrganizerFactory(), subject=person, kind=kind, **values)


def removal(person, by=None):
    by = by or OrganizerFactory()
    talk = actions.offer_mediation(by=by, subject=person, mediator="Rosa")
    actions.close_mediation(by=by, subject=talk, outcome="refused")
    return decide(person, "removal", by)


def as_of(moment):
    """Move the clock: every decision of the past lies this much further back."""
    Decision.objects.exclude(until=None).update(until=moment)
    Person.objects.exclude(suspended_until=None).update(suspended_until=moment)


# --- Told, and limited -------------------------------------------------------------------------------


def test_somebody_is_told_what_why_and_until_when(client, a_network):
    ana = PersonFactory()
    made = decide(ana, "no_posts", words="Three posts sold things.", days=10)
    [mail] = hand_over()
    assert (mail.to, mail.subject) == (ana.user.email, "Organizers wrote to you")
    client.force_login(ana.user)
    page = client.get(made.get_absolute_url()).text
    assert "you cannot post for a while" in page
    assert "against what we agreed on" in page
    assert "Three posts sold things." in page
    assert "you cannot put anything on the board" in page
    assert made.decided_by.name not in page
    assert made.until - made.decided_at == timedelta(days=10)
    assert made.get_absolute_url() in client.get("/members/decisions/").text


@pytest.mark.parametrize("who", ["somebody else", "the organizer", "a newcomer"])
def test_nobody_else_opens_it(client, a_network, who):
    made = decide(PersonFactory(), "warning", by=OrganizerFactory())
    if who != "a newcomer":
        client.force_login((made.decided_by if who == "the organizer" else PersonFactory()).user)
    assert client.get(made.get_absolute_url()).status_code == (302 if who == "a newcomer" else 404)


def test_the_networks_own_words_are_said_in_the_readers_language(client, a_network):
    by, ana = OrganizerFactory(), PersonFactory()
    actions.write_text(by=by, kind="warning", language="en", text="Our circle talked about this.")
    actions.write_text(by=by, kind="warning", language="es", text="Nuestro círculo habló de esto.")
    with pytest.raises(NotNow):
        actions.write_text(by=by, kind="warning", language="en", text="Again")
    made = decide(ana, "warning", by)
    client.force_login(ana.user)
    assert "Our circle talked" in client.get(made.get_absolute_url()).text
    client.cookies["django_language"] = "es"
    assert "Nuestro círculo" in client.get(made.get_absolute_url()).text
    actions.drop_text(by=by, subject=StandardText.objects.get(language="es"))
    assert "Nuestro círculo" not in client.get(made.get_absolute_url()).text


def test_a_warning_changes_nothing_else():
    ana = PersonFactory()
    decide(ana, "warning")
    assert (permissions.can_post(ana), permissions.can_start_thread(ana)) == (True, True)


def test_who_cannot_post_is_told_on_the_page_and_by_the_action(client, a_network):
    ana = PersonFactory()
    decide(ana, "no_posts")
    client.force_login(ana.user)
    page = client.get("/exchanges/new/")
    assert ("For a while you cannot post" in page.text, "<textarea" in page.text) == (True, False)
    with pytest.raises(NotNow, match="cannot post"):
        board.create_first_posts(by=ana, contents=["something"])
    as_of(timezone.now() - DAY)
    assert permissions.can_post(ana)
    assert "<textarea" in client.get("/exchanges/new/").text


def test_who_cannot_answer_still_posts(client, a_network):
    ana, post = PersonFactory(), PostFactory()
    decide(ana, "no_threads")
    client.force_login(ana.user)
    page = client.get(post.get_absolute_url()).text
    assert ("For a while you cannot answer posts" in page, 'id="answer"' in page) == (True, False)
    with pytest.raises(NotNow, match="cannot answer"):
        board.propose(by=ana, occurrence=post.occurrence)
    assert permissions.can_post(ana)


def test_nobody_decides_in_their_own_case_nor_does_a_member():
    olu = OrganizerFactory()
    for by in (olu, PersonFactory()):
        with pytest.raises(NotAllowed):
            decide(olu, "warning", by)


# --- A pause -----------------------------------------------------------------------------------------


def test_whoever_is_paused_reads_why_and_nothing_else(client, a_network):
    ana = PersonFactory()
    made = decide(ana, "suspension")
    client.force_login(ana.user)
    for page in (
        "/me/",
        "/members/settings/",
        "/members/notices/",
        "/exchanges/new/",
        ana.get_absolute_url(),
    ):
        answer = client.get(page)
        assert (page, answer.status_code, "You are paused" in answer.text) == (page, 403, True)
    assert client.post("/members/settings/", {"name": "X"}).status_code == 403
    assert client.get("/members/decisions/").status_code == 200
    assert client.get(made.get_absolute_url()).status_code == 200
    assert hand_over()[0].to == ana.user.email


def test_a_pause_lasts_thirty_days_at_most():
    made = decide(PersonFactory(), "suspension", days=365)
    assert made.until - made.decided_at == timedelta(days=30)


def test_a_pause_that_is_over_counts_no_more_before_a_job_noticed(client, a_network):
    ana, other = PersonFactory(), PersonFactory()
    decide(ana, "suspension")
    client.force_login(ana.user)
    as_of(timezone.now() - DAY)
    assert client.get("/me/").status_code == 200
    assert Person.objects.active().filter(pk=ana.pk).exists()
    assert Person.objects.visible_to(viewer_of(other.user)).filter(pk=ana.pk).exists()
    assert viewer_of(ana.user).is_member


def test_a_job_ends_a_pause_and_brings_posts_back():
    post = PostFactory()
    ana = post.person
    decide(ana, "suspension", days=3)
    post.row.refresh_from_db()
    assert post.row.published is False
    tasks.end_suspensions(0)
    ana.refresh_from_db()
    assert ana.status == "suspended"
    as_of(timezone.now() - DAY)
    tasks.end_suspensions(0)
    tasks.end_suspensions(0)
    ana.refresh_from_db()
    post.row.refresh_from_db()
    assert (ana.status, ana.suspended_until, post.row.published) == ("active", None, True)
    assert Notice.objects.filter(person=ana, kind="decision.over").count() == 1


def test_taken_back_it_is_over_at_once():
    ana, by = PersonFactory(), OrganizerFactory()
    made = decide(ana, "suspension", by)
    actions.lift(by=by, subject=made)
    with pytest.raises(NotNow):
        actions.lift(by=by, subject=made)
    ana.refresh_from_db()
    assert (ana.status, ana.suspended_until) == ("active", None)


# --- Removal -----------------------------------------------------------------------------------------


def test_nobody_is_removed_before_they_were_offered_to_talk():
    ana, by = PersonFactory(), OrganizerFactory()
    with pytest.raises(NotNow, match="Nobody is disposable"):
        decide(ana, "removal", by)
    talk = actions.offer_mediation(by=by, subject=ana, mediator="Rosa")
    assert Notice.objects.filter(person=ana, kind="decision.talk").exists()
    with pytest.raises(NotNow, match="mediation"):
        decide(ana, "removal", by)
    actions.close_mediation(by=by, subject=talk, outcome="settled")
    with pytest.raises(NotNow, match="mediation"):
        decide(ana, "removal", by)


def test_where_talking_is_not_safe_that_is_noted_and_nobody_is_told():
    ana, by = PersonFactory(), OrganizerFactory()
    actions.offer_mediation(by=by, subject=ana, outcome="unsafe")
    assert decide(ana, "removal", by).is_proposed
    assert not Notice.objects.filter(person=ana).exists()


def test_a_second_organizer_removes(client, a_network):
    post = PostFactory()
    ana, first, second = post.person, OrganizerFactory(), OrganizerFactory()
    client.force_login(ana.user)
    made = removal(ana, first)
    ana.refresh_from_db()
    assert (ana.status, client.get(made.get_absolute_url()).status_code) == ("active", 404)
    assert Notice.objects.filter(person=second, kind="report.waits").exists()
    with pytest.raises(NotNow, match="second organizer"):
        actions.confirm_removal(by=first, subject=made)
    with pytest.raises(NotAllowed):
        actions.confirm_removal(by=PersonFactory(), subject=made)
    actions.confirm_removal(by=second, subject=made)
    with pytest.raises(NotNow):
        actions.confirm_removal(by=OrganizerFactory(), subject=made)
    ana.refresh_from_db()
    post.row.refresh_from_db()
    assert (ana.status, post.row.published) == ("removed", False)
    assert not Session.objects.filter(user=ana.user).exists()
    assert not Person.objects.visible_to(viewer_of(PersonFactory().user)).filter(pk=ana.pk).exists()
    client.force_login(ana.user)
    assert "no longer part" in client.get("/me/").text
    assert client.get(made.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("who", ["the same", "the person", "nobody"])
def test_the_database_wants_two_organizers_and_neither_is_the_person(who):
    made = removal(PersonFactory())
    by = {"the same": made.decided_by, "the person": made.person, "nobody": None}[who]
    at = timezone.now() if by else None
    with pytest.raises(IntegrityError):
        Decision.objects.filter(pk=made.pk).update(is_proposed=False, confirmed_by=by, confirmed_at=at)


def test_a_removed_address_waits_for_organizers_for_a_year(client, a_network):
    ana, second = PersonFactory(), OrganizerFactory()
    email = ana.user.email
    actions.confirm_removal(by=second, subject=removal(ana))
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM members_removedaddress t")
        assert email not in cursor.fetchone()[0]
    Person.objects.filter(pk=ana.pk).update(user=None)
    values = {"cell": None, "languages": []}
    again = actions.join(user=ana.user, name="Anabel again", **values)
    other = actions.join(user=UserFactory(), name="Benno", **values)
    assert (again.status, other.status) == ("pending", "active")
    page = sign_in(client, second, "code", "mfa").get(f"/admin/members/person/{again.pk}/change/").text
    assert "This address was removed within the last year." in page
    assert rules.was_removed(email.upper())
    later = timezone.now() + timedelta(days=366)
    assert not rules.was_removed(email, later)
    purge_addresses(later)
    assert not RemovedAddress.objects.exists()


def test_a_removal_is_undone():
    ana, second = PersonFactory(), OrganizerFactory()
    made = removal(ana)
    actions.confirm_removal(by=second, subject=made)
    made.refresh_from_db()
    actions.lift(by=OrganizerFactory(), subject=made)
    ana.refresh_from_db()
    assert ana.status == "active"
    assert not RemovedAddress.objects.exists()


# --- Appeals -----------------------------------------------------------------------------------------


def test_somebody_appeals_once_and_another_organizer_answers(client, a_network):
    ana, first, other = PersonFactory(), OrganizerFactory(name="First"), OrganizerFactory(name="Other")
    made = decide(ana, "suspension", first)
    client.force_login(ana.user)
    assert "Nothing you wrote is lost" in client.post(made.get_absolute_url(), {"words": ""}).text
    client.post(made.get_absolute_url(), {"words": "I was not even there."})
    again = client.post(made.get_absolute_url(), {"words": "Once more"}, follow=True).text
    assert ("You have appealed already" in again, "I was not even there." in again) == (True, True)
    waiting = Notice.objects.filter(kind="report.waits").values_list("person", flat=True)
    assert list(waiting) == [other.pk]
    with pytest.raises(NotNow, match="another organizer"):
        actions.answer_appeal(by=first, subject=made, outcome="kept", answer="No")
    with pytest.raises(NotNow, match="why"):
        actions.answer_appeal(by=other, subject=made, outcome="lifted", answer=" ")
    actions.answer_appeal(by=other, subject=made, outcome="lifted", answer="You were not.")
    page = client.get(made.get_absolute_url()).text
    assert ("You were not." in page, "It was taken back." in page) == (True, True)
    ana.refresh_from_db()
    assert ana.status == "active"
    assert Notice.objects.filter(person=ana, kind="decision.answer").exists()


def test_an_appeal_comes_within_twenty_days():
    ana = PersonFactory()
    made = decide(ana, "no_posts", days=60)
    Decision.objects.update(decided_at=timezone.now() - 21 * DAY)
    with pytest.raises(NotNow):
        actions.appeal(by=ana, subject=made, words="Late")
    with pytest.raises(NotAllowed):
        actions.appeal(by=PersonFactory(), subject=made, words="Not mine")


def test_the_only_organizer_looks_again_and_the_page_says_so(client, a_network):
    ana, only = PersonFactory(), OrganizerFactory()
    made = decide(ana, "no_posts", only)
    client.force_login(ana.user)
    assert "There is only one organizer here" in client.get(made.get_absolute_url()).text
    actions.appeal(by=ana, subject=made, words="Please")
    actions.answer_appeal(by=only, subject=made, outcome="kept", answer="I asked two others.")
    assert "I asked two others." in client.get(made.get_absolute_url()).text


def test_what_was_hidden_comes_back_after_an_appeal():
    post, first, other = PostFactory(), OrganizerFactory(), OrganizerFactory()
    reporter = PersonFactory()
    case = actions.report(
        by=reporter,
        viewer=viewer_of(reporter.user),
        kind="post",
        subject_id=post.public_id,
        category="money",
        words="",
    )
    actions.resolve_report(by=first, subject=case, decision="hidden", reason="agreement")
    made = Decision.objects.get()
    assert (made.kind, made.person, made.until) == ("hidden", post.person, None)
    actions.appeal(by=post.person, subject=made, words="It is a gift.")
    actions.answer_appeal(by=other, subject=made, outcome="lifted", answer="So it is.")
    post.refresh_from_db()
    assert post.hidden_at is None


# --- The admin ---------------------------------------------------------------------------------------


def test_an_organizer_decides_from_a_case(client, a_network):
    olu, ana = OrganizerFactory(name="Oluwa"), PersonFactory(name="Anabel")
    reporter = PersonFactory()
    case = actions.report(
        by=reporter,
        viewer=viewer_of(reporter.user),
        kind="person",
        subject_id=ana.public_id,
        category="other",
        words="",
    )
    sign_in(client, olu, "code", "mfa")
    way = f"/admin/members/decision/add/?person={ana.pk}&amp;report={case.pk}"
    assert way in client.get(f"/admin/members/report/{case.pk}/change/").text
    assert "A pause lasts 30 at most" in client.get(way.replace("&amp;", "&")).text
    values = {"person": ana.pk, "report": case.pk, "kind": "suspension", "reason": "agreement", "days": 5}
    assert client.post("/admin/members/decision/add/", {**values, "words": "Rest."}).status_code == 302
    made = Decision.objects.get()
    assert (made.person, made.report, made.decided_by, made.words) == (ana, case, olu, "Rest.")
    assert client.get(f"/admin/members/decision/{made.pk}/change/").status_code == 200
    client.post("/admin/members/decision/", {"action": "take_back", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert made.lifted_by == olu


def test_an_appeal_is_answered_in_the_admin(client, a_network):
    ana, olu = PersonFactory(), OrganizerFactory()
    made = decide(ana, "warning")
    actions.appeal(by=ana, subject=made, words="My side of it")
    sign_in(client, olu, "code", "mfa")
    assert "Appeals to answer: <strong>1</strong>" in client.get("/admin/").text
    address = f"/admin/members/decision/{made.pk}/change/"
    assert "My side of it" in client.get(address).text
    assert client.post(address, {"outcome": "kept", "answer": "It stays."}).status_code == 302
    made.refresh_from_db()
    assert (made.outcome, made.answered_by) == ("kept", olu)
    assert client.post(address, {"outcome": "lifted", "answer": "No."}).status_code == 403


def test_ones_own_decisions_are_not_in_the_admin(client, a_network):
    olu, first = OrganizerFactory(name="Oluwa"), OrganizerFactory()
    made = decide(olu, "warning", first, words="Secret words")
    talk = actions.offer_mediation(by=first, subject=olu, mediator="Rosa the mediator")
    proposed = removal(olu, first)
    sign_in(client, olu, "code", "mfa")
    pages = ["decision/", "decision/?state=confirm", "mediation/", f"decision/{made.pk}/change/"]
    pages += [f"decision/{proposed.pk}/change/", f"mediation/{talk.pk}/change/"]
    texts = [client.get(f"/admin/members/{page}", follow=True).text for page in pages]
    texts += [client.get(page).text for page in ("/admin/", "/admin/base/auditentry/")]
    for secret in ("Secret words", "Rosa the mediator", made.public_id, proposed.public_id, talk.public_id):
        assert secret not in "".join(texts)
    assert "Removals to confirm: <strong>0</strong>" in texts[-2]
    values = {"action": "take_back", "_selected_action": [made.pk]}
    client.post("/admin/members/decision/", values)
    made.refresh_from_db()
    assert made.lifted_at is None


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same(client, a_network, django_assert_max_num_queries, number):
    olu, first = OrganizerFactory(), OrganizerFactory()
    for _one in range(number):
        decide(PersonFactory(), "warning", first)
    sign_in(client, olu, "code", "mfa").get("/admin/members/decision/")
    with django_assert_max_num_queries(8):
        client.get("/admin/members/decision/")


def test_decisions_are_forgotten_a_year_after_they_are_over():
    made = decide(PersonFactory(), "no_posts", days=10)
    purge_decisions(made.until + timedelta(days=364))
    assert Decision.objects.exists()
    purge_decisions(made.until + timedelta(days=366))
    assert not Decision.objects.exists()


def test_a_decision_of_a_report_is_of_its_person():
    olu, ana = OrganizerFactory(), PersonFactory()
    case = Report.objects.create(kind="person", subject_id="x", person=PersonFactory(), category="other")
    with pytest.raises(NotAllowed):
        decide(ana, "warning", olu, report=case)


def test_a_stranger_cannot_open_the_pages_of_decisions(a_network):
    assert Client().get("/members/decisions/").status_code == 302


def test_the_admins_page_is_one_for_all_requests_and_keeps_nothing_of_one(client_of, a_network):
    page = django_admin.site._registry[Decision]
    before = dict(vars(page))
    browser = client_of(OrganizerFactory(), is_at_work=True)
    assert browser.get("/admin/members/decision/add/").status_code == 200
    assert vars(page) == before
