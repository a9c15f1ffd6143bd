"""The pages of a gathering: who reads which names and words, and what goes wrong with the forms."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchanges import gatherings
from exchanges.models import Coming, Message, Occurrence, Post, PostRow, Thread, project
from members import actions as members
from members.models import Notice
from members.viewers import viewer_of
from mutualaid.base import limits
from mutualaid.base.network import local_today
from tests.factories.exchanges import ComingFactory, GatheringFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_post_views import NEW, errors, filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
WHO = ["author", "comes", "another comes", "waits", "left", "declined", "member", "organizer"]


@pytest.fixture(autouse=True)
def _fresh_day():
    limits._salts.clear()
    yield
    limits._salts.clear()


@pytest.fixture
def wall():
    """Four of six come to it, somebody waits, left, was told no; Anabel and Benno wrote to each other."""
    post = GatheringFactory(
        title="A wall", quantity=6, person__name="Hanna", bring="Gloves", audience="everybody"
    )
    ana = ComingFactory(post=post, people=2, brings="Anise cake", person__name="Anabel")
    ben = ComingFactory(post=post, people=2, brings="Bricks", person__name="Benno")
    ComingFactory(post=post, status="waiting", people=3, person__name="Willa", brings="Wine")
    ComingFactory(post=post, status="cancelled", person__name="Cleo")
    ComingFactory(post=post, status="declined", person__name="Dora")
    say(ana, "The green door")
    say(ben, "I am early")
    return post


def say(coming, text):
    Message.objects.create(thread=coming.occurrence.thread, author=coming.person, text=text, language="en")


def somebody(post, who):
    found = {
        "comes": "Anabel",
        "another comes": "Benno",
        "waits": "Willa",
        "left": "Cleo",
        "declined": "Dora",
    }
    if who in found:
        return post.occurrence.comings.get(person__name=found[who]).person
    return {"author": post.person, "member": PersonFactory(), "organizer": OrganizerFactory()}[who]


def paths(post):
    return post.get_absolute_url(), post.occurrence.get_absolute_url()


def texts(client, post):
    """What both pages say."""
    return "".join(client.get(path).content.decode() for path in paths(post))


# --- Who sees whom -----------------------------------------------------------------------------------------

SECRETS = {
    "names": ("Anabel", "Benno", "Anise cake", "Bricks"),
    "those who wait": ("Willa", "Wine"),
    "words": ("The green door", "I am early"),
}
READS = {
    "author": {"names", "those who wait", "words"},
    "comes": {"names", "words"},
    "another comes": {"names", "words"},
}


@pytest.mark.parametrize("who", WHO)
def test_names_and_words_are_read_by_those_who_come_and_the_author(client_of, wall, who):
    person = somebody(wall, who)
    page = texts(client_of(person), wall)
    assert "4 of 6 come" in page
    own = {"Willa": ("Willa", "Wine")}.get(person.name, ())
    for what, secrets in SECRETS.items():
        for secret in secrets:
            if secret not in (person.name, *own):
                assert (secret in page) == (what in READS.get(who, set())), secret
    # Who left or was told no is named to nobody.
    assert [name for name in ("Cleo", "Dora") if name in page and name != person.name] == []


def test_newcomer_is_told_neither_how_many_nor_who(client_of, wall):
    page = client_of().get(wall.get_absolute_url()).content.decode()
    assert "A wall" in page
    for secret in ("4 of 6", "of 6", "Gloves", *sum(SECRETS.values(), ())):
        assert secret not in page
    assert client_of().get(wall.occurrence.get_absolute_url()).status_code == 302
    board = client_of().get("/exchanges/").content.decode()
    assert "A wall" in board
    assert "of 6" not in board


@pytest.mark.parametrize("who", WHO)
def test_conversation_is_found_by_those_who_come_and_the_author(wall, who):
    viewer = viewer_of(somebody(wall, who).user)
    assert Thread.objects.visible_to(viewer).exists() == (who in READS)


@pytest.mark.parametrize("who", [who for who in WHO if who not in READS])
def test_writing_there_is_a_404_for_all_others(client_of, wall, who):
    thread = Thread.objects.get()
    client = client_of(somebody(wall, who))
    assert client.post(f"/exchanges/threads/{thread.public_id}/say/", {"text": "Hello"}).status_code == 404
    assert Message.objects.count() == 2


def test_leaving_ends_reading_and_joining_shows_it_from_the_start(client_of, wall):
    ana = somebody(wall, "comes")
    client = client_of(ana)
    post_to(client, wall, "leave", person=ana.public_id)
    assert "I am early" not in texts(client, wall)
    newly = PersonFactory()
    client = client_of(newly)
    post_to(client, wall, "join", people="1")
    assert newly.comings.get().status == "coming"
    assert "I am early" in texts(client, wall)
    assert "those who join later too" in texts(client, wall)


def test_whoever_left_may_come_again(client_of, wall):
    cleo = somebody(wall, "left")
    page = client_of(cleo).get(wall.get_absolute_url()).content.decode()
    assert "Count me in" in page
    assert "Put somebody on the list" not in page
    post_to(client_of(cleo), wall, "join", people="1")
    assert Coming.objects.get(person=cleo).status == "coming"


@pytest.mark.parametrize("blocker", ["Anabel", "Benno"])
def test_two_who_come_and_blocked_each_other_see_nothing_of_each_other(client_of, wall, blocker):
    ana, ben = somebody(wall, "comes"), somebody(wall, "another comes")
    members.block(by=ana if blocker == "Anabel" else ben, person=ben if blocker == "Anabel" else ana)
    for me, other in (
        (ana, ("Benno", "Bricks", "I am early")),
        (ben, ("Anabel", "Anise cake", "The green door")),
    ):
        page = texts(client_of(me), wall)
        assert "4 of 6 come" in page
        assert [secret for secret in other if secret in page] == []
        assert "Hanna" in page
    assert "The green door" in texts(client_of(wall.person), wall)


def test_two_who_blocked_each_other_do_not_hear_what_the_other_writes(client_of, wall):
    ana, ben = somebody(wall, "comes"), somebody(wall, "another comes")
    members.block(by=ana, person=ben)
    thread = Thread.objects.get()
    client_of(ben).post(f"/exchanges/threads/{thread.public_id}/say/", {"text": "Who is there?"})
    assert list(Notice.objects.values_list("person", "kind")) == [(wall.person.pk, "gathering_message")]


@pytest.mark.parametrize("blocker", ["author", "guest"])
def test_block_with_the_author_is_the_same_404_as_for_what_never_was(client_of, wall, blocker):
    ana = somebody(wall, "comes")
    pair = (wall.person, ana) if blocker == "author" else (ana, wall.person)
    members.block(by=pair[0], person=pair[1])
    client = client_of(ana)
    for path in paths(wall):
        there, never = client.get(path), client.get(path.replace(wall.public_id, "222222222222"))
        assert (there.status_code, never.status_code) == (404, 404)
        assert there.content.replace(wall.public_id.encode(), b"222222222222") == never.content
    assert "Anabel" not in texts(client_of(wall.person), wall)


def test_author_without_a_name_stays_so_to_those_who_come(client_of, wall):
    Post.objects.update(is_anonymous=True)
    thread = Thread.objects.get()
    client_of(wall.person).post(f"/exchanges/threads/{thread.public_id}/say/", {"text": "Welcome all"})
    for who in ("comes", "waits", "member", "organizer"):
        page = texts(client_of(somebody(wall, who)), wall)
        assert "Hanna" not in page
        assert wall.person.public_id not in page
    page = client_of(somebody(wall, "comes")).get(wall.occurrence.get_absolute_url()).content.decode()
    assert "Welcome all" in page
    assert "A neighbour" in page


def test_place_of_a_neighbour_by_phone_is_seen_by_who_entered_them(client_of, wall):
    organizer = OrganizerFactory()
    dot = PersonFactory(name="Dorothy", user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    ComingFactory(post=wall, person=dot)
    page = texts(client_of(organizer), wall)
    assert "Dorothy comes" in page
    assert "Anise cake" in page
    assert "The green door" in page
    assert "Dorothy" not in texts(client_of(OrganizerFactory()), wall)


@pytest.mark.parametrize("who", ["comes", "waits"])
def test_gathering_that_left_the_board_is_still_found_by_who_is_expected(client_of, wall, who):
    Post.objects.update(status="withdrawn", closed_at="2026-01-01T00:00Z", audience="organizers")
    project()
    page = texts(client_of(somebody(wall, who)), wall)
    assert "it does not take place" in page
    assert client_of(PersonFactory()).get(wall.get_absolute_url()).status_code == 404
    assert client_of(somebody(wall, "left")).get(wall.get_absolute_url()).status_code == 404


def test_why_an_organizer_hid_it_is_told_to_its_author_only(client_of, wall):
    Post.objects.update(hidden_at="2026-01-01T00:00Z", hidden_reason="safety")
    project()
    assert "somebody was not safe" in texts(client_of(wall.person), wall)
    page = texts(client_of(somebody(wall, "comes")), wall)
    assert "somebody was not safe" not in page
    assert "This is off the board for now." in page
    assert "it does not take place" in page


# --- Count me in -------------------------------------------------------------------------------------------


def post_to(client, post, verb, **data):
    return client.post(f"{post.occurrence.get_absolute_url()}{verb}/", data)


def test_count_me_in_leads_to_the_list(client_of):
    post, ana = GatheringFactory(), PersonFactory()
    response = post_to(client_of(ana), post, "join", people="2", brings="Bread")
    assert (response.status_code, response.url) == (302, post.occurrence.get_absolute_url())
    coming = Coming.objects.get()
    assert (coming.person, coming.people, coming.brings, coming.status) == (ana, 2, "Bread", "coming")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"people": "0"}, "people"),
        ({"people": "21"}, "people"),
        ({"people": "x"}, "people"),
        ({"brings": "x" * 141}, "brings"),
    ],
)
def test_count_me_in_says_what_is_wrong_and_keeps_what_was_typed(client_of, data, field):
    post = GatheringFactory()
    page = post_to(client_of(PersonFactory()), post, "join", **{"people": "1", "brings": "Bread", **data})
    assert errors(page.content.decode()) == [field]
    assert data.get("brings", "Bread") in page.content.decode()
    assert not Coming.objects.exists()


def test_count_me_in_with_too_many_says_so_and_keeps_what_was_typed(client_of):
    page = post_to(
        client_of(PersonFactory()), GatheringFactory(quantity=2), "join", people="3", brings="Bread"
    )
    assert "There are only 2 places in all." in page.content.decode()
    assert "Bread" in page.content.decode()


def test_full_one_offers_to_wait_and_says_ones_own_number_only(client_of):
    post = GatheringFactory(quantity=1)
    ComingFactory(post=post)
    ComingFactory(post=post, status="waiting", person__name="Willa")
    me = PersonFactory()
    client = client_of(me)
    assert "Put me on the waiting list" in client.get(post.get_absolute_url()).content.decode()
    page = client.post(f"{post.occurrence.get_absolute_url()}join/", {"people": "1"}, follow=True)
    assert "You are number 2 on the waiting list" in page.content.decode()
    assert "Willa" not in page.content.decode()


def test_organizer_counts_in_the_neighbour_who_phoned(client_of):
    organizer, post = OrganizerFactory(), GatheringFactory()
    mine = PersonFactory(name="Dorothy", user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    other = PersonFactory(
        name="Olga", user=None, entered_by=OrganizerFactory(), consent_at="2026-01-01T00:00Z"
    )
    client = client_of(organizer)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Dorothy" in page
    assert "Olga" not in page
    assert errors(post_to(client, post, "join", people="1", person=other.public_id).content.decode()) == [
        "person"
    ]
    post_to(client, post, "join", people="2", person=mine.public_id)
    assert Coming.objects.get().person == mine


def test_change_says_what_is_wrong_and_keeps_what_was_typed(client_of):
    coming = ComingFactory(post=GatheringFactory(quantity=2))
    ComingFactory(post=coming.occurrence.post)
    client, key = client_of(coming.person), coming.person.public_id
    page = post_to(
        client,
        coming.occurrence.post,
        "change",
        person=key,
        **{f"{key}-people": "2", f"{key}-brings": "A saw"},
    ).content.decode()
    assert "You keep the places that you have" in page
    assert "A saw" in page
    post_to(
        client,
        coming.occurrence.post,
        "change",
        person=key,
        **{f"{key}-people": "1", f"{key}-brings": "A saw"},
    )
    assert Coming.objects.get(pk=coming.pk).brings == "A saw"


@pytest.mark.parametrize("verb", ["change", "leave", "decline", "mute"])
@pytest.mark.parametrize("who", ["another comes", "waits", "member", "organizer"])
def test_place_of_somebody_else_cannot_be_touched(client_of, wall, verb, who):
    ana = somebody(wall, "comes")
    before = list(Coming.objects.order_by("pk").values())
    data = {"person": ana.public_id, f"{ana.public_id}-people": "1"}
    assert post_to(client_of(somebody(wall, who)), wall, verb, **data).status_code == 404
    assert list(Coming.objects.order_by("pk").values()) == before


def test_author_says_not_this_time_by_a_button(client_of, wall):
    ana = somebody(wall, "comes")
    client = client_of(wall.person)
    assert "Sorry, not this time" in client.get(wall.get_absolute_url()).content.decode()
    page = client.post(
        f"{wall.occurrence.get_absolute_url()}decline/", {"person": ana.public_id}, follow=True
    )
    assert "Anise cake" not in page.content.decode()
    page = client_of(ana).get(Notice.objects.get(person=ana).url).content.decode()
    assert "Not this time" in page
    assert "Count me in" not in page


def test_muted_hears_nothing_and_still_reads(client_of, wall):
    ana = somebody(wall, "comes")
    client = client_of(ana)
    post_to(client, wall, "mute", person=ana.public_id, mute="yes")
    thread = Thread.objects.get()
    client_of(wall.person).post(f"/exchanges/threads/{thread.public_id}/say/", {"text": "Bring water"})
    assert set(Notice.objects.filter(kind="gathering_message").values_list("person__name", flat=True)) == {
        "Benno"
    }
    assert "Bring water" in texts(client, wall)
    post_to(client, wall, "mute", person=ana.public_id)
    assert not Coming.objects.get(person=ana).is_muted


def test_message_with_a_mistake_stays_on_the_page_of_the_gathering(client_of, wall):
    thread = Thread.objects.get()
    page = client_of(wall.person).post(f"/exchanges/threads/{thread.public_id}/say/", {"text": "x" * 4001})
    assert page.status_code == 200
    assert "What to bring" in page.content.decode()
    assert "x" * 4000 in page.content.decode()


def test_author_says_that_it_took_place(client_of):
    post = GatheringFactory(day=local_today() - timedelta(days=1))
    guest = ComingFactory(post=post, people=3)
    client = client_of(post.person)
    assert "Did it take place?" in client.get(post.get_absolute_url()).content.decode()
    assert "Did it take place?" not in client_of(guest.person).get(post.get_absolute_url()).content.decode()
    post_to(client, post, "done")
    assert "3 people came" in texts(client, post)
    page = client_of(guest.person).get(post.occurrence.get_absolute_url()).content.decode()
    assert "How was it?" in page
    assert "/exchanges/new/?kind=offer" in page


def test_every_door_refuses_a_look(client_of, wall):
    client = client_of(wall.person)
    for verb in ("join", "change", "leave", "decline", "mute", "done", "did-not-happen"):
        assert client.get(f"{wall.occurrence.get_absolute_url()}{verb}/").status_code == 405


def test_post_that_is_no_gathering_has_no_such_page_and_a_time_of_another_post_neither(client_of, wall):
    plain, client = PostFactory(), client_of(PersonFactory())
    assert client.get(plain.occurrence.get_absolute_url()).status_code == 404
    other = GatheringFactory()
    mixed = other.occurrence.get_absolute_url().replace(other.public_id, wall.public_id)
    assert client.get(mixed).status_code == 404


def test_swap_cannot_be_proposed_by_the_form(client_of, wall):
    client = client_of(PersonFactory())
    assert client.post(f"{wall.get_absolute_url()}propose/", {"quantity": "1"}).status_code == 404


@pytest.mark.parametrize("who", ["author", "comes", "member"])
def test_pages_ask_as_much_for_three_as_for_one(client_of, who):
    counted = []
    for many in (1, 3):
        post = GatheringFactory(quantity=9)
        comings = [ComingFactory(post=post) for _ in range(many)]
        for _ in range(many):
            ComingFactory(post=post, status="waiting")
        for coming in comings:
            say(coming, "Hello")
        me = {"author": post.person, "comes": comings[0].person, "member": PersonFactory()}[who]
        client = client_of(me)
        for path in paths(post):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counted.append(len(queries))
    assert counted[:2] == counted[2:]


def test_recurring_one_shows_its_other_times(client_of):
    post = GatheringFactory(rule="FREQ=WEEKLY", rule_start=local_today())
    day = local_today() + timedelta(days=14)
    later = Occurrence.objects.create(post=post, from_day=day, until_day=day, quantity=4, promised=1)
    Occurrence.objects.create(post=post, from_day=day, until_day=day, quantity=9, is_skipped=True)
    page = client_of(PersonFactory()).get(post.get_absolute_url()).content.decode()
    assert later.get_absolute_url() in page
    assert "1 of 4 come" in page
    assert "room for 9" not in page


# --- The board and the form --------------------------------------------------------------------------------


def test_card_says_how_many_come(client_of, wall):
    empty = GatheringFactory(title="Nobody yet", quantity=5)
    full = GatheringFactory(quantity=2)
    ComingFactory(post=full, people=2)
    GatheringFactory(quantity=None)
    page = client_of(PersonFactory()).get("/exchanges/").content.decode()
    for words in ("4 of 6 come", "room for 5", "2 of 2 come: full", "everybody is welcome"):
        assert words in page
    assert PostRow.objects.get(post=empty).is_gathering


def gathering(**changes):
    return filled(
        **{"is_gathering": "on", "bring": "Gloves\nA spade", "until_day": "", "form": "service", **changes}
    )


def test_form_makes_a_gathering_of_it(client_of):
    client_of(PersonFactory()).post(NEW, gathering())
    post = Post.objects.get()
    assert (post.is_gathering, post.mode, post.bring.split()) == (True, "together", ["Gloves", "A", "spade"])
    assert str(post.occurrence.until_day) == "2031-03-14"


def test_form_takes_as_many_as_come(client_of):
    client_of(PersonFactory()).post(NEW, gathering(quantity=""))
    assert Post.objects.get().occurrence.quantity is None


def test_form_asks_for_the_day_and_not_for_always(client_of):
    client = client_of(PersonFactory())
    page = client.post(NEW, gathering(from_day="", until_day="", is_standing="on")).content.decode()
    assert errors(page) == ["from_day", "is_standing"]
    assert "A spade" in page


def test_form_shows_what_it_is_when_it_is_changed(client_of, wall):
    page = client_of(wall.person).get(f"{wall.get_absolute_url()}edit/").content.decode()
    assert "Gloves</textarea>" in page
    assert re.search(r'name="is_gathering"[^>]* checked', page)


def test_form_forgets_what_to_bring_where_it_is_no_gathering(client_of):
    client_of(PersonFactory()).post(NEW, gathering(is_gathering=None))
    assert (Post.objects.get().bring, Post.objects.get().is_gathering) == ("", False)


# --- For other pages ---------------------------------------------------------------------------------------


def test_coming_of_lists_what_is_ahead_soonest_first():
    me = PersonFactory()
    days = [9, 2, 5, 3, 4, -1]
    posts = [GatheringFactory(day=local_today() + timedelta(days=day)) for day in days]
    comings = [ComingFactory(post=post, person=me) for post in posts[:2]]
    comings.append(ComingFactory(post=posts[2], person=me, status="waiting"))
    ComingFactory(post=posts[3], person=me, status="cancelled")
    ComingFactory(post=posts[4], person=me)
    Post.objects.filter(pk=posts[4].pk).update(status="withdrawn", closed_at="2026-01-01T00:00Z")
    ComingFactory(post=posts[5], person=me)
    ComingFactory()
    assert list(gatherings.coming_of(me)) == [comings[1], comings[2], comings[0]]
