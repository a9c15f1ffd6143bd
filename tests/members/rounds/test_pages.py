"""The pages of a round and of the phone tree: what each shows to whom, and what only a POST does."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import actions as members
from members.models import Block, Channel, CheckIn, Device, Notice, PodMembership, PodReach, Round
from members.notices import delivering, push
from members.pods import actions as pods
from members.rounds import actions, links
from mutualaid.base.models import AuditEntry, Mail
from tests.factories.members import PersonFactory, PodFactory

pytestmark = pytest.mark.django_db


def page(name, one, *more):
    return reverse(f"rounds:{name}", args=[one.pod.public_id, one.public_id, *more])


def pod_page(name, pod):
    return reverse(f"rounds:{name}", args=[pod.public_id])


@pytest.fixture
def calling(begun, later, others):
    for person in others[:8]:
        actions.answer(by=person, subject=begun, state="ok")
    later(begun, 2)
    return begun


# --- The link -------------------------------------------------------------------------------------------


@pytest.fixture
def link(begun, ben, of):
    return links.path_to(of(begun, ben))


def test_the_link_asks_and_only_a_button_answers(client, link, begun, ben, of):
    response = client.get(link)
    assert response.status_code == 200
    assert "I am all right" in response.text
    assert "Heat wave" not in response.text
    assert "Alder Court" not in response.text
    assert "Benno" not in response.text
    for verb in (client.get, client.head, client.options):
        verb(link)
    assert of(begun, ben).state == "waiting"
    assert client.post(link, {"state": "ok"}).headers["Location"] == link
    assert of(begun, ben).state == "ok"
    assert "You said: I am all right." in client.get(link).text


def test_it_needs_no_cookie_and_can_be_changed(link, begun, ben, of):
    client = Client(enforce_csrf_checks=True)
    client.post(link, {"state": "need", "words": "My fridge is off"})
    assert (of(begun, ben).state, of(begun, ben).words) == ("need", "My fridge is off")
    assert "My fridge is off" not in client.get(link).text
    client.post(link, {"state": "need", "words": ""})
    assert of(begun, ben).words == "My fridge is off"
    client.post(link, {"state": "ok", "words": "My fridge is off"})
    assert (of(begun, ben).state, of(begun, ben).words) == ("ok", "")


@pytest.mark.parametrize("state", ["unreached", "waiting", ""])
def test_it_says_nothing_else(client, link, begun, ben, of, state):
    client.post(link, {"state": state})
    assert of(begun, ben).state == "waiting"


def test_it_is_for_one_person_in_one_round(client, link, begun, ben, others, of):
    client.post(link, {"state": "ok"})
    assert begun.check_ins.filter(state="ok").count() == 2
    other = links.path_to(of(begun, others[0]))
    assert other != link
    client.post(other, {"state": "need"})
    assert of(begun, ben).state == "ok"


@pytest.mark.parametrize("why", ["over", "left", "paused", "altered", "old"])
def test_a_link_that_does_not_work_says_so_and_nothing_else(
    client, link, begun, ben, ana, olu, of, why, time_machine
):
    if why == "over":
        actions.end_round(by=ana, subject=begun)
    elif why == "left":
        PodMembership.objects.filter(person=ben).delete()
    elif why == "paused":
        members.suspend_person(by=olu, subject=ben, reason="x")
    elif why == "altered":
        link = link.replace("/check-in/", "/check-in/x")
    else:
        time_machine.move_to(timezone.now() + timedelta(days=5))
    nothing = client.get("/pods/check-in/nothing/")
    for response in (client.get(link), client.post(link, {"state": "ok"})):
        assert response.status_code == 404
        assert strip(response) == strip(nothing)
    assert of(begun, ben).state == "waiting"


def strip(response):
    return re.sub(r'href="[^"]*"|value="[^"]*"', "", response.text)


def test_what_asks_is_read_once_they_answered(client, link, ben):
    notice = Notice.objects.get(person=ben, kind="round.ask")
    assert notice.url.startswith("/pods/check-in/")
    client.post(link, {"state": "ok"})
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.fixture
def endpoint(ben):
    address = "https://fcm.googleapis.com/fcm/send/abc"
    Device.objects.create(person=ben, endpoint=address, endpoint_hash=push.hash_of(address))
    return address


def test_a_push_leads_to_the_question_without_signing_in(begun, ben, of, endpoint):
    client = Client(enforce_csrf_checks=True)

    def page_for(endpoint):
        return client.post("/pods/check-in/here/", {"endpoint": endpoint}).json()["page"]

    assert links.read(page_for(endpoint).split("/")[-2]).person == ben
    assert client.post(page_for(endpoint), {"state": "ok"}).status_code == 302
    assert of(begun, ben).state == "ok"
    assert [page_for(one) for one in (endpoint, f"{endpoint}d", "")] == ["/members/notices/"] * 3


def test_a_push_leads_to_nothing_of_a_round_that_is_over(client, begun, ana, endpoint):
    actions.end_round(by=ana, subject=begun)
    assert client.post("/pods/check-in/here/", {"endpoint": endpoint}).json() == {"page": "/members/notices/"}
    assert client.get("/pods/check-in/here/").status_code == 405


# --- Who sees what --------------------------------------------------------------------------------------


def every_page(one):
    check_in = one.check_ins.filter(state="waiting").first().public_id
    return [
        *(pod_page(name, one.pod) for name in ("tree", "reach", "tree_make", "tree_paper", "round_list")),
        pod_page("round_create", one.pod),
        *(
            page(name, one)
            for name in ("round_detail", "round_answer", "round_end", "call_list", "call_numbers")
        ),
        *(page(name, one, check_in) for name in ("call_done", "call_take")),
    ]


@pytest.mark.parametrize("who", ["stranger", "left", "other pod", "organizer without a second factor"])
def test_a_stranger_and_whoever_left_find_nothing(client_of, calling, stranger, others, olu, who):
    by = olu if who.startswith("organizer") else stranger
    if who == "left":
        by = calling.check_ins.filter(caller__in=others[:8]).first().caller
        PodMembership.objects.filter(person=by).delete()
    elif who == "other pod":
        PodFactory(point=stranger)
    client = client_of(by)
    for address in every_page(calling):
        for answer in (client.get(address), client.post(address, {"state": "ok", "tries": "0"})):
            assert answer.status_code in (404, 405), address
    assert Round.objects.open().count() == 1
    assert calling.check_ins.filter(state="waiting").count() == 3


def test_a_round_is_only_at_the_address_of_its_pod(client_of, begun, ana):
    other = PodFactory(members=[ana])
    address = reverse("rounds:round_detail", args=[other.public_id, begun.public_id])
    assert client_of(ana).get(address).status_code == 404


def test_members_see_numbers_and_those_who_look_after_the_pod_names(
    client_of, calling, ana, ben, others, olu
):
    actions.answer(by=others[-1], subject=calling, state="need", words="A canary")
    for person, names, words in [
        (ana, True, True),
        (ben, True, True),
        (olu, True, False),
        (others[0], False, False),
    ]:
        text = client_of(person, is_at_work=person == olu).get(page("round_detail", calling)).text
        assert ("Neighbour L" in text, "A canary" in text) == (names, words)
        assert "<b>9</b>" in text


def test_who_blocked_me_is_in_no_list_and_in_no_count(client_of, calling, ana, ben, others):
    Block.objects.create(blocker=others[-1], blocked=ana)
    text = client_of(ana).get(page("round_detail", calling)).text
    assert "Neighbour L" not in text
    assert "<b>2</b> <span>no answer yet" in text
    assert "Neighbour L" in client_of(ben).get(page("round_detail", calling)).text
    address = page("call_done", calling, calling.check_ins.get(person=others[-1]).public_id)
    assert client_of(ana).post(address, {"state": "ok"}).status_code == 404


def test_titles_name_nothing(client_of, calling, ana):
    for address in every_page(calling):
        title = re.search("<title>(.*?)</title>", client_of(ana).get(address).text)
        assert title is None or not re.search("Heat|Alder Court|Anabel|Neighbour", title[1])


def test_lists_ask_the_database_as_often_for_one_as_for_many(client_of, calling, ana, others):
    def statements(address, person):
        client = client_of(person)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(address)
        return len(caught)

    before = [statements(page("round_detail", calling), ana), statements(page("call_list", calling), ana)]
    CheckIn.objects.filter(round=calling, person__in=others[:5]).update(state="waiting", caller=ana)
    after = [statements(page("round_detail", calling), ana), statements(page("call_list", calling), ana)]
    assert before == after


# --- On the site ----------------------------------------------------------------------------------------


def test_a_round_is_started_answered_and_ended_on_the_site(client_of, pod, ana, ben, of):
    client = client_of(ana)
    client.get(pod_page("round_create", pod))
    assert not Round.objects.exists()
    answer = client.post(pod_page("round_create", pod), {"words": "Storm", "called_after": "1", "lasts": "6"})
    one = Round.objects.get()
    assert answer.headers["Location"] == page("round_detail", one)
    assert ((one.call_at - one.started_at).seconds, (one.ends_at - one.started_at).seconds) == (
        3600,
        6 * 3600,
    )
    again = client.post(pod_page("round_create", pod), {"words": "Storm", "called_after": "1", "lasts": "6"})
    assert "going on already" in again.text
    assert 'value="Storm"' in again.text
    assert "A check-in is going on." in client_of(ben).get(pod.get_absolute_url()).text
    client_of(ben).post(page("round_answer", one), {"state": "need", "words": "Candles"})
    assert of(one, ben).state == "need"
    assert client_of(ben).post(page("round_answer", one), {"state": "unreached"}).status_code == 404
    client.post(page("round_end", one))
    assert "Over since" in client.get(page("round_detail", one)).text
    assert client_of(ben).get(pod_page("round_list", pod)).text.count("<b>1</b>") == 2


def test_members_start_nothing(client_of, pod, others):
    for verb in ("get", "post"):
        assert getattr(client_of(others[0]), verb)(pod_page("round_create", pod)).status_code == 404


def test_a_caller_sees_the_numbers_after_one_tap_and_marks_with_the_next(client_of, calling, others, of):
    one = of(calling, others[-1])
    number, client = others[-1].memberships.get().reach.number, client_of(one.caller)
    assert number not in client.get(page("call_list", calling)).text
    assert not AuditEntry.objects.filter(action="round.show_number").exists()
    client.post(page("call_numbers", calling))
    assert number in client.get(page("call_list", calling)).text
    client.post(page("call_done", calling, one.public_id), {"state": "unreached", "tries": "0"})
    assert of(calling, others[-1]).tries == 1
    client.post(page("call_done", calling, one.public_id), {"state": "need", "words": "A bag of ice"})
    text = client.get(page("call_list", calling)).text
    assert "A bag of ice" in text
    assert "Make it a request for them" in text


def test_a_neighbour_to_knock_at_is_shown_with_how_and_to_no_organizer(
    client_of, pod, ana, neighbour, others, olu
):
    one = actions.start_round(by=ana, pod=pod)
    text = client_of(others[-1]).get(page("call_list", one)).text
    assert "Mrs Ferro" in text
    assert "Twice, she hears badly" in text
    assert "Show the numbers" not in text
    assert "Mrs Ferro" not in client_of(others[0]).get(page("round_detail", one)).text
    assert "Mrs Ferro" in client_of(ana).get(page("round_detail", one)).text
    desk = client_of(olu, is_at_work=True)
    assert "Mrs Ferro" not in desk.get(page("round_detail", one)).text
    address = page("call_done", one, one.check_ins.get(neighbour=neighbour).public_id)
    assert desk.post(address, {"state": "ok"}).status_code == 404


# --- The phone tree -------------------------------------------------------------------------------------


def test_each_says_it_for_themself(client_of, ana, stranger):
    pod = PodFactory(point=ana)
    client = client_of(ana)
    said = {
        "reached": "call",
        "number": "555 0142",
        "calls_in": ["en"],
        "times": ["evening"],
        "may_wake": "on",
    }
    assert "You have not said yet" in client.get(pod.get_absolute_url()).text
    assert client.post(pod_page("reach", pod), {**said, "number": ""}).status_code == 200
    assert client.post(pod_page("reach", pod), {**said, "number": "call me"}).status_code == 200
    assert not PodReach.objects.exists()
    assert client.post(pod_page("reach", pod), said).status_code == 302
    reach = PodReach.objects.get()
    assert (reach.number, reach.calls_in, reach.times, reach.may_wake) == (
        "555 0142",
        ["en"],
        ["evening"],
        True,
    )
    assert "You have not said yet" not in client.get(pod.get_absolute_url()).text
    client.post(pod_page("reach", pod), {**said, "reached": ""})
    assert PodReach.objects.get().number == ""
    assert client.get(f"{pod_page('reach', pod)}?for={stranger.public_id}").status_code == 404


def test_nobody_says_it_for_another_member(client_of, pod, ana, olu, others):
    address = f"{pod_page('reach', pod)}?for={others[0].public_id}"
    for by in (ana, olu):
        assert client_of(by).get(address).status_code == 404
        assert client_of(by).post(address, {"reached": ""}).status_code == 404
    assert PodReach.objects.get(membership__person=others[0]).reached == "call"


def test_my_place_is_shown_and_the_whole_only_to_those_who_look_after_it(client_of, pod, ana, ben, others):
    caller = pod.phone_tree.edges[others[-1].pk]
    name = next(person.name for person in (ana, ben, *others) if person.pk == caller)
    text = client_of(others[-1]).get(pod_page("tree", pod)).text
    assert f"{name} calls you." in text
    assert "The whole tree" not in text
    for number in PodReach.objects.values_list("number", flat=True):
        assert number not in client_of(ana).get(pod_page("tree", pod)).text
    assert "The whole tree" in client_of(ben).get(pod_page("tree", pod)).text


def test_paper_holds_those_who_agreed_and_is_written_down(client_of, pod, ana, ben, others, olu):
    agreed = [ana, *others[:4]]
    PodReach.objects.filter(membership__person__in=agreed).update(is_on_paper=True)
    assert client_of(ana).get(pod_page("tree_paper", pod)).status_code == 405
    assert not AuditEntry.objects.filter(action="pod.print_tree").exists()
    sheet = client_of(ana).post(pod_page("tree_paper", pod)).text.split('class="sheets"')[1]
    for person in (ana, ben, *others):
        assert (person.name in sheet) == (person in agreed)
        number = person.memberships.get().reach.number
        assert (number in sheet) == (person in agreed and person != ana)
    assert AuditEntry.objects.filter(action="pod.print_tree", actor_id=ana.pk).count() == 1
    for by in (others[0], olu):
        assert client_of(by, is_at_work=by == olu).post(pod_page("tree_paper", pod)).status_code == 404
        assert client_of(by).post(pod_page("tree_make", pod)).status_code == 404


def test_who_is_not_met_has_no_name_on_any_page_of_the_tree(client_of, pod, ana, others):
    PodReach.objects.update(is_on_paper=True)
    Block.objects.create(blocker=others[3], blocked=ana)
    name = others[3].name
    assert name not in client_of(ana).get(pod_page("tree", pod)).text
    assert name not in client_of(ana).post(pod_page("tree_paper", pod)).text


def test_mails_and_addresses_name_nothing(begun, ben, deliver_now):
    text = deliver_now(ben)
    assert "Are you all right?" in text
    assert not re.search("Heat wave|Alder Court|Anabel", text)
    assert "/pods/check-in/" in text


@pytest.fixture
def deliver_now():
    def send(person):
        delivering.deliver(person.pk, Channel.MAIL, now=timezone.now())
        mail = Mail.objects.get()
        return f"{mail.subject}\n{mail.text}\n{mail.html}"

    return send


def test_the_tree_is_told_to_whom_it_changes(pod, ana, others, told, mended):
    before = pod.phone_tree.edges
    caller = next(key for key in before.values() if key != ana.pk)
    called = {key for key, by in before.items() if by == caller}
    gone = next(person for person in (*others, *pod.members.all()) if person.pk == caller)
    pods.leave_pod(by=gone, pod=pod)
    pod.phone_tree.refresh_from_db()
    after = pod.phone_tree.edges
    assert {key for key in after if after[key] != before[key]} == called
    new = {after[key] for key in called} | {before[caller]}
    for person in pod.members.all():
        assert told(person).count("round.tree") == (person.pk in new)


def test_a_newcomer_is_in_the_tree_once_they_said_how(pod, olu, mended):
    new = PersonFactory(name="New")
    pods.put_in_pod(by=olu, subject=new, pod=pod)
    pod.phone_tree.refresh_from_db()
    before = pod.phone_tree.edges
    assert new.pk not in before
    actions.say_reach(by=new, subject=new.memberships.get(), reached="call", number="555 1")
    pod.phone_tree.refresh_from_db()
    assert {key for key, by in pod.phone_tree.edges.items() if before.get(key) != by} == {new.pk}


def test_a_check_in_that_is_on_comes_first_on_the_pods_page(client_of, pod, ben):
    def comes_first():
        text = client_of(ben).get(pod.get_absolute_url()).text
        return text.index("Are all of us all right?") < text.index("On our board")

    assert not comes_first()
    actions.start_round(by=pod.memberships.get(role="point").person, pod=pod)
    assert comes_first()
