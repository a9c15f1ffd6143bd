"""The author's answer, on their own pages."""

import pytest
from django.utils import timezone

from exchanges import actions, turning
from exchanges.models import Post
from exchanges.pages.posts import posts_of
from exchanges.still import rules
from exchanges.still.links import Answer
from exchanges.still.waiting import waiting
from members.models import Person
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from mutualaid.base.network import local_today
from tests.factories.exchanges import PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(clock):
    """A post whose author was asked, 30 days later or on the day after its last one."""

    def make(**fields):
        post = PostFactory(**fields)
        clock(30)
        turning.turn()
        turning.ask()
        return Post.objects.get(pk=post.pk)

    return make


def by_phone(organizer):
    return PersonFactory(user=None, entered_by=organizer, consent_at=timezone.now(), name="Olga")


def state(post):
    post = Post.objects.select_related("row").get(pk=post.pk)
    return post.status, post.row.published, post.asked_at is None


def test_yes_keeps_it(ask):
    post = ask()
    actions.answer_still_so(by=post.person, post=post, answer=Answer.YES)
    assert state(post) == ("open", True, True)
    assert Post.objects.get().confirmed_at == timezone.now()
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "post.ask",
        "post.confirm",
    ]


def test_yes_of_what_is_put_away_keeps_it_put_away(ask):
    post = ask(status="paused")
    actions.answer_still_so(by=post.person, post=post, answer=Answer.YES)
    assert state(post) == ("paused", False, True)


def test_yes_after_its_day_puts_it_back_without_a_day(ask):
    post = ask(from_day="2027-02-10", until_day="2027-02-10", from_time="09:00", until_time="11:00")
    assert state(post) == ("open", False, False)
    actions.answer_still_so(by=post.person, post=post, answer=Answer.YES)
    assert state(post) == ("open", True, True)
    time = post.occurrences.get()
    assert (time.from_day, time.until_day, time.from_time, time.until_time) == (None, None, None, None)


@pytest.mark.parametrize(("until_day", "status"), [(None, "withdrawn"), ("2027-02-10", "closed")])
def test_no_takes_it_down(ask, until_day, status):
    post = ask(until_day=until_day)
    actions.answer_still_so(by=post.person, post=post, answer=Answer.NO)
    assert state(post)[:2] == (status, False)


@pytest.mark.parametrize("answer", [Answer.YES, Answer.NO])
def test_what_is_over_cannot_be_answered(ask, answer):
    post = ask(status="closed")
    with pytest.raises(NotNow):
        actions.answer_still_so(by=post.person, post=post, answer=answer)
    assert Post.objects.get().status == "closed"


@pytest.mark.parametrize("answer", list(Answer))
def test_nobody_else_answers(ask, answer):
    post = ask()
    for stranger in (PersonFactory(), OrganizerFactory()):
        with pytest.raises(NotAllowed):
            actions.answer_still_so(by=stranger, post=post, answer=answer)
    Person.objects.filter(pk=post.person_id).update(status="suspended")
    with pytest.raises(NotAllowed):
        actions.answer_still_so(by=Person.objects.get(pk=post.person_id), post=post, answer=answer)


@pytest.mark.parametrize("change", ["edit", "reopen"])
def test_who_changes_it_or_opens_it_again_says_so(ask, change):
    post = ask()
    if change == "edit":
        from tests.exchanges.test_post_actions import content

        actions.edit_post(by=post.person, post=post, content=content())
    else:
        actions.pause_post(by=post.person, post=post)
        actions.reopen_post(by=post.person, post=post)
    assert state(post) == ("open", True, True)
    assert Post.objects.get().confirmed_at == timezone.now()


def test_what_had_its_time_is_opened_again_and_asked_about_anew(live):
    post = PostFactory(until_day="2027-02-03")
    live(3, 4, 11)
    assert Post.objects.get().status == "expired"
    actions.reopen_post(by=post.person, post=post, day=local_today())
    assert state(post) == ("open", True, True)
    assert live(*range(12, 20)) == [(12, "post_still_so_soon"), (19, "post_expire")]


# --- What waits, and the button -----------------------------------------------------------------------


def asked_of(person):
    return waiting(person, posts_of(person))


def test_waiting_is_what_oneself_is_asked(ask, clock):
    organizer = OrganizerFactory()
    of_neighbour = PostFactory(person=by_phone(organizer), entered_by=organizer)
    PostFactory()
    PostFactory(person=organizer, hidden_at=timezone.now(), hidden_reason="other")
    PostFactory(person=organizer, status="closed")
    mine = ask(person=organizer)
    PostFactory(person=organizer)
    found = asked_of(organizer)
    assert [(item.post, item.name) for item in found] == [(of_neighbour, "Olga"), (mine, "")]
    assert {item.end for item in found} == {rules.local_day(mine.confirmed_at) + rules.END}


@pytest.mark.parametrize(("answer", "status"), [("yes", "open"), ("no", "withdrawn")])
def test_button_on_my_page(client_of, ask, answer, status):
    post = ask()
    client = client_of(post.person)
    assert b"Is it still so?" in client.get("/me/").content
    response = client.post(f"{post.get_absolute_url()}still/", {"answer": answer}, follow=True)
    assert response.redirect_chain == [("/me/", 302)]
    assert b"Is it still so?" not in response.content
    assert Post.objects.get().status == status


def test_button_on_the_page_of_the_post_is_for_its_author_only(client_of, ask):
    post = ask(audience="everybody")
    asked = {
        who: b"Is it still so?" in client_of(person).get(post.get_absolute_url()).content
        for who, person in {
            "author": post.person,
            "member": PersonFactory(),
            "organizer": OrganizerFactory(),
            "newcomer": None,
        }.items()
    }
    assert asked == {"author": True, "member": False, "organizer": False, "newcomer": False}


def test_button_of_a_stranger_or_with_nonsense_is_nothing(client_of, ask):
    post = ask(audience="everybody")
    path = f"{post.get_absolute_url()}still/"
    assert client_of(PersonFactory()).post(path, {"answer": "no"}).status_code == 404
    for answer in ("again", "", "maybe"):
        assert client_of(post.person).post(path, {"answer": answer}).status_code == 404
    assert client_of(post.person).get(path).status_code == 405
    assert Post.objects.get().status == "open"


def test_organizer_is_told_to_phone(client_of, ask):
    organizer = OrganizerFactory()
    post = ask(person=by_phone(organizer), entered_by=organizer)
    for path in ("/me/", post.get_absolute_url()):
        assert "Please phone Olga and ask." in client_of(organizer).get(path).content.decode()
