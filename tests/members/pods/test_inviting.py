"""Links that let in, and codes of flyers that ask."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from members.actions import block, restore_person
from members.models import PodAsk, PodInvitation
from members.pods import actions
from members.pods.actions.inviting import hash_of
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.members import PersonFactory, PodFactory

pytestmark = pytest.mark.django_db
JOIN = "/pods/join/"


@pytest.fixture
def code(pod, ana):
    return actions.invite(by=ana, pod=pod)[1]


@pytest.fixture
def flyer(pod, ana):
    return actions.invite(by=ana, pod=pod, is_flyer=True)[1]


def is_in(person, pod):
    return pod.memberships.filter(person=person).exists()


def test_code_is_128_bits_and_only_its_hash_is_kept(pod, ana):
    codes = {actions.invite(by=ana, pod=pod)[1] for _time in range(3)}
    assert len(codes) == 3
    assert all(len(re.sub(r"[^\w-]", "", code)) == 22 for code in codes)
    stored = set(PodInvitation.objects.values_list("code_hash", flat=True))
    assert stored == {hash_of(code) for code in codes}
    assert not stored & codes


def test_link_lets_several_in(client_of, pod, code):
    for person in PersonFactory.create_batch(2):
        response = client_of(person).post(f"{JOIN}?code={code}")
        assert response.url == pod.get_absolute_url()
        assert is_in(person, pod)


def test_page_of_a_link_only_asks_by_get(client_of, pod, code):
    dora = PersonFactory()
    assert "Yes, I come in" in client_of(dora).get(f"{JOIN}?code={code}").text
    assert not is_in(dora, pod)


@pytest.mark.parametrize("days", [6, 8])
def test_link_works_for_seven_days(client_of, pod, code, days):
    PodInvitation.objects.update(expires_at=timezone.now() + timedelta(days=7 - days))
    dora = PersonFactory()
    client_of(dora).post(f"{JOIN}?code={code}")
    assert is_in(dora, pod) is (days < 7)


@pytest.mark.parametrize("way", ["wrong", "old", "revoked", "none"])
def test_code_that_leads_nowhere_says_so_and_not_why(client_of, pod, ana, code, way):
    if way == "old":
        PodInvitation.objects.update(expires_at=timezone.now())
    elif way == "revoked":
        actions.revoke(by=ana, subject=PodInvitation.objects.get())
    sent = {"wrong": "x" * 22, "none": ""}.get(way, code)
    dora = PersonFactory()
    for client in (client_of(None), client_of(dora)):
        for verb in (client.get, client.post):
            shown = verb(f"{JOIN}?code={sent}")
            assert (shown.status_code, "leads nowhere any more" in shown.text) == (200, True)
            assert "Alder Court" not in shown.text
    assert not is_in(dora, pod)


def test_somebody_new_reads_no_name_and_is_led_back_after_joining(client_of, code):
    shown = client_of(None).get(f"{JOIN}?code={code}").text
    assert ("Alder Court" in shown, "Anabel" in shown) == (False, False)
    assert f"next=%2Fpods%2Fjoin%2F%3Fcode%3D{code}" in shown


@pytest.mark.parametrize("status", ["suspended", "left"])
def test_who_is_paused_or_left_is_led_nowhere(client_of, pod, code, status):
    person = PersonFactory(status=status)
    assert "Alder Court" not in client_of(person).post(f"{JOIN}?code={code}").text
    with pytest.raises(NotAllowed):
        actions.use_code(by=person, code=code)
    assert not is_in(person, pod)


def test_invited_before_the_network_let_them_in_they_are_in_both_at_once(
    client_of, pod, code, olu, told, ana
):
    new = PersonFactory(status="pending")
    shown = client_of(new).post(f"{JOIN}?code={code}", follow=True).text
    assert "As soon as the network has let you in" in shown
    assert not is_in(new, pod)
    restore_person(by=olu, subject=new)
    assert (is_in(new, pod), told(ana), PodAsk.objects.count()) == (True, [], 0)


@pytest.mark.parametrize("why", ["full", "blocked by somebody inside", "blocked somebody inside"])
def test_link_where_there_is_no_way_in_asks_and_looks_alike(client_of, pod, code, cleo, why):
    dora = PersonFactory(name="Dora")
    if why == "full":
        for person in PersonFactory.create_batch(27):
            pod.memberships.create(person=person)
    else:
        by, person = (cleo, dora) if why == "blocked by somebody inside" else (dora, cleo)
        block(by=by, person=person)
    shown = client_of(dora).post(f"{JOIN}?code={code}", follow=True).text
    assert "They know that you would like to join" in shown
    assert not is_in(dora, pod)


def test_two_pods_are_enough_by_a_link_too(pod, code):
    dora = PersonFactory()
    PodFactory.create_batch(2, members=[dora])
    with pytest.raises(NotNow, match="more than 2"):
        actions.use_code(by=dora, code=code)
    assert not is_in(dora, pod)


# --- Flyers ---------------------------------------------------------------------------------------------


def test_flyer_asks_and_does_not_let_in(client_of, pod, flyer, ana, told):
    dora = PersonFactory()
    client_of(dora).post(f"{JOIN}?code={flyer}", {"words": "From the laundry"})
    assert (is_in(dora, pod), told(ana)) == (False, ["pod.ask"])
    assert PodAsk.objects.get().words == "From the laundry"


def test_flyer_of_a_closed_pod_asks_all_the_same(pod, flyer):
    pod.openness = "closed"
    pod.save()
    dora = PersonFactory()
    actions.use_code(by=dora, code=flyer)
    assert PodAsk.objects.get().person == dora


def test_flyer_has_a_cross_street_as_typed_and_nobody_s_name(client_of, pod, ana):
    client, address = client_of(ana), f"{pod.get_absolute_url()}flyer/"
    assert 'class="sheet' not in client.get(address).text
    assert PodInvitation.objects.count() == 0
    client.post(address)
    assert PodInvitation.objects.get().is_flyer
    shown = client.get(f"{address}?corner=Elm+and+Mill&languages=en").text
    sheet = shown[shown.index('class="sheet ') :]
    assert ("Elm and Mill" in sheet, "Anabel" in sheet, "Alder Court" in sheet) == (True, False, False)
    assert "Is that a house number?" in client.get(f"{address}?corner=14+Elm+Street").text


def test_flyer_that_was_taken_back_is_not_printed_again(client_of, pod, ana):
    client, address = client_of(ana), f"{pod.get_absolute_url()}flyer/"
    client.post(address)
    actions.revoke(by=ana, subject=PodInvitation.objects.get())
    assert "Make a flyer" in client.get(address).text


# --- Who hands them out -----------------------------------------------------------------------------------


def test_link_is_shown_once(client_of, pod, ben):
    client, address = client_of(ben), f"{pod.get_absolute_url()}invite/"
    shown = client.post(address).text
    code = re.search(r"/pods/join/\?code=([\w-]{22})", shown)[1]
    assert PodInvitation.objects.get().code_hash == hash_of(code)
    assert code not in client.get(address).text


@pytest.mark.parametrize("who", ["cleo", "stranger", "organizer"])
def test_nobody_else_hands_out_ways_in(client_of, pod, cleo, olu, code, who):
    by = {"cleo": cleo, "stranger": PersonFactory(), "organizer": olu}[who]
    made = PodInvitation.objects.get()
    for action, values in ((actions.invite, {"pod": pod}), (actions.revoke, {"subject": made})):
        with pytest.raises(NotAllowed):
            action(by=by, **values)
    client = client_of(by)
    for part in ("invite/", "flyer/", f"invite/{made.pk}/"):
        assert client.post(f"{pod.get_absolute_url()}{part}").status_code == 404
    assert PodInvitation.objects.get() == made


def test_link_of_another_pod_is_not_taken_back_here(client_of, pod, ana):
    made = actions.invite(by=ana, pod=pod)[0]
    eve = PersonFactory()
    other = PodFactory(point=eve)
    assert client_of(eve).post(f"{other.get_absolute_url()}invite/{made.pk}/").status_code == 404
    assert PodInvitation.objects.exists()


def test_five_are_out_at_most_and_one_taken_back_makes_room(client_of, pod, ana):
    made = [actions.invite(by=ana, pod=pod)[0] for _time in range(5)]
    with pytest.raises(NotNow, match="5 of these"):
        actions.invite(by=ana, pod=pod)
    client_of(ana).post(f"{pod.get_absolute_url()}invite/{made[0].pk}/")
    assert actions.invite(by=ana, pod=pod)


def test_full_pod_makes_no_link(pod, ana):
    for person in PersonFactory.create_batch(27):
        pod.memberships.create(person=person)
    with pytest.raises(NotNow, match="at most 30"):
        actions.invite(by=ana, pod=pod)
