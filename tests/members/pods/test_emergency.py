"""Who can do what, said by each for themself; neighbours without phone and email, in the pod by their say."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from members.actions import block
from members.models import PodNeighbour, PodSkills
from members.pods import actions, retention
from members.pods.actions import neighbours
from mutualaid.base import network
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.members import PersonFactory, PodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mr_oak(pod, cleo):
    return actions.add_neighbour(by=cleo, pod=pod, name="Mr Oak", how="Knock twice", consent=True)


@pytest.fixture
def today(monkeypatch):
    """Moves the day on which everything happens."""

    def move(days):
        day = network.local_today() + timedelta(days=days)
        monkeypatch.setattr(neighbours, "local_today", lambda: day)

    return move


def address(pod, part=""):
    return f"{pod.get_absolute_url()}{part}"


# --- Skills -------------------------------------------------------------------------------------------


def test_what_i_can_do_stands_on_the_pod_s_list_and_nowhere_else(client_of, pod, ana, cleo, olu):
    client_of(cleo).post(address(pod, "emergency/mine/"), {"codes": ["van", "first_aid"], "words": "Polish"})
    shown = client_of(ana).get(address(pod, "emergency/")).text
    for words in ("First aid", "Has a van", "Cleo", "Polish"):
        assert words in shown
    assert "Has a car" not in shown
    for person in (PersonFactory(), olu, PodFactory(point=PersonFactory()).members.get()):
        assert client_of(person).get(address(pod, "emergency/")).status_code == 404
        assert client_of(person).get(address(pod, "emergency/mine/")).status_code == 404
        assert "Polish" not in client_of(person).get(address(pod)).text


def test_each_says_it_for_themself_only(pod, cleo):
    with pytest.raises(NotAllowed):
        actions.set_skills(by=PersonFactory(), pod=pod, codes=["van"], words="")
    actions.set_skills(by=cleo, pod=pod, codes=["van", "nonsense"], words="")
    assert [(row.membership.person, row.codes) for row in PodSkills.objects.all()] == [(cleo, "van")]


def test_unticked_it_is_gone_and_left_it_is_gone(client_of, pod, cleo, ana):
    client = client_of(cleo)
    client.post(address(pod, "emergency/mine/"), {"codes": ["van"]})
    assert 'value="van"' in client.get(address(pod, "emergency/mine/")).text
    client.post(address(pod, "emergency/mine/"), {})
    assert PodSkills.objects.count() == 0
    actions.set_skills(by=cleo, pod=pod, codes=["van"], words="")
    actions.leave_pod(by=cleo, pod=pod)
    assert PodSkills.objects.count() == 0


def test_own_words_are_short(client_of, pod, cleo):
    client_of(cleo).post(address(pod, "emergency/mine/"), {"words": "x" * 81})
    assert PodSkills.objects.count() == 0


def test_database_holds_no_plain_word_of_it(pod, cleo, mr_oak):
    actions.set_skills(by=cleo, pod=pod, codes=["generator"], words="Polish")
    with connection.cursor() as cursor:
        for table in ("members_podskills", "members_podneighbour"):
            cursor.execute(
                f"SELECT row_to_json(t)::text, convert_from(b, 'LATIN1') FROM (SELECT *, "
                f"{'words' if table.endswith('skills') else 'name'} AS b FROM {table}) t"
            )
            text = str(cursor.fetchall())
            assert ("Polish" in text, "generator" in text, "Mr Oak" in text) == (False, False, False)


def test_list_shows_nothing_of_whom_a_block_keeps_apart(client_of, pod, ana, cleo, mr_oak):
    actions.set_skills(by=cleo, pod=pod, codes=["generator"], words="Polish")
    block(by=cleo, person=ana)
    shown = client_of(ana).get(address(pod, "emergency/")).text
    assert ("Cleo" in shown, "Polish" in shown, "Has a van" in shown) == (False, False, False)
    assert ("Mr Oak" in shown, "Nobody knocks" in shown) == (True, True)


def test_list_asks_as_often_for_nine_as_for_one(client_of, pod, ana, django_assert_max_num_queries):
    client, counted = client_of(ana), []
    client.get(address(pod, "emergency/"))
    for more in (1, 8):
        for _one in range(more):
            person = PersonFactory()
            pod.memberships.create(person=person)
            actions.set_skills(by=person, pod=pod, codes=["generator"], words="Polish")
            actions.add_neighbour(by=person, pod=pod, name="Mr Oak", how="", consent=True)
        with django_assert_max_num_queries(15) as asked:
            assert client.get(address(pod, "emergency/")).status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1]


# --- Neighbours without phone and email -----------------------------------------------------------------


def test_neighbour_is_entered_with_their_yes_and_reached_by_who_entered_them(client_of, pod, cleo, ana):
    client = client_of(cleo)
    values = {"name": "Mr Oak", "how": "Knock twice"}
    assert "Ask them first" in client.post(address(pod, "neighbours/new/"), values).text
    assert PodNeighbour.objects.count() == 0
    client.post(address(pod, "neighbours/new/"), {**values, "consent": "on"})
    row = PodNeighbour.objects.get()
    assert (row.name, row.reached_by, row.said_yes_on) == ("Mr Oak", cleo, network.local_today())
    shown = client_of(ana).get(address(pod, "emergency/")).text
    assert ("Mr Oak" in shown, "Cleo knocks on them" in shown) == (True, True)


def test_action_asks_for_the_yes_too(pod, cleo):
    with pytest.raises(NotNow):
        actions.add_neighbour(by=cleo, pod=pod, name="Mr Oak", how="", consent=False)


@pytest.mark.parametrize("who", ["stranger", "organizer", "in another pod", "paused", "left"])
def test_nobody_outside_reads_or_changes_anything(client_of, pod, mr_oak, cleo, olu, who):
    by = {
        "stranger": PersonFactory,
        "organizer": lambda: olu,
        "in another pod": lambda: PodFactory(members=[PersonFactory()]).members.get(),
        "paused": lambda: cleo,
        "left": lambda: cleo,
    }[who]()
    if who == "paused":
        cleo.status = "suspended"
        cleo.save()
    elif who == "left":
        actions.leave_pod(by=cleo, pod=pod)
    for action, values in [
        (actions.change_neighbour, {"name": "x", "how": "x"}),
        (actions.reach_neighbour, {}),
        (actions.stop_reaching, {}),
        (actions.still_yes, {}),
        (actions.remove_neighbour, {}),
    ]:
        with pytest.raises(NotAllowed):
            action(by=by, subject=mr_oak, **values)
    client = client_of(by)
    for part in ("", "step/"):
        shown = client.post(address(pod, f"neighbours/{mr_oak.public_id}/{part}"), {"do": "remove"})
        assert (shown.status_code in (403, 404), "Mr Oak" in shown.text) == (True, False)
    assert PodNeighbour.objects.filter(name__isnull=False).exists()


def test_neighbour_of_another_pod_is_not_reached_from_here(client_of, pod, mr_oak):
    eve = PersonFactory()
    other = PodFactory(members=[eve])
    for part in ("", "step/"):
        shown = client_of(eve).post(address(other, f"neighbours/{mr_oak.public_id}/{part}"), {"do": "remove"})
        assert shown.status_code == 404
    assert PodNeighbour.objects.exists()


def test_others_take_over_by_their_own_word_only(client_of, pod, mr_oak, ana, ben, cleo, told):
    step = address(pod, f"neighbours/{mr_oak.public_id}/step/")
    with pytest.raises(NotAllowed):
        actions.stop_reaching(by=ana, subject=mr_oak)
    client_of(cleo).post(step, {"do": "stop"})
    assert (told(ana), told(ben)) == (["pod.unreached"], ["pod.unreached"])
    client_of(ben).post(step, {"do": "reach"})
    mr_oak.refresh_from_db()
    assert mr_oak.reached_by == ben


def test_on_their_say_anybody_in_the_pod_takes_them_out_at_once(client_of, pod, mr_oak, ben):
    client, page = client_of(ben), address(pod, f"neighbours/{mr_oak.public_id}/")
    assert "Did they say that they want to be taken out?" in client.get(page).text
    client.post(page, {"do": "remove"})
    assert PodNeighbour.objects.count() == 0
    assert client.get(page).status_code == 404


def test_they_count_among_the_thirty(pod, ana, cleo, mr_oak):
    for person in PersonFactory.create_batch(26):
        pod.memberships.create(person=person)
    with pytest.raises(NotNow, match="at most 30"):
        actions.add_neighbour(by=cleo, pod=pod, name="Ms Elm", how="", consent=True)


def test_slip_says_what_is_kept_and_names_nobody(client_of, pod, mr_oak, cleo):
    shown = client_of(cleo).get(address(pod, "slip/")).text
    sheet = shown[shown.index('class="sheet"') :]
    assert "Every six months somebody asks me" in sheet
    assert ("Mr Oak" in sheet, "Cleo" in sheet.split("</main>")[0], "Alder Court" in sheet) == (False,) * 3


# --- By the clock ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "asked"), [(181, []), (182, ["pod.ask_again"])])
def test_after_half_a_year_who_reaches_them_is_told_to_ask_again(mr_oak, cleo, ana, told, today, days, asked):
    today(days)
    for _twice in range(2):
        actions.remind_to_ask_again()
    assert (told(cleo), told(ana)) == (asked, [])


def test_told_again_after_two_weeks_until_somebody_asked(mr_oak, cleo, told, today):
    for days in (182, 195, 196):
        today(days)
        actions.remind_to_ask_again()
    assert told(cleo) == ["pod.ask_again"] * 2
    actions.still_yes(by=cleo, subject=mr_oak)
    today(300)
    actions.remind_to_ask_again()
    assert told(cleo) == ["pod.ask_again"] * 2


def test_where_nobody_reaches_them_those_who_look_after_the_pod_are_told(mr_oak, pod, cleo, ana, told, today):
    actions.leave_pod(by=cleo, pod=pod)
    assert told(ana) == ["pod.unreached"]
    today(182)
    actions.remind_to_ask_again()
    assert told(ana) == ["pod.unreached", "pod.ask_again"]


@pytest.mark.parametrize(("days", "left"), [(243, 1), (244, 0)])
def test_name_is_gone_where_nobody_asked_for_eight_months(mr_oak, days, left):
    PodNeighbour.objects.update(asked_on=date(2026, 1, 1))
    retention.purge_neighbours(timezone.make_aware(timezone.datetime(2026, 1, 1)) + timedelta(days=days))
    assert PodNeighbour.objects.count() == left
