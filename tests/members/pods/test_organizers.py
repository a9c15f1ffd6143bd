"""Pods: who makes them, who is put in and out, how many there is room for."""

import pytest

from members.models import Pod, PodMembership
from members.pods import actions as pod_actions
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory
from tests.proved import prove

pytestmark = pytest.mark.django_db
PODS, PERSONS = "/admin/members/pod/", "/admin/members/person/"


@pytest.fixture
def admin(client, olu):
    """The organizer's browser, with a second factor."""
    client.force_login(olu.user)
    return prove(client)


def traces():
    return list(AuditEntry.objects.order_by("pk").values_list("action", "subject_id", "reason"))


# --- Actions ------------------------------------------------------------------------------------------


def test_organizer_makes_a_pod_renames_it_and_puts_somebody_in_and_out(olu):
    ana = PersonFactory()
    pod = pod_actions.create_pod(by=olu, name="Alder Court")
    pod_actions.rename_pod(by=olu, subject=pod, name="Alder Court pod")
    pod_actions.put_in_pod(by=olu, subject=ana, pod=pod)
    assert viewer_of(ana.user).pods == {pod.pk}
    pod_actions.take_out_of_pod(by=olu, subject=ana, pod=pod)
    assert viewer_of(ana.user).pods == frozenset()
    assert Pod.objects.get().name == "Alder Court pod"
    assert traces() == [
        ("pod.create", pod.public_id, ""),
        ("pod.rename", pod.public_id, ""),
        ("pod.put_in", ana.public_id, pod.public_id),
        ("pod.take_out", ana.public_id, pod.public_id),
    ]


def test_putting_in_and_taking_out_twice_changes_nothing(olu):
    ana, pod = PersonFactory(), PodFactory()
    for _twice in range(2):
        pod_actions.put_in_pod(by=olu, subject=ana, pod=pod)
    assert PodMembership.objects.count() == 1
    for _twice in range(2):
        pod_actions.take_out_of_pod(by=olu, subject=ana, pod=pod)
    assert [action for action, *_rest in traces()] == ["pod.put_in", "pod.take_out"]


@pytest.mark.parametrize("who", ["member", "member of the pod", "suspended organizer"])
def test_nobody_but_organizers_changes_pods(a_network, who):
    ana, pod = PersonFactory(), PodFactory()
    by = OrganizerFactory(status="suspended") if who == "suspended organizer" else PersonFactory()
    if who == "member of the pod":
        PodMembership.objects.create(pod=pod, person=by)
    before = list(PodMembership.objects.values())
    for action, values in [
        (pod_actions.create_pod, {"name": "x"}),
        (pod_actions.rename_pod, {"subject": pod, "name": "x"}),
        (pod_actions.put_in_pod, {"subject": ana, "pod": pod}),
        (pod_actions.take_out_of_pod, {"subject": by, "pod": pod}),
    ]:
        with pytest.raises(NotAllowed):
            action(by=by, **values)
    assert list(PodMembership.objects.values()) == before
    assert (Pod.objects.get().name, traces()) == (pod.name, [])


def test_pod_is_full_at_thirty(olu):
    pod = PodFactory(members=PersonFactory.create_batch(29))
    pod_actions.put_in_pod(by=olu, subject=PersonFactory(), pod=pod)
    with pytest.raises(NotNow, match="at most 30"):
        pod_actions.put_in_pod(by=olu, subject=PersonFactory(), pod=pod)
    assert pod.memberships.count() == 30


def test_nobody_is_in_three_pods(olu):
    ana = PersonFactory()
    first, second, third = PodFactory.create_batch(3)
    pod_actions.put_in_pod(by=olu, subject=ana, pod=first)
    pod_actions.put_in_pod(by=olu, subject=ana, pod=second)
    with pytest.raises(NotNow, match="more than 2"):
        pod_actions.put_in_pod(by=olu, subject=ana, pod=third)
    assert set(ana.pods.all()) == {first, second}


@pytest.mark.parametrize("status", ["pending", "suspended", "left"])
def test_only_somebody_active_is_put_in(olu, status):
    with pytest.raises(NotNow):
        pod_actions.put_in_pod(by=olu, subject=PersonFactory(status=status), pod=PodFactory())


def test_neighbour_by_phone_may_be_in_a_pod(olu):
    caller, pod = PersonFactory(user=None, entered_by=olu, consent_at="2026-01-01T00:00Z"), PodFactory()
    pod_actions.put_in_pod(by=olu, subject=caller, pod=pod)
    assert list(pod.members.all()) == [caller]


def test_two_pods_of_one_name_would_be_mixed_up(olu):
    pod = PodFactory(name="Alder Court")
    with pytest.raises(NotNow):
        pod_actions.create_pod(by=olu, name="alder court")
    other = PodFactory()
    with pytest.raises(NotNow):
        pod_actions.rename_pod(by=olu, subject=other, name="ALDER COURT")
    assert pod_actions.rename_pod(by=olu, subject=pod, name="Alder court").name == "Alder court"


# --- In the admin -------------------------------------------------------------------------------------


def test_admin_makes_and_renames_a_pod(admin):
    admin.post(f"{PODS}add/", {"name": "Alder Court", "openness": "open"})
    pod = Pod.objects.get()
    admin.post(f"{PODS}{pod.pk}/change/", sent(pod, name="Mill Lane"))
    assert Pod.objects.get().name == "Mill Lane"
    assert [action for action, *_rest in traces()] == ["pod.create", "pod.rename"]
    taken = admin.post(f"{PODS}add/", {"name": "mill lane", "openness": "open"})
    assert "There is a pod of this name already." in taken.text


def test_admin_puts_people_in_from_the_list_of_persons(admin):
    ana, ben, pod = PersonFactory(), PersonFactory(), PodFactory()
    data = {"action": "put_in_pod", "_selected_action": [ana.pk, ben.pk]}
    assert "Choose a pod beside the action." in admin.post(PERSONS, data, follow=True).text
    assert "No action selected" in admin.post(PERSONS, data | {"pod": "x"}, follow=True).text
    assert PodMembership.objects.count() == 0
    assert "Done for 2." in admin.post(PERSONS, data | {"pod": pod.pk}, follow=True).text
    assert set(pod.members.all()) == {ana, ben}
    admin.post(PERSONS, data | {"action": "take_out_of_pod", "pod": pod.pk})
    assert PodMembership.objects.count() == 0


def test_admin_says_whom_there_was_no_room_for(admin):
    pod = PodFactory(members=PersonFactory.create_batch(30))
    data = {"action": "put_in_pod", "_selected_action": [PersonFactory(name="Cleo").pk], "pod": pod.pk}
    assert "Cleo: A pod has at most 30 people." in admin.post(PERSONS, data, follow=True).text


def test_admin_takes_out_whom_it_unticks(admin):
    ana, ben = PersonFactory(name="Anabel"), PersonFactory(name="Benno")
    pod, other = PodFactory(members=[ana, ben]), PodFactory(members=[ben])
    page = admin.get(f"{PODS}{pod.pk}/change/").text
    assert ("Anabel" in page, "Benno" in page) == (True, True)
    admin.post(f"{PODS}{pod.pk}/change/", sent(pod, staying=[ana.pk]))
    assert list(pod.members.all()) == [ana]
    assert list(other.members.all()) == [ben]
    # Somebody who is not in it cannot be smuggled in.
    admin.post(f"{PODS}{pod.pk}/change/", sent(pod, staying=[ana.pk, ben.pk]))
    assert list(pod.members.all()) == [ana]


def test_admin_throws_no_pod_away(admin):
    pod = PodFactory()
    assert admin.post(f"{PODS}{pod.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Pod.objects.count() == 1


def test_list_of_pods_asks_as_often_for_twenty_as_for_one(admin, django_assert_max_num_queries):
    counted = []
    for more in (1, 19):
        for _pod in range(more):
            PodFactory(members=[PersonFactory()])
        admin.get(PODS)
        with django_assert_max_num_queries(12) as asked:
            assert admin.get(PODS).status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1]


def sent(pod, **changed):
    said = {"name": pod.name, "openness": pod.openness, "rotates_on": pod.rotates_on or ""}
    return {**said, "staying": [person.pk for person in pod.members.all()], **changed}


def test_admin_says_what_it_is_like_and_who_looks_after_it(admin):
    ana, ben = PersonFactory(name="Anabel"), PersonFactory(name="Benno")
    pod = PodFactory(members=[ana, ben])
    address = f"{PODS}{pod.pk}/change/"
    admin.post(address, sent(pod, area="by the mill", languages=["es"], point=ana.pk, backup=ben.pk))
    pod.refresh_from_db()
    assert (pod.area, pod.languages) == ("by the mill", ["es"])
    assert dict(pod.memberships.values_list("person__name", "role")) == {"Anabel": "point", "Benno": "backup"}
    admin.post(address, sent(pod, point=ben.pk, backup=""))
    assert dict(pod.memberships.values_list("person__name", "role")) == {"Anabel": "member", "Benno": "point"}


def test_admin_gives_no_role_to_somebody_outside(admin):
    pod = PodFactory(members=[PersonFactory()])
    shown = admin.post(f"{PODS}{pod.pk}/change/", sent(pod, point=PersonFactory().pk)).text
    assert "Select a valid choice" in shown
    assert not pod.memberships.exclude(role="member").exists()


def test_admin_shows_nothing_of_what_a_pod_keeps_to_itself(admin, olu):
    ana = PersonFactory()
    pod = PodFactory(members=[ana], agreed="Sundays by the lime tree")
    pod_actions.set_skills(by=ana, pod=pod, codes=["van"], words="Polish")
    pod_actions.add_neighbour(by=ana, pod=pod, name="Mr Oak", how="", consent=True)
    shown = admin.get(f"{PODS}{pod.pk}/change/").text
    for words in ("lime tree", "Polish", "Mr Oak"):
        assert words not in shown


def test_admin_hides_pods_for_a_reason_and_shows_them_again(admin):
    pod = PodFactory()
    data = {"action": "hide", "_selected_action": [pod.pk]}
    assert "Choose a reason" in admin.post(PODS, data, follow=True).text
    admin.post(PODS, data | {"reason": "agreement"})
    pod.refresh_from_db()
    assert pod.is_hidden
    admin.post(PODS, data | {"action": "restore"})
    pod.refresh_from_db()
    assert not pod.is_hidden
