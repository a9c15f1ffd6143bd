"""What members agreed on: written by organizers, accepted on joining and when it changes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members import actions as members
from members.agreement import actions, starting
from members.models import Agreement, AgreementAccepted, KeptList, Person, Report
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed
from mutualaid.base.models import AuditEntry
from mutualaid.base.network import local_today
from tests.factories.members import OrganizerFactory, PersonFactory, UserFactory
from tests.proved import prove
from tests.together import at_once

pytestmark = pytest.mark.django_db
PAGE, LISTS, KEEP = "/members/agreement/", "/members/lists/", "/members/lists/keep/"
TEXTS = {"en": "We **share**. <script>x</script>", "es": "Nos **ayudamos**."}


@pytest.fixture
def ana(a_network):
    return PersonFactory(name="Anabel")


@pytest.fixture
def holds(olu):
    return actions.publish(by=olu, texts=TEXTS, review_on=None)


def must_agree(person):
    return viewer_of(person.user).must_agree


# --- Versions -----------------------------------------------------------------------------------------


def test_without_one_nobody_is_asked(client, ana):
    assert not must_agree(ana)
    client.force_login(ana.user)
    assert client.get(LISTS).status_code == 200
    assert "not written anything down" in client.get(PAGE).text


def test_whoever_publishes_goes_along_and_others_are_asked(olu, ana, holds):
    assert (holds.version, must_agree(olu), must_agree(ana)) == (1, False, True)
    actions.accept(by=ana, version=1)
    assert not must_agree(ana)
    actions.publish(by=olu, texts=TEXTS, review_on=None)
    assert must_agree(ana)
    assert not must_agree(PersonFactory(status=Person.Status.PENDING))


def test_accepting_twice_is_once(ana, holds):
    actions.accept(by=ana, version=1)
    actions.accept(by=ana, version=1)
    assert AgreementAccepted.objects.filter(person=ana).count() == 1
    assert AuditEntry.objects.filter(action="agreement.accept", actor_id=ana.pk).count() == 1


def test_only_organizers_write(ana):
    with pytest.raises(NotAllowed):
        actions.publish(by=ana, texts=TEXTS, review_on=None)
    with pytest.raises(NotAllowed):
        actions.accept(by=ana, version=1)
    assert Agreement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_organizers_at_once_write_two_versions(olu):
    ida = OrganizerFactory()
    write = [lambda by=by: actions.publish(by=by, texts=TEXTS, review_on=None) for by in (olu, ida)]
    assert at_once(*write) == []
    assert sorted(Agreement.objects.values_list("version", flat=True)) == [1, 2]


def test_a_viewer_still_costs_one_statement(ana, holds, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert viewer_of(ana.user).must_agree


# --- In the way ---------------------------------------------------------------------------------------


def test_whoever_looks_may_read_it_later(client, ana, holds):
    client.force_login(ana.user)
    response = client.get(f"{LISTS}?x=1")
    assert response.url == reverse("members:agreement", query={"next": f"{LISTS}?x=1"})
    page = client.get(response.url).text
    assert "<strong>share</strong>" in page
    assert "<script>x" not in page
    assert "Read it later" in page
    assert client.post(PAGE, {"later": "1", "next": LISTS}).url == LISTS
    assert client.get(LISTS).status_code == 200
    assert must_agree(ana)


def test_whoever_does_something_reads_it_first_and_loses_nothing(client, ana, holds):
    client.force_login(ana.user)
    client.post(PAGE, {"later": "1"})
    response = client.post(KEEP, {"l": "1f", "name": 'Soup "now"'})
    assert response.status_code == 403
    assert 'name="name" value="Soup &#34;now&#34;"' in response.text
    assert "Read it later" not in response.text
    assert KeptList.objects.count() == 0
    client.post(KEEP, {"l": "1f", "name": 'Soup "now"', "agreement": "1"})
    assert [kept.name for kept in KeptList.objects.all()] == ['Soup "now"']
    assert not must_agree(ana)


def test_a_yes_to_an_older_one_is_none(client, ana, olu, holds):
    actions.publish(by=olu, texts=TEXTS, review_on=None)
    client.force_login(ana.user)
    assert client.post(KEEP, {"l": "1f", "agreement": "1"}).status_code == 403
    assert client.post(PAGE, {"agreement": "1"}).url == PAGE
    assert must_agree(ana)
    assert client.post(PAGE, {"agreement": "2", "next": LISTS}).url == LISTS
    assert not must_agree(ana)


def test_reading_later_ends_with_the_next_version(client, ana, olu, holds):
    client.force_login(ana.user)
    client.post(PAGE, {"later": "1"})
    actions.publish(by=olu, texts=TEXTS, review_on=None)
    assert client.get(LISTS).status_code == 302


@pytest.mark.parametrize(
    "path", ["/members/settings/", "/members/blocks/", "/members/notices/", "/accounts/logout/", "/me/"]
)
def test_it_is_never_in_the_way_of_ones_own(client, ana, holds, path):
    client.force_login(ana.user)
    assert client.get(path).status_code == 200


def test_safety_does_not_wait_for_it(client, ana, olu, holds):
    bad = PersonFactory()
    client.force_login(ana.user)
    address = f"/members/report/person/{bad.public_id}/"
    assert client.get(address).status_code == 200
    client.post(address, {"category": "safety", "words": ""})
    assert Report.objects.count() == 1
    client.post(f"/members/block/{bad.public_id}/")
    assert ana.blocks_made.count() == 1
    assert must_agree(ana)


def test_a_newcomer_reads_it_and_says_nothing(client, holds):
    assert "<strong>share</strong>" in client.get(PAGE).text
    assert "I go along" not in client.get(PAGE).text
    assert client.post(PAGE, {"agreement": "1"}).url.startswith("/accounts/login/")


def test_it_is_read_in_the_readers_language(client, holds):
    assert "<strong>ayudamos</strong>" in client.get(PAGE, headers={"Accept-Language": "es"}).text
    Agreement.objects.update(texts={"en": "Only so."})
    assert "Only so." in client.get(PAGE, headers={"Accept-Language": "es"}).text


# --- Joining ------------------------------------------------------------------------------------------


def test_it_is_accepted_on_joining(client, holds):
    client.force_login(UserFactory())
    filled = {"name": "Pilar", "cell": "1000:2:1"}
    assert "<strong>share</strong>" in client.get("/members/welcome/").text
    page = client.post("/members/welcome/", filled).text
    assert "Read it, and tick this" in page
    assert not Person.objects.filter(name="Pilar").exists()
    client.post("/members/welcome/", {**filled, "agrees": "on"})
    assert not must_agree(Person.objects.get(name="Pilar"))


def test_a_neighbour_by_phone_is_not_asked(olu, holds):
    members.enter_person(by=olu, name="Rosa", phone="1", cell=None, languages=[], consent=True)
    assert AgreementAccepted.objects.count() == 1


def test_what_ships_is_there_in_each_language():
    assert set(starting.texts()) == {"en", "es"}
    counts = {text.count("- **") for text in starting.texts().values()}
    assert counts == {9}


# --- The organizers' pages ----------------------------------------------------------------------------


@pytest.fixture
def admin(client, olu):
    client.force_login(olu.user)
    return prove(client)


def test_an_organizer_writes_a_version(admin):
    address = "/admin/members/agreement/add/"
    assert "Join, don" in admin.get(address).text
    sent = {"text_en": "Be kind.", "text_es": "", "review_on": "2027-01-01"}
    assert admin.post(address, sent).status_code == 302
    made = Agreement.objects.get()
    assert (made.version, made.texts, str(made.review_on)) == (1, {"en": "Be kind."}, "2027-01-01")
    assert "Be kind." in admin.get(address).text


def test_the_words_of_a_version_stay(admin, holds):
    address = f"/admin/members/agreement/{holds.pk}/change/"
    assert "<strong>share</strong>" in admin.get(address).text
    admin.post(address, {"review_on": "2027-02-01", "text_en": "Other"})
    holds.refresh_from_db()
    assert (holds.texts, str(holds.review_on)) == (TEXTS, "2027-02-01")
    assert admin.post(f"/admin/members/agreement/{holds.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_first_page_says_when_a_review_is_due(admin, olu):
    said = "You wanted to look at what you agreed on again"
    actions.publish(by=olu, texts=TEXTS, review_on=local_today() + timedelta(days=15))
    assert said not in admin.get("/admin/").text
    actions.set_review(by=olu, subject=actions.latest(), review_on=local_today() + timedelta(days=14))
    assert said in admin.get("/admin/").text


def test_the_list_costs_the_same(admin, olu, django_assert_max_num_queries):
    for _number in range(3):
        actions.publish(by=olu, texts=TEXTS, review_on=None)
        with django_assert_max_num_queries(10):
            admin.get("/admin/members/agreement/")
