"""What is pointed out before a post goes up, another one like it, and back on the board on another day."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges import actions, alike
from exchanges.models import Photo, Post
from mutualaid.base.actions import NotAllowed, NotNow
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory

from .test_post_views import NEW, errors, filled, need, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


@pytest.fixture
def client(client_of, ana):
    return client_of(ana)


def marked(page):
    """What the page marks as private, without what it says about it to screen readers."""
    return re.findall(r"<mark>(.*?)<span", page, re.DOTALL)


def hidden(page, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


# --- What is private ----------------------------------------------------------------------------------

PRIVATE = [
    ({"title": "Soup at 14 Elm Street"}, "title", "14", "Soup at Elm Street"),
    ({"text": "Call 555 0100\nafter six"}, "text", "555 0100", "Call …\nafter six"),
    ({"urgency_reason": "write to ana@example.org"}, "urgency_reason", "ana@example.org", "write to …"),
    ({"access_note": "piso 2, timbre rojo"}, "access_note", "piso 2", ", timbre rojo"),
    ({"unit": "jars, 5550100"}, "unit", "5550100", "jars, …"),
]


@pytest.mark.parametrize(("change", "name", "found", "left"), PRIVATE)
def test_private_is_marked_and_taken_out_by_one_button(client, change, name, found, left):
    page = client.post(NEW, filled(**change)).content.decode()
    assert (marked(page), hidden(page, "seen"), Post.objects.count()) == ([found], [found], 0)
    assert ("Take it out and post" in page, "Eight jars" in page or name == "title") == (True, True)
    response = client.post(NEW, filled(**change, seen=found, private="out"))
    post = Post.objects.get()
    assert (response.url, getattr(post, name)) == (post.get_absolute_url(), left)


@pytest.mark.parametrize(("change", "name", "found", "_left"), PRIVATE)
def test_private_is_left_by_one_button(client, change, name, found, _left):
    client.post(NEW, filled(**change, seen=found, private="leave"))
    assert getattr(Post.objects.get(), name) == change[name]


def test_what_was_left_is_one_thing_and_another_one_is_pointed_out(client):
    sent = filled(text="It is No. 12", seen="No. 12", private="leave", title="")
    page = client.post(NEW, sent).content.decode()
    assert (errors(page), hidden(page, "left"), marked(page)) == (["title"], ["No. 12"], [])
    page = client.post(NEW, filled(text="No. 12, 555 0100", left="No. 12")).content.decode()
    assert (marked(page), hidden(page, "left"), Post.objects.count()) == (
        ["No. 12", "555 0100"],
        ["No. 12"],
        0,
    )
    client.post(NEW, filled(text="It is No. 12", left="No. 12"))
    assert Post.objects.get().text == "It is No. 12"


def test_what_was_only_seen_is_pointed_out_again(client):
    page = client.post(NEW, filled(text="Call 555 0100", seen="555 0100")).content.decode()
    assert (marked(page), Post.objects.count()) == (["555 0100"], 0)


def test_words_of_a_photo_are_read_too(client):
    page = client.post(NEW, filled(photo_1=photo(), alt_1="Our door, 14 Elm Street")).content.decode()
    assert (marked(page), "<b>Photo 1</b>" in page) == (["14"], True)
    kept = Photo.objects.get().public_id
    client.post(NEW, filled(kept_1=kept, alt_1="Our door, 14 Elm Street", private="out"))
    assert Photo.objects.get().alt == "Our door, Elm Street"


def test_nothing_is_left_of_a_title_that_was_only_private(client):
    page = client.post(NEW, filled(title="555 0100", private="out")).content.decode()
    assert (errors(page), Post.objects.count()) == (["title"], 0)


def test_what_is_typed_is_shown_as_text_and_never_as_a_page(client):
    page = client.post(NEW, filled(text='<b>x</b> 14 Elm Street "> <i>')).content.decode()
    assert (marked(page), "<b>x</b>" in page, '"> <i>' in page) == (["14"], False, False)


def test_editing_is_read_the_same_way(client, ana):
    post = PostFactory(person=ana, title="Soup")
    path, sent = f"{post.get_absolute_url()}edit/", filled(audience="members", text="Call 555 0100")
    page = client.post(path, sent).content.decode()
    assert (marked(page), "Take it out and save" in page) == (["555 0100"], True)
    post.refresh_from_db()
    assert post.title == "Soup"
    client.post(path, sent | {"private": "out"})
    post.refresh_from_db()
    assert post.text == "Call …"
    client.post(path, sent | {"private": "leave", "seen": "555 0100"})
    post.refresh_from_db()
    assert post.text == "Call 555 0100"


def test_first_lines_of_somebody_new_are_read_the_same_way(client):
    sent = {
        "offer_1": "A ladder, at 14 Elm Street",
        "offer_1_need": need("lifts"),
        "request_1": "Carry a bed",
        "request_1_need": need("lifts"),
    }
    page = client.post("/exchanges/welcome/", sent).content.decode()
    assert (marked(page), Post.objects.count(), "Carry a bed" in page) == (["14"], 0, True)
    client.post("/exchanges/welcome/", sent | {"private": "out"})
    assert set(Post.objects.values_list("title", flat=True)) == {"A ladder, at Elm Street", "Carry a bed"}
    client.post("/exchanges/welcome/", sent | {"private": "leave", "seen": "14"})
    assert Post.objects.filter(title=sent["offer_1"]).count() == 1


def test_whoever_came_by_ask_or_share_is_not_asked_again_which(client):
    for address, is_asked in ((f"{NEW}?kind=offer", False), (f"{NEW}?kind=nonsense", True), (NEW, True)):
        page = client.get(address).text
        assert ('type="radio" name="kind"' in page) == is_asked
        assert ('<input type="hidden" name="kind" value="offer"' in page) != is_asked


def test_calm_texts_go_up_at_once(client):
    client.post(
        NEW, filled(title="12 jars, 9 to 11", text="From 18:30, bus 14 to Elm Street, 3rd floor, 5 km")
    )
    assert Post.objects.count() == 1


def test_text_of_ten_megabytes_is_refused_and_not_read(client):
    page = client.post(NEW, filled(text="Call 555 0100 " * 700_000, private="out")).content.decode()
    assert (errors(page), Post.objects.count()) == (["text"], 0)


# --- Nearly the same ----------------------------------------------------------------------------------


def test_post_that_says_nearly_the_same_is_pointed_out_and_never_refused(client, ana):
    before = PostFactory(person=ana, title="Bean soup, eight jars")
    page = client.post(NEW, filled()).content.decode()
    assert "There is one like it already" in page
    assert f'href="{before.get_absolute_url()}"' in page
    assert Post.objects.count() == 1
    client.post(NEW, filled(again="1"))
    assert Post.objects.count() == 2


def test_first_what_is_private_and_then_what_is_alike(client, ana):
    PostFactory(person=ana, title="Bean soup, eight jars")
    page = client.post(NEW, filled(text="Call 555 0100")).content.decode()
    assert (marked(page), "There is one like it" in page) == (["555 0100"], False)
    page = client.post(NEW, filled(text="Call 555 0100", private="leave", seen="555 0100")).content.decode()
    assert (marked(page), hidden(page, "left"), "There is one like it" in page) == ([], ["555 0100"], True)
    client.post(NEW, filled(text="Call 555 0100", left="555 0100", again="1"))
    assert Post.objects.filter(text="Call 555 0100").count() == 1


def test_organizer_is_told_of_what_was_entered_for_a_neighbour_before(client_of):
    olu = OrganizerFactory()
    frank = PersonFactory(user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    PostFactory(person=frank, title="Bean soup, eight jars")
    page = client_of(olu).post(f"{NEW}?for={frank.public_id}", filled()).content.decode()
    assert ("There is one like it already" in page, Post.objects.count()) == (True, 1)


def test_editing_is_not_asked_whether_it_is_the_same(client, ana):
    PostFactory(person=ana, title="Bean soup, eight jars")
    post = PostFactory(person=ana, title="Something")
    client.post(f"{post.get_absolute_url()}edit/", filled(audience="members"))
    post.refresh_from_db()
    assert post.title == "Eight jars of bean soup"


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("Jars of bean soup", "Bean soup in jars", True),
        ("Jars of bean soup", "Bean soup, eight jars", True),
        ("A lift to the shops", "LIFT TO THE SHOPS please", True),
        ("A lift to my sister on Thursday", "A lift to my sister on Thursday", True),
        ("Sopa de lentejas para cuatro", "Sopa de lentejas", True),
        ("Un viaje al médico", "Un viaje al medico el martes", True),
        ("Eight jars of soup", "8 jars of soup", True),
        ("A lift to the shops", "A lift to the doctor", False),
        ("Somebody to carry a bed", "Help to carry a bed", False),
        ("Ladder to lend", "Reading letters", False),
        ("Winter coat for a boy", "Bean soup", False),
    ],
)
def test_titles_that_are_alike(ana, one, other, are):
    post = PostFactory(person=ana, title=one)
    found = alike.find(ana, kind="offer", title=other, needs=post.needs.all())
    assert found == (post if are else None)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "request"},
        {"needs": ["lifts"]},
        {"status": "closed"},
        {"status": "paused"},
        {"hidden_at": "2026-01-01T00:00Z", "hidden_reason": "other"},
        {"created_at": timezone.now() - timedelta(days=15)},
        {"person": None},
    ],
)
def test_only_an_open_recent_post_of_the_same_kind_need_and_person_is_alike(ana, change):
    if "person" in change:
        change = {"person": PersonFactory()}
    wanted = PostFactory(person=ana, title="Something else").needs.all()
    PostFactory(**{"person": ana, "title": "Bean soup in jars", **change})
    assert alike.find(ana, kind="offer", title="Bean soup in jars", needs=wanted) is None


def test_one_shared_need_of_several_is_enough_and_the_nearest_is_told(ana):
    near = PostFactory(person=ana, title="Bean soup in jars", needs=["groceries", "hot-meals"])
    PostFactory(person=ana, title="Bean soup, many jars", needs=["groceries", "hot-meals"])
    assert alike.find(ana, kind="offer", title="Bean soup in jars", needs=near.needs.all()) == near


# --- Another one like it ------------------------------------------------------------------------------


def test_copy_says_all_but_its_days_photos_and_their_yes(client, ana):
    client.post(NEW, filled(photo_1=photo(), for_someone="on", consent="on", is_anonymous="on", goes="near"))
    post = Post.objects.get()
    assert f'href="{NEW}?copy={post.public_id}"' in client.get(post.get_absolute_url()).content.decode()
    page = client.get(f"{NEW}?copy={post.public_id}").content.decode()
    for said in ("Eight jars of bean soup", "Ready tonight", "18:00", "19:30", "it is warm", 'value="8"'):
        assert said in page
    assert ("2031-03-1" in page, 'name="kept_1"' in page) == (False, False)
    assert re.search(r'name="for_someone"[^>]* checked', page)
    assert not re.search(r'name="consent"[^>]* checked', page)
    assert (Post.objects.count(), Photo.objects.count()) == (1, 1)


@pytest.mark.parametrize("status", ["open", "closed", "withdrawn", "expired"])
def test_copy_of_a_post_in_any_state(client, ana, status):
    post = PostFactory(person=ana, title="Bean soup", status=status)
    assert "Bean soup" in client.get(f"{NEW}?copy={post.public_id}").content.decode()


def test_copy_is_of_ones_own_posts_only(client, client_of, ana):
    other, olu = PostFactory(audience="everybody"), OrganizerFactory()
    frank = PersonFactory(user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    his = PostFactory(person=frank, title="Bean soup")
    assert client.get(f"{NEW}?copy={other.public_id}").status_code == 404
    assert client.get(f"{NEW}?copy={his.public_id}").status_code == 404
    assert client.get(f"{NEW}?copy=zzzzzzzzzzzz").status_code == 404
    organizer = client_of(olu)
    link = re.search(
        rf'href="({re.escape(NEW)}\?copy=[^"]*)"', organizer.get(his.get_absolute_url()).content.decode()
    )
    page = organizer.get(link[1].replace("&amp;", "&")).content.decode()
    assert ("Bean soup" in page, f"For {frank.name}, who phoned" in page) == (True, True)
    assert organizer.get(f"{NEW}?copy={his.public_id}").status_code == 404


def test_copy_of_a_post_for_a_pod_stays_with_the_pod(client, ana):
    pod = PodFactory(members=[ana])
    post = PostFactory(person=ana, audience="pod", pod=pod)
    page = client.get(f"{NEW}?copy={post.public_id}").content.decode()
    assert re.search(rf'value="pod:{pod.public_id}"[^>]* checked', page)


# --- Back on the board --------------------------------------------------------------------------------


def day(days):
    return timezone.localdate() + timedelta(days=days)


def reopen(client, post, **values):
    return client.post(f"{post.get_absolute_url()}reopen/", values)


@pytest.mark.parametrize("status", ["paused", "closed", "withdrawn", "expired"])
def test_post_whose_day_is_over_asks_for_another_one(client, ana, status):
    post = RequestFactory(person=ana, status=status, from_day=day(-9), until_day=day(-7), from_time="09:00")
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Its day is over. On which day could it be again?" in page
    for wrong in ("", "soon", str(day(-1))):
        page = reopen(client, post, day=wrong).content.decode()
        assert "On which day could it be again?" in page
    assert Post.objects.get().status == status
    assert reopen(client, post, day=str(day(5))).url == post.get_absolute_url()
    post = Post.objects.get()
    time = post.occurrence
    assert (post.status, time.from_day, time.until_day, str(time.from_time)) == (
        "open",
        day(3),
        day(5),
        "09:00:00",
    )
    assert (post.row.published, post.row.until_day) == (True, day(5))


def test_by_a_day_stays_by_a_day(ana):
    post = PostFactory(person=ana, status="closed", until_day=day(-1))
    actions.reopen_post(by=ana, post=post, day=day(0))
    assert (post.occurrences.get().from_day, post.occurrences.get().until_day) == (None, day(0))


@pytest.mark.parametrize(
    "days", [{}, {"from_day": day(-9)}, {"until_day": day(0)}, {"from_day": day(1), "until_day": day(2)}]
)
def test_post_whose_day_is_to_come_opens_at_once(client, ana, days):
    post = PostFactory(person=ana, status="withdrawn", **days)
    before = post.occurrences.values().get()
    assert "On which day" not in client.get(post.get_absolute_url()).content.decode()
    reopen(client, post, day="2031-01-01")
    assert (Post.objects.get().status, post.occurrences.values().get()) == ("open", before)


def test_post_of_which_nothing_is_left_is_written_anew(client, ana):
    post = PostFactory(person=ana, status="closed", quantity=2, done=2)
    assert "Nothing is left of it. Post it as a new one." in reopen(client, post).content.decode()
    assert Post.objects.get().status == "closed"


def test_post_whose_words_are_gone_stays_closed(client, ana):
    post = PostFactory(person=ana, status="closed", title="")
    page = client.get(post.get_absolute_url()).content.decode()
    assert ("Its words are gone by now" in page, "Open it again" in page, "copy=" in page) == (
        True,
        False,
        False,
    )
    reopen(client, post)
    assert Post.objects.get().status == "closed"


def test_gathering_that_took_place_is_posted_anew(ana):
    post = PostFactory(
        person=ana, status="closed", mode="together", is_gathering=True, from_day=day(-2), until_day=day(-2)
    )
    with pytest.raises(NotNow, match="Post it as a new one"):
        actions.reopen_post(by=ana, post=post, day=day(3))


def test_reopening_twice_or_by_a_stranger_changes_nothing(client_of, ana):
    post = PostFactory(person=ana, status="closed", until_day=day(-1))
    for stranger in (PersonFactory(), OrganizerFactory()):
        assert reopen(client_of(stranger), post, day=str(day(3))).status_code == 404
        with pytest.raises(NotAllowed):
            actions.reopen_post(by=stranger, post=post, day=day(3))
    assert (Post.objects.get().status, post.occurrences.get().until_day) == ("closed", day(-1))
    reopen(client_of(ana), post, day=str(day(3)))
    reopen(client_of(ana), post, day=str(day(9)))
    assert (Post.objects.get().status, post.occurrences.get().until_day) == ("open", day(3))


def test_swap_that_was_agreed_goes_on_when_a_post_opens_again(client, ana):
    post = PostFactory(person=ana, quantity=2)
    swap = ExchangeFactory(post=post, status="accepted")
    client.post(f"{post.get_absolute_url()}withdraw/")
    reopen(client, post)
    swap.refresh_from_db()
    assert (swap.status, Post.objects.get().occurrence.left) == ("accepted", 1)


def test_ride_of_a_copy_goes_to_the_same_square(client, ana):
    post = PostFactory(person=ana, needs=["lifts"], to_cell_m=1000, to_cell_x=3, to_cell_y=3)
    page = client.get(f"{NEW}?copy={post.public_id}").content.decode()
    assert re.search(r'name="to_area" value="1000:3:3"[^>]* checked', page)
    client.post(NEW, filled(needs=[need("lifts")], to_area="1000:3:3", title="Home again"))
    assert Post.objects.get(title="Home again").to_cell == (1000, 3, 3)
