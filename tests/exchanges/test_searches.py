"""Searches that somebody keeps: what they hold, who is told, and when."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from directory.models import Need
from directory.projection import project
from exchanges import actions, searches
from exchanges.models import Post, SavedSearch
from members import actions as members
from members.models import Notice
from members.viewers import viewer_of
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import Mail
from tests.factories.directory import (
    LocationFactory,
    PlaceFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
NEW = reverse("exchanges:search_create")


def keep(person, address="kind=offer", over="board", every="instant", **fields):
    search = SavedSearch.objects.create(
        person=person, over=over, address=address, name="Soup", every=every, **fields
    )
    return search


def told(person):
    return Notice.objects.filter(person=person, kind="search_found").count()


# --- What is kept ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("need=rides&kind=request&page=3", "kind=request&need=rides"),
        ("kind=&q=soup", "q=soup"),
        ("open=now&need=food", "need=food"),
        ("near=51.05,4.05&within=2&need=food", "need=food"),
        ("near=Nowhere at all&within=2", "near=Nowhere+at+all&within=2"),
        ("need=rides&need=childcare", "need=childcare&need=rides"),
        ("who=women&who=elders&age=71&community=women", "community=women"),
        ("open=now&time=18:00", ""),
        ("open=sa&time=18:00", "open=sa&time=18%3A00"),
    ],
)
def test_kept_is_what_is_looked_for_and_no_place_that_a_browser_told(address, left):
    assert searches.kept(QueryDict(address)) == left


def test_it_is_called_by_what_is_ticked():
    viewer = viewer_of(PersonFactory().user)
    words = searches.in_words("board", "kind=offer&need=rides&q=clinic&when=evenings&within=near", viewer)
    assert words == "clinic, Offers, Getting around, Up to about 2 km, Evenings"


# --- Who is told ----------------------------------------------------------------------------------------


def test_whoever_wants_it_at_once_is_told_of_a_new_post_that_fits():
    ana, ben = PersonFactory(), PersonFactory()
    keep(ana, "kind=offer&need=groceries")
    keep(ben, "kind=request")
    assert actions.tell_of_post(PostFactory().pk) == 1
    assert (told(ana), told(ben)) == (1, 0)
    assert not [mail for mail in Mail.objects.all() if "soup" in (mail.subject + mail.text).lower()]


def test_a_notice_says_nothing_of_the_search_and_leads_to_it(client_of):
    ana = PersonFactory()
    search = keep(ana, "kind=offer&need=groceries")
    actions.tell_of_post(PostFactory().pk)
    notice = Notice.objects.get(person=ana, kind="search_found")
    assert notice.url == search.get_absolute_url()
    assert "groceries" not in notice.url
    response = client_of(ana).get(notice.url)
    assert response.url == "/exchanges/?kind=offer&need=groceries"


def hidden_from(person):
    """Posts that this person is never told of."""
    blocker, blocked = PersonFactory(), PersonFactory()
    members.block(by=blocker, person=person)
    members.block(by=person, person=blocked)
    return [
        PostFactory(person=person),
        PostFactory(person=blocker),
        PostFactory(person=blocked),
        PostFactory(audience="organizers"),
        PostFactory(status="paused"),
        PostFactory(hidden_at=timezone.now(), hidden_reason="other"),
        PostFactory(person=PersonFactory(status="suspended")),
        PostFactory(until_day=timezone.localdate() - timedelta(days=1)),
    ]


def test_nobody_is_told_of_what_they_may_not_see_or_wrote_themselves():
    ana = PersonFactory()
    keep(ana, "")
    for post in hidden_from(ana):
        assert actions.tell_of_post(post.pk) == 0
    assert told(ana) == 0


def test_who_is_looking_is_not_even_in_the_link_that_keeps_a_search(client_of):
    page = client_of(PersonFactory()).get("/directory/?who=women&age=71&need=food").content.decode()
    link = re.search(r'href="([^"]*over=directory[^"]*)"', page).group(1)
    assert link.endswith("?over=directory&amp;need=food")


def test_nobody_is_told_of_a_place_that_is_too_far_away():
    PlaceFactory(name="Alderton", key="alderton", latitude=51.0, longitude=4.0)
    near, far = keep(PersonFactory(), "near=Alderton", "directory"), keep(PersonFactory(), "", "directory")
    service = ServiceFactory()
    ServiceAtLocationFactory(service=service, location=LocationFactory(latitude=53.0, longitude=4.0))
    project([service.pk])
    assert [searches.has_any(one, services=[service.pk]) for one in (near, far)] == [False, True]


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_nobody_is_told_who_is_not_a_member(status):
    keep(PersonFactory(status=status), "")
    assert actions.tell_of_post(PostFactory(audience="everybody").pk) == 0


def test_posting_enqueues_the_telling(django_capture_on_commit_callbacks):
    from procrastinate.contrib.django.models import ProcrastinateJob

    by = PersonFactory()
    content = actions.PostContent(kind="offer", form="service", title="Rides", needs=[])
    post = actions.create_post(by=by, content=content)
    job = ProcrastinateJob.objects.get(task_name="exchanges.tell_of_post")
    assert job.args == {"post_id": post.pk}


# --- When -----------------------------------------------------------------------------------------------

FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "told_until", "due"),
    [
        ("instant", FRIDAY, True),
        ("day", FRIDAY - timedelta(hours=2), True),
        ("day", FRIDAY - timedelta(minutes=30), False),
        ("week", FRIDAY - timedelta(days=3), False),
        ("week", FRIDAY - timedelta(days=5), True),
    ],
)
def test_is_due_once_a_day_or_a_week_in_the_morning(every, told_until, due):
    search = SavedSearch(every=every, told_until=told_until)
    assert searches.is_due(search, FRIDAY) is due


def test_is_due_in_the_morning_of_the_network_in_the_night_of_another_clock(alder):
    alder.zone = "America/Los_Angeles"
    alder.save()
    from mutualaid.base import network

    network.forget()
    search = SavedSearch(every="day", told_until=datetime(2026, 11, 26, 17, 0, tzinfo=UTC))
    assert not searches.is_due(search, datetime(2026, 11, 27, 15, 59, tzinfo=UTC))
    assert searches.is_due(search, datetime(2026, 11, 27, 16, 0, tzinfo=UTC))


def test_words_that_were_kept_are_told_of_places_that_mean_the_same_and_of_no_others():
    ana, now = PersonFactory(), timezone.now()
    search = keep(ana, "q=nowhere+to+sleep", over="directory", told_until=now - timedelta(hours=1))
    project([ServiceFactory(needs=["pets"]).pk])
    assert not searches.has_new(search, timezone.now())
    project([ServiceFactory(name="Lantern House", needs=["bed-tonight"]).pk])
    assert searches.has_new(search, timezone.now())


def test_the_daily_round_tells_once_and_only_what_is_new():
    ana, now = PersonFactory(), timezone.now()
    search = keep(ana, "kind=request", every="day", told_until=now - timedelta(days=2))
    old = RequestFactory()
    Post.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=3))
    assert actions.tell_due(now) == 0
    search.refresh_from_db()
    assert search.told_until == now - searches.UNTIL_SEEN
    RequestFactory()
    tomorrow = now + timedelta(days=1, hours=1)
    assert (actions.tell_due(tomorrow), actions.tell_due(tomorrow)) == (1, 0)
    assert told(ana) == 1


def test_new_places_of_the_directory_are_told():
    ana, now = PersonFactory(), timezone.now()
    keep(ana, "need=groceries", over="directory", told_until=now - timedelta(hours=1))
    keep(ana, "need=legal-advice", over="directory", told_until=now - timedelta(hours=1))
    service = ServiceFactory()
    service.needs.set(Need.objects.filter(slug="groceries"))
    project([service.pk])
    assert actions.tell_due(now + timedelta(minutes=5)) == 1


def test_a_place_with_a_name_is_counted_from(alder):
    PlaceFactory(name="Alder Mill", latitude=51.05, longitude=4.05)
    assert searches.kept(QueryDict("near=Alder Mill&within=2")) == "near=Alder+Mill&within=2"


# --- The pages ------------------------------------------------------------------------------------------


def test_keep_change_and_let_go(client_of):
    ana = PersonFactory()
    client = client_of(ana)
    address = f"{NEW}?over=board&kind=offer&need=rides"
    page = client.get(address).content.decode()
    assert 'value="Offers, Getting around"' in page
    response = client.post(address, {"name": "Lifts", "every": "week"})
    assert response.url == reverse("exchanges:search_list")
    search = SavedSearch.objects.get()
    assert (search.person, search.address, search.name, search.every) == (
        ana,
        "kind=offer&need=rides",
        "Lifts",
        "week",
    )
    edit = reverse("exchanges:search_edit", args=[search.public_id])
    assert 'value="Lifts"' in client.get(edit).content.decode()
    client.post(edit, {"name": "Rides", "every": "day"})
    search.refresh_from_db()
    assert (search.name, search.every) == ("Rides", "day")
    client.post(reverse("exchanges:search_drop", args=[search.public_id]))
    assert not SavedSearch.objects.exists()


def test_what_is_wrong_is_said_in_place(client_of):
    client = client_of(PersonFactory())
    page = client.post(f"{NEW}?kind=offer", {"name": "", "every": "never"}).content.decode()
    assert "Please fill this in" in page
    assert not SavedSearch.objects.exists()


def test_the_same_search_is_kept_once_and_no_more_than_twenty(client_of):
    ana = PersonFactory()
    keep(ana, "kind=offer")
    with pytest.raises(NotNow, match="already"):
        actions.keep_search(by=ana, over="board", address="kind=offer", name="Again", every="day")
    for number in range(19):
        keep(ana, f"q={number}")
    with pytest.raises(NotNow, match="20"):
        actions.keep_search(by=ana, over="board", address="q=one more", name="More", every="day")


def test_somebody_elses_search_is_not_found(client_of):
    search = keep(PersonFactory(), name_of := "kind=offer")
    for somebody in (PersonFactory(), OrganizerFactory()):
        client = client_of(somebody)
        assert client.get(search.get_absolute_url()).status_code == 404
        assert client.get(reverse("exchanges:search_edit", args=[search.public_id])).status_code == 404
        assert client.post(reverse("exchanges:search_drop", args=[search.public_id])).status_code == 404
        with pytest.raises(NotAllowed):
            actions.drop_search(by=somebody, search=search)
        assert name_of not in client.get(reverse("exchanges:search_list")).content.decode()
    assert SavedSearch.objects.exists()


def test_the_board_and_the_directory_offer_to_keep_what_is_shown_to_members_only(client_of):
    ana = client_of(PersonFactory())
    assert f"{NEW}?over=board&amp;kind=offer" in ana.get("/exchanges/?kind=offer").content.decode()
    assert f"{NEW}?over=directory&amp;need=food" in ana.get("/directory/?need=food").content.decode()
    for path in ("/exchanges/?kind=offer", "/directory/?need=food"):
        assert NEW not in client_of().get(path).content.decode()


def test_the_list_takes_the_same_queries_at_one_and_at_three(client_of, django_assert_num_queries):
    ana = PersonFactory()
    client = client_of(ana)
    client.get(reverse("exchanges:search_list"))
    for number in (1, 2, 3):
        keep(ana, f"q={number}")
        if number != 2:
            with django_assert_num_queries(2):
                client.get(reverse("exchanges:search_list"))
