"""The pages of pods: found by one's own square, read in full by those in them, by nobody else."""

import pytest
from django.utils import timezone

from directory.models import Guide
from members.actions import block
from members.models import Person, Pod, PodLink, Report
from members.pods import actions
from members.pods.actions.common import open_pod_talk
from tests.factories.directory import GuideTextFactory
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory

pytestmark = pytest.mark.django_db
LIST = "/pods/"
# Of the session and the person, the pod, its people, its board, its talk (3), its check-in (2), its skills.
MOST_STATEMENTS = 11


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.text


# --- Found by square ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([(1000, 0, 0)], True),
        ([(1000, 1, -1)], True),
        ([(1000, 9, 9), (500, 2, 0)], True),
        ([(4000, 0, 0)], True),
        ([(1000, 2, 0)], False),
        ([(1000, 9, 9)], False),
        ([], False),
    ],
)
def test_pods_in_my_square_and_the_next_ones_are_found(client_of, a_network, cells, found):
    PodFactory(name="Mill Lane", members=[PersonFactory()], cells=cells)
    assert ("Mill Lane" in page(client_of(PersonFactory(cell_x=0, cell_y=0)), LIST)) is found


def test_who_finds_none_is_shown_how_to_start_one_where_there_is_such_a_guide(client_of, a_network):
    assert "How to start one" not in page(client_of(PersonFactory()), LIST)
    GuideTextFactory(guide=Guide.objects.create(slug="start-a-pod"))
    assert '/directory/guides/start-a-pod/"' in page(client_of(PersonFactory()), LIST)


def test_list_says_where_in_which_languages_and_nothing_of_who(client_of, pod, cleo):
    Pod.objects.update(languages=["es"], openness="seeking", area="by the mill")
    shown = page(client_of(PersonFactory()), LIST)
    for words in ("Alder Court", "Español", "asks for a few more", "by the mill"):
        assert words in shown
    assert ("Cleo" in shown, "Anabel" in shown) == (False, False)


def test_list_has_the_nearest_first_and_those_that_ask_for_more(client_of, a_network):
    for name, x, openness in [("A", 1, "open"), ("B", 0, "open"), ("C", 0, "seeking")]:
        PodFactory(name=f"Pod {name}", cells=[(1000, x, 0)], openness=openness)
    shown = page(client_of(PersonFactory()), LIST)
    assert shown.index("Pod C") < shown.index("Pod B") < shown.index("Pod A")


@pytest.mark.parametrize("state", [{"openness": "closed"}, {"is_hidden": True}])
@pytest.mark.parametrize("make", [PersonFactory, OrganizerFactory])
def test_closed_and_hidden_pods_are_on_nobody_s_list_but_their_own(client_of, a_network, state, make):
    ana = PersonFactory()
    PodFactory(name="Mill Lane", members=[ana], cells=[(1000, 0, 0)], **state)
    assert "Mill Lane" not in page(client_of(make()), LIST)
    assert "Mill Lane" in page(client_of(ana), LIST)


def test_without_a_square_one_is_led_to_choose_one(client_of, pod):
    me = PersonFactory(cell_m=None, cell_x=None, cell_y=None)
    shown = page(client_of(me), LIST)
    assert ("Alder Court" in shown, "/members/settings/" in shown) == (False, True)


def test_no_address_asks_for_another_place(client_of, a_network):
    PodFactory(name="Mill Lane", cells=[(1000, 9, 9)])
    client = client_of(PersonFactory())
    plain = page(client, LIST)
    for query in ("near=1000:9:9", "cell=1000:9:9", "within=farther", "q=Mill"):
        assert "Mill Lane" not in page(client, f"{LIST}?{query}")
    assert "Mill Lane" not in plain


def test_list_asks_as_often_for_ten_as_for_one(client_of, a_network, django_assert_max_num_queries):
    client, counted = client_of(PersonFactory()), []
    page(client, LIST)
    for more in (1, 9):
        for _pod in range(more):
            PodFactory(members=[PersonFactory()], cells=[(1000, 0, 0), (1000, 1, 0)])
        with django_assert_max_num_queries(12) as asked:
            page(client, LIST)
        counted.append(len(asked))
    assert counted[0] == counted[1]


# --- One pod ------------------------------------------------------------------------------------------


def test_those_in_it_read_who_is_in_it_and_what_is_agreed(client_of, pod, cleo):
    Pod.objects.update(agreed="Sundays at six by the lime tree")
    shown = page(client_of(cleo), pod.get_absolute_url())
    for words in ("Anabel", "Benno", "Cleo", "point person", "backup", "by the lime tree", "still forming"):
        assert words in shown


def test_pronouns_stand_beside_a_name_unless_organizers_hid_them(client_of, pod, ana, cleo):
    Person.objects.filter(pk=ana.pk).update(pronouns="they/them")
    assert "they/them" in page(client_of(cleo), pod.get_absolute_url())
    Person.objects.filter(pk=ana.pk).update(line_hidden_at="2026-11-01T00:00Z")
    assert "they/them" not in page(client_of(cleo), pod.get_absolute_url())
    assert "they/them" in page(client_of(ana), pod.get_absolute_url())


@pytest.mark.parametrize("make", [PersonFactory, OrganizerFactory])
def test_others_read_its_name_and_nothing_of_who_or_what(client_of, pod, make):
    Pod.objects.update(agreed="Sundays at six by the lime tree")
    shown = page(client_of(make()), pod.get_absolute_url())
    assert ("Alder Court" in shown, "Ask to join" in shown) == (True, True)
    for words in ("Anabel", "Benno", "Cleo", "lime tree", "still forming"):
        assert words not in shown


def test_newcomers_sign_in_and_those_who_wait_are_told_to(client_of, pod):
    for address in (LIST, pod.get_absolute_url()):
        assert client_of(None).get(address).status_code == 302
        shown = client_of(PersonFactory(status="pending")).get(address)
        assert (shown.status_code, "Alder Court" in shown.text) == (403, False)


def test_closed_pod_and_none_at_all_are_the_same_404(client_of, a_network):
    closed = PodFactory(members=[PersonFactory()], openness="closed")
    client = client_of(PersonFactory())
    pages = [client.get(f"/pods/{public_id}/") for public_id in (closed.public_id, "222222222222")]
    assert [one.status_code for one in pages] == [404, 404]
    assert pages[0].text.replace(closed.public_id, "") == pages[1].text.replace("222222222222", "")


def test_blocked_pair_in_one_pod_do_not_see_each_other(client_of, pod, ana, cleo):
    block(by=cleo, person=ana)
    address = pod.get_absolute_url()
    assert ("Anabel" in page(client_of(cleo), address), "Cleo" in page(client_of(ana), address)) == (
        False,
        False,
    )
    assert "Cleo" not in page(client_of(ana), f"{address}people/")
    client = client_of(ana)
    assert client.post(f"{address}people/{cleo.public_id}/role/", {"role": "point"}).status_code == 404
    assert client.post(f"{address}people/{cleo.public_id}/out/").status_code == 404
    assert pod.memberships.filter(person=cleo, role="member").exists()


def test_paused_neighbours_are_not_shown(client_of, pod, ana, cleo):
    cleo.status = "suspended"
    cleo.save()
    assert "Cleo" not in page(client_of(ana), pod.get_absolute_url())


def test_page_asks_as_often_for_twenty_people_as_for_three(
    client_of, pod, ana, django_assert_max_num_queries
):
    """With wishes to join, neighbouring pods, what is new in the talk and an announcement."""
    client, counted, talk = client_of(ana), [], open_pod_talk(pod)
    page(client, pod.get_absolute_url())
    for more in (1, 17):
        for number in range(more):
            pod.memberships.create(person=PersonFactory())
            pod.asks.create(person=PersonFactory(name=f"Dora {more} {number}"))
            near = PodFactory(name=f"Mill {more} {number}")
            PodLink.objects.create(asking=pod, asked=near, agreed_at=timezone.now())
            talk.messages.create(author=pod.members.last(), text="Water", language="en", is_announcement=True)
        with django_assert_max_num_queries(MOST_STATEMENTS) as asked:
            shown = page(client, pod.get_absolute_url())
        told = [f"Dora {more} 0", f"Mill {more} 0", "Water", " new<"]
        assert [words for words in told if words not in shown] == []
        counted.append(len(asked))
    assert counted[0] == counted[1]


# --- Started, changed, left -----------------------------------------------------------------------------


def filled(**values):
    return {"name": "Mill Lane", "openness": "open", "languages": ["en"], **values}


def test_member_starts_a_pod_around_their_square(client_of, ana):
    client = client_of(ana)
    shown = page(client, "/pods/new/")
    assert 'value="1000:0:0" checked' in shown
    client.post("/pods/new/", filled(squares=["1000:0:0", "1000:1:0"]))
    pod = Pod.objects.get()
    assert pod.memberships.get(role="point").person == ana
    assert pod.cells == [(1000, 0, 0), (1000, 1, 0)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "14 Elm Street"}, "number of a house"),
        ({"name": ""}, "required"),
        ({"squares": ["1000:x:0"]}, "Choose among the squares"),
        ({"squares": ["7:0:0"]}, "Choose among the squares"),
        ({"openness": "wide"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client_of, ana, values, said):
    shown = client_of(ana).post("/pods/new/", filled(area="by the river", **values)).text
    assert (said in shown, "by the river" in shown, Pod.objects.count()) == (True, True, 0)


def test_squares_finer_than_organizers_allow_are_made_wider(client_of, ana, a_network):
    a_network.finest_cell_m = 1000
    a_network.save()
    client_of(ana).post("/pods/new/", filled(squares=["500:3:3", "500:2:2"]))
    assert Pod.objects.get().cells == [(1000, 1, 1)]


def test_point_person_changes_it_and_keeps_squares_that_are_not_drawn(client_of, pod, ana):
    actions.change_pod(by=ana, subject=pod, squares=[(*pod.cells,)[0], pod.cells[0].coarser(4000)])
    client, address = client_of(ana), f"{pod.get_absolute_url()}edit/"
    assert '<input type="hidden" name="squares" value="4000:0:0">' in page(client, address)
    client.post(address, filled(agreed="Sundays", squares=["4000:0:0"], rotates_on="2027-05-01"))
    pod.refresh_from_db()
    assert (pod.name, pod.agreed, str(pod.rotates_on)) == ("Mill Lane", "Sundays", "2027-05-01")
    assert pod.cells == [(4000, 0, 0)]


@pytest.mark.parametrize("who", ["ben", "cleo", "stranger", "organizer"])
@pytest.mark.parametrize("part", ["edit/", "people/"])
def test_pages_of_the_point_person_are_nobody_else_s(client_of, pod, ben, cleo, olu, who, part):
    person = {"ben": ben, "cleo": cleo, "stranger": PersonFactory(), "organizer": olu}[who]
    client, address = client_of(person), f"{pod.get_absolute_url()}{part}"
    assert client.get(address).status_code == 404
    assert client.post(address, filled()).status_code in (404, 405)
    pod.refresh_from_db()
    assert pod.name == "Alder Court"


def test_leaving_is_asked_once_and_done_at_once(client_of, pod, cleo):
    client, address = client_of(cleo), f"{pod.get_absolute_url()}leave/"
    assert "Leave Alder Court?" in page(client, address)
    assert pod.memberships.filter(person=cleo).exists()
    assert client.post(address).status_code == 302
    assert not pod.memberships.filter(person=cleo).exists()
    assert client.post(address).status_code == 404
    assert "Anabel" not in page(client, pod.get_absolute_url())


def test_point_person_hands_on_and_takes_out(client_of, pod, ana, ben, cleo):
    client, address = client_of(ana), pod.get_absolute_url()
    assert "Take Cleo out" in page(client, f"{address}people/{cleo.public_id}/out/")
    client.post(f"{address}people/{cleo.public_id}/out/")
    assert not pod.memberships.filter(person=cleo).exists()
    client.post(f"{address}people/{ben.public_id}/role/", {"role": "king"})
    assert pod.memberships.get(person=ben).role == "backup"
    client.post(f"{address}people/{ben.public_id}/role/", {"role": "point"})
    assert pod.memberships.get(person=ben).role == "point"
    assert client.get(f"{address}people/").status_code == 404


def test_somebody_outside_is_given_no_role(client_of, pod, ana):
    other = PersonFactory()
    address = f"{pod.get_absolute_url()}people/{other.public_id}/role/"
    assert client_of(ana).post(address, {"role": "backup"}).status_code == 404


# --- Reports --------------------------------------------------------------------------------------------


def test_pod_is_reported_and_its_point_person_is_who_it_is_about(client_of, pod, ana, olu):
    client_of(PersonFactory()).post(
        f"/members/report/pod/{pod.public_id}/", {"category": "hurtful", "words": ""}
    )
    report = Report.objects.get()
    assert (report.person, report.excerpt) == (ana, "Alder Court")
