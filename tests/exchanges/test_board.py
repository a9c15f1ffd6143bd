"""The board: what is on it for whom, in which order, with which counts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from directory import needs
from directory.models import Need
from exchanges.board import BoardFilter, _rows, board
from exchanges.models import Post, PostRow, project
from members.models import Block
from members.viewers import NEWCOMER, viewer_of
from mutualaid.base import words
from mutualaid.base.network import current_network, forget
from mutualaid.base.search import statement
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
BOARD = "/exchanges/"


def titles(person=None, query=""):
    viewer = viewer_of(person.user) if person else NEWCOMER
    return [item["title"] for item in board(viewer, QueryDict(query)).items]


def counts(person, query, name):
    """Option value -> how many, of one group of filters."""
    found = board(viewer_of(person.user), QueryDict(query))
    return {o.value: o.count for box in found.boxes for o in box.options if o.name == name}


@pytest.fixture
def ana():
    return PersonFactory()


def test_board_orders_by_band_then_day_then_the_stored_number(ana):
    today = timezone.now()
    PostFactory(title="far", cell_x=9, random=1)
    PostFactory(title="near, older", cell_x=0, random=1, created_at=today - timedelta(days=2))
    PostFactory(title="near, second", cell_x=0, random=7)
    PostFactory(title="near, first", cell_x=0, random=3)
    PostFactory(title="no place", cell_m=None, cell_x=None, cell_y=None)
    PostFactory(title="next", cell_x=1)
    assert titles(ana) == ["near, first", "near, second", "near, older", "next", "far", "no place"]


def test_board_of_a_newcomer_is_ordered_without_any_place():
    for x, random in [(9, 1), (0, 2), (5, 3)]:
        PostFactory(audience="everybody", title=str(x), cell_x=x, random=random)
    assert titles() == ["9", "0", "5"]


def test_board_filters_by_kind_form_language_and_urgency(ana):
    PostFactory(title="soup", form="resource", languages=["es"])
    RequestFactory(title="lift", form="service", urgency=2)
    assert titles(ana, "kind=request") == ["lift"]
    assert titles(ana, "form=resource") == ["soup"]
    assert titles(ana, "language=es") == ["soup"]
    assert titles(ana, "urgency=2") == ["lift"]
    assert sorted(titles(ana, "kind=request&kind=offer")) == ["lift", "soup"]
    assert titles(ana, "kind=request&form=resource") == []


def test_board_filter_by_a_need_includes_what_is_under_it(ana):
    child = needs.tree().get("groceries")
    PostFactory(title="rice", needs=["groceries"])
    PostFactory(title="soup", needs=["hot-meals"])
    PostFactory(title="bike", needs=[needs.tree().roots[-1].slug])
    assert sorted(titles(ana, f"need={child.parent.slug}")) == ["rice", "soup"]
    assert titles(ana, "need=groceries") == ["rice"]
    assert titles(ana, f"need={child.parent.slug}&need=groceries") == ["rice"]


def test_board_counts_each_option_as_if_its_own_group_were_not_chosen(ana):
    for _ in range(3):
        PostFactory(form="resource")
    RequestFactory(form="service")
    assert counts(ana, "kind=request", "kind") == {"request": 1, "offer": 3}
    assert counts(ana, "kind=request", "form") == {"service": 1, "resource": 0}


def test_board_within_a_band_counts_nearer_ones_too(ana):
    for x in (0, 1, 2, 4, 30):
        PostFactory(title=str(x), cell_x=x)
    PostFactory(title="nowhere", cell_m=None, cell_x=None, cell_y=None)
    assert counts(ana, "", "within") == {"same": 1, "next": 2, "near": 3, "about5": 4, "": 6}
    assert titles(ana, "within=near") == ["0", "1", "2"]


def test_board_has_no_distances_for_somebody_without_a_square():
    person = PersonFactory(cell_m=None, cell_x=None, cell_y=None)
    PostFactory()
    assert counts(person, "within=same", "within") == {}
    assert len(titles(person, "within=same")) == 1


@pytest.mark.parametrize("text", ["ninos", "niños", "niño", "NIÑOS"])
def test_board_finds_words_without_accents_and_in_the_plural(ana, text):
    PostFactory(title="Ropa para niños", language="es")
    PostFactory(title="Something else")
    assert titles(ana, f"q={text}") == ["Ropa para niños"]


def test_board_finds_by_the_name_of_the_need_and_by_what_is_below_the_title(ana):
    PostFactory(title="Rice and beans", needs=["groceries"], text="also a pressure cooker")
    assert titles(ana, "q=groceries") == ["Rice and beans"]
    assert titles(ana, "q=cooker") == ["Rice and beans"]


def test_board_forgives_a_typo(ana, monkeypatch):
    monkeypatch.setattr(words, "_sources", [lambda: Need.objects.values_list("name_en")])
    words.rebuild()
    PostFactory(title="Rice and beans", needs=["groceries"])
    found = board(viewer_of(ana.user), QueryDict("q=grocries"))
    assert (found.meant, [item["title"] for item in found.items]) == ("groceries", ["Rice and beans"])


def test_newcomer_finds_nothing_by_words_that_they_may_not_read():
    PostFactory(audience="everybody", title="Rice", text="insulin for my mother")
    PostFactory(audience="members", title="Insulin")
    assert titles(query="q=insulin") == []
    assert titles(query="q=rice") == ["Rice"]


def test_newcomer_is_offered_filters_by_kind_and_need_only():
    PostFactory(audience="everybody", languages=["es"], urgency=2)
    found = board(NEWCOMER, QueryDict("language=en&urgency=1&within=same&form=service"))
    assert [box.options[0].name for box in found.boxes] == ["kind", "need"]
    assert found.total == 1


def test_newcomers_page_says_title_need_and_a_wide_area_and_nothing_else(client_of):
    PostFactory(
        audience="everybody",
        title="Jars of soup",
        text="ask for Carmen",
        needs=["groceries"],
        person__name="Carmen Secret",
        cell_m=500,
        cell_x=2,
        cell_y=2,
        from_day=date(2031, 3, 14),
        quantity=7131,
    )
    page = client_of().get(BOARD).content.decode()
    assert "Jars of soup" in page
    assert "Groceries" in page
    assert "south-west of Alder" in page
    for secret in ("Carmen", "14 Mar", "7131", "500 m"):
        assert secret not in page


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=abc",
        "page=99999999999999999999",
        "page=²",
        "kind=x&form=y&need=z&within=q&urgency=9&language=xx",
        "q=%00",
        "q=" + "x" * 5000,
        "q='%22)(*%26|!:",
        "need=groceries&need=groceries",
    ],
)
def test_board_takes_any_address(client_of, ana, query):
    PostFactory()
    for client in (client_of(), client_of(ana)):
        assert client.get(f"{BOARD}?{query}").status_code == 200


def test_board_pages_do_not_overlap(ana):
    for _ in range(45):
        PostFactory()
    pages = [titles(ana, f"page={number}") for number in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert len({title for page in pages for title in page}) == 45


def test_board_keeps_the_filter_in_the_links_of_its_pages(client_of, ana):
    for _ in range(21):
        PostFactory()
    page = client_of(ana).get(f"{BOARD}?kind=offer&page=1").content.decode()
    assert "?kind=offer&amp;page=2" in page


def test_board_without_anything_leads_to_asking(client_of, ana):
    page = client_of(ana).get(BOARD).content.decode()
    assert reverse("exchanges:post_create") + "?kind=request" in page


@pytest.mark.parametrize(("signed_in", "most"), [(False, 3), (True, 6)])
def test_board_asks_the_database_as_often_for_thirty_as_for_one(
    client_of, ana, signed_in, most, django_assert_max_num_queries
):
    client = client_of(ana if signed_in else None)
    PostFactory(audience="everybody")
    client.get(BOARD)
    with django_assert_max_num_queries(most) as at_one:
        client.get(BOARD)
    for _ in range(29):
        PostFactory(audience="everybody")
    with django_assert_max_num_queries(most) as at_thirty:
        client.get(f"{BOARD}?kind=offer&need=food")
    assert len(at_one) == len(at_thirty)


def test_project_of_all_writes_what_actions_wrote():
    from exchanges.models import PostRow

    PostFactory(quantity=4, promised=1)
    RequestFactory(audience="everybody", languages=["en", "xx"])
    before = list(PostRow.objects.order_by("pk").values())
    PostRow.objects.all().delete()
    assert project() == 2
    assert list(PostRow.objects.order_by("pk").values()) == before


def test_row_that_is_there_already_is_not_written_again():
    def versions():
        with connection.cursor() as cursor:
            cursor.execute("SELECT post_id, ctid::text, xmin::text, xmax::text FROM exchanges_postrow")
            return set(cursor.fetchall())

    post, request = PostFactory(quantity=4, title="Soup"), RequestFactory(audience="everybody")
    project()
    before = versions()
    assert project() == project([post.pk, request.pk]) == 0
    assert versions() == before

    Post.objects.filter(pk=post.pk).update(title="Bread")
    assert project() == 1
    assert len(versions() - before) == 1


@pytest.mark.parametrize("is_public", [True, False])
def test_the_board_is_of_what_each_may_see(is_public):
    """Whoever looked before: those who are alike are asked for alike, and nobody else is."""
    network = current_network()
    network.board_is_public = is_public
    network.save()
    forget()
    people = [PersonFactory(), OrganizerFactory(), *(PersonFactory() for _ in range(4))]
    pods = [PodFactory(members=[people[2]]), PodFactory(members=[people[3]])]
    Block.objects.create(blocker=people[4], blocked=people[2])
    for author in people:
        for audience in ("everybody", "members"):
            PostFactory(person=author, audience=audience)
    for pod, author in zip(pods, people[2:4], strict=True):
        PostFactory(person=author, audience="pod", pod=pod)
    viewers = [NEWCOMER, *(viewer_of(person.user) for person in people)]
    seen = []
    for viewer in [*viewers, *viewers]:
        found = board(viewer, QueryDict()).total
        assert found == PostRow.objects.visible_to(viewer).count()
        seen.append(found)
    assert seen == [6 if is_public else 0, 12, 14, 11, 13, 10, 12] * 2


def test_rows_that_hang_on_whom_somebody_blocked_are_of_nobody_else(ana):
    assert _rows(viewer_of(ana.user)) is _rows(viewer_of(PersonFactory().user))
    Block.objects.create(blocker=ana, blocked=PersonFactory())
    viewer = viewer_of(ana.user)
    assert _rows(viewer) is not _rows(viewer)


def test_a_statement_that_is_kept_holds_no_words(ana):
    statement._kept.cache_clear()
    for words_typed in ("soup", "bread"):
        board(viewer_of(ana.user), QueryDict(f"q={words_typed}"))
    assert statement._kept.cache_info().currsize == 1


def test_who_may_see_a_post_is_no_parameter_but_for_pods_and_blocks(ana):
    """PostgreSQL would make a list of them again for each row that it reads."""
    for viewer in (NEWCOMER, viewer_of(ana.user)):
        sql, params = PostRow.objects.visible_to(viewer).query.sql_with_params()
        assert ("'everybody'" in sql, params) == (True, ())


@pytest.mark.parametrize("name", ["postrow_square", "postrow_turn"])
def test_an_index_of_the_board_holds_all_that_it_filters_and_counts(ana, name):
    """Else every row of a city is read to show twenty."""
    asked = BoardFilter(QueryDict(), PostRow.objects.all(), viewer=viewer_of(ana.user))
    counted = {column for group in asked.groups() for column in asked.choices(group).counted.columns}
    [index] = [one for one in PostRow._meta.indexes if one.name == name]
    held = {PostRow._meta.get_field(field).column for field in (*index.fields, *index.include)}
    ruled_by = {"audience", "pod_id", "person_id"}
    assert counted | ruled_by | {"cell_m", "cell_x", "cell_y", "turn", "post_id"} <= held
    assert len(counted) > 5
