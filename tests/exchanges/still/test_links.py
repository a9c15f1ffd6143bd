"""Answered from the mail, by somebody who is not signed in."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from exchanges import actions, turning
from exchanges.models import Post
from exchanges.still import links
from exchanges.still.links import Answer
from members.models import Person
from mutualaid.base import mail
from tests.factories.exchanges import PostFactory
from tests.factories.members import PersonFactory
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db
WORDS = ["Jars of plum jam", "Anabel Smit", "groceries", "Groceries", "Alder"]


@pytest.fixture
def post(clock):
    """What Anabel was asked about, 30 days after she posted it."""
    found = PostFactory(title=WORDS[0], person=PersonFactory(name=WORDS[1]), audience="everybody")
    clock(30)
    turning.ask()
    return found


def mailed():
    """The text of the newest mail, and the path of each link by its words."""
    text = hand_over()[-1].text
    return text, dict(re.findall(r"(?m)^([^:\n]+): http://localhost:8000(/exchanges/still/\S+)", text))


def path_of(answer):
    return mailed()[1][str(answer.label)]


def look(response):
    """What somebody sees, without the address that the page itself has."""
    address = response.wsgi_request.path
    return response.status_code, response.content.decode().replace(address, "(its address)")


def main(response):
    """The page's own part."""
    body = response.content.decode()
    return body[body.index("<main") : body.index("</main>")]


def status():
    return Post.objects.get().status


def test_the_mail_says_when_and_until_when_and_nothing_else(post):
    [row] = hand_over()
    assert (row.to, row.subject) == (post.person.user.email, "Still so?")
    for said in (row.text, row.html):
        assert "You posted something on Feb. 1, 2027." in said
        assert "taken down on April 2, 2027" in said
        assert WORDS[0] not in said
        assert "roceries" not in said
    _text, paths = mailed()
    assert list(paths) == ["Yes, still so", "No, take it down"]
    for path in paths.values():
        assert mail.absolute(path) in row.html


def test_the_mail_is_in_its_readers_language(post, clock):
    Person.objects.update(languages=["es"])
    hand_over()
    clock(53)
    turning.ask()
    text, _paths = mailed()
    assert "1 de febrero de 2027" in text


@pytest.mark.parametrize(
    ("answer", "says", "after"),
    [(Answer.YES, "stays. In 30 days we ask again", "open"), (Answer.NO, "was taken down", "withdrawn")],
)
def test_one_button_and_done_and_once_more_it_was_answered(client, post, answer, says, after):
    path = path_of(answer)
    body = main(client.get(path))
    assert body.count("<button") == 1
    assert str(answer.label) in body
    assert "You posted something on Feb. 1, 2027." in body
    assert status() == "open"
    done = client.post(path, follow=True)
    assert done.redirect_chain == [(path, 302)]
    assert says in done.content.decode()
    assert status() == after
    again = main(client.get(path))
    assert "this is answered" in again
    assert "<button" not in again


def test_no_page_of_a_link_names_post_person_or_need_and_none_leaves_a_cookie(client, post):
    _text, paths = mailed()
    for path in paths.values():
        for response in (client.get(path), client.post(path, follow=True)):
            body = response.content.decode()
            assert [word for word in WORDS[:4] if word in body] == []
    assert not client.cookies


def test_following_a_link_changes_nothing_however_often(client, post):
    before = Post.objects.values().get()
    for path in mailed()[1].values():
        for method in (client.get, client.head, client.get):
            assert method(path).status_code == 200
        for method in (client.put, client.delete):
            assert method(path).status_code == 405
    assert Post.objects.values().get() == before


def test_the_other_link_of_an_answered_question_changes_nothing(client, post):
    yes, no = mailed()[1].values()
    client.post(yes)
    client.post(no)
    assert status() == "open"


def test_a_link_answers_one_question_and_not_the_next(client, post, clock):
    old = path_of(Answer.NO)
    client.post(path_of(Answer.YES))
    clock(60)
    turning.ask()
    assert "this is answered" in client.get(old).content.decode()
    client.post(old)
    assert status() == "open"
    client.post(path_of(Answer.NO))
    assert status() == "withdrawn"


def test_the_first_link_still_works_after_the_reminder(client, post, clock):
    first = path_of(Answer.YES)
    clock(53)
    turning.ask()
    second = path_of(Answer.YES)
    assert first != second
    client.post(first)
    assert Post.objects.get().asked_at is None
    assert "this is answered" in client.get(second).content.decode()


@pytest.mark.parametrize("end", ["withdraw_post", "close_post", "expire_post"])
def test_a_link_ends_with_its_post(client, post, end):
    yes = path_of(Answer.YES)
    by = {} if end == "expire_post" else {"by": post.person}
    getattr(actions, end)(post=post, **by)
    ended = status()
    assert "was taken down" in client.post(yes, follow=True).content.decode()
    assert status() == ended


def test_a_link_lives_as_long_as_a_question_can_wait(client, post, clock):
    path = path_of(Answer.YES)
    Post.objects.update(is_standing=True)
    clock(30 + 180)
    assert client.get(path).status_code == 200
    clock(30 + 181)
    assert client.get(path).status_code == 404


def test_what_was_taken_down_is_opened_again_by_one_button(client, post, clock):
    clock(53)
    turning.ask()
    clock(60)
    turning.ask()
    assert status() == "expired"
    again = path_of(Answer.AGAIN)
    assert "was taken down, since you did not say" in client.get(again).content.decode()
    assert "stays. In 30 days we ask again" in client.post(again, follow=True).content.decode()
    assert Post.objects.get(row__published=True).confirmed_at == Post.objects.get().row.post.confirmed_at
    actions.withdraw_post(by=post.person, post=post)
    client.post(again)
    assert status() == "withdrawn"


def test_what_lost_its_words_is_not_offered_again(client, post, clock):
    actions.expire_post(post=post)
    again = path_of(Answer.AGAIN)
    Post.objects.update(title="")
    assert "<button" not in main(client.get(again))


def test_whoever_is_suspended_finds_nothing(client, post):
    path = path_of(Answer.YES)
    Person.objects.update(status="suspended")
    for ask in (client.get, client.post):
        assert look(ask(path)) == look(ask("/exchanges/still/nothing/"))
    assert Post.objects.get().asked_at is not None


@pytest.mark.parametrize("change", ["cut", "salt", "post", "gone"])
def test_what_we_did_not_sign_and_what_is_gone_look_the_same(client, post, change):
    path = path_of(Answer.NO)
    token = path.split("/")[3]
    another = links.path_to(PostFactory(asked_at=post.created_at), Answer.NO).split("/")[3]
    forged = {
        "cut": token[:-2],
        "salt": signing.dumps([post.public_id, "no", post.created_at.isoformat()], salt="mutualaid.links.x"),
        "post": another.split(":")[0] + token[token.index(":") :],
        "gone": token,
    }[change]
    if change == "gone":
        Post.objects.filter(pk=post.pk).update(public_id="zzzzzzzzzzzz")
    for ask in (client.get, client.post):
        assert look(ask(f"/exchanges/still/{forged}/")) == look(ask("/exchanges/still/nothing/"))
    assert set(Post.objects.values_list("status", flat=True)) == {"open"}


def test_a_link_works_without_cookies_and_whoever_is_signed_in(post):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(PersonFactory().user)
    assert strict.post(path_of(Answer.YES)).status_code == 302
    assert Post.objects.get().asked_at is None


def test_a_link_answers_an_hour_before_and_after_the_clocks_change(client, clock):
    clock(day="2027-02-26T09:30")
    PostFactory()
    clock(day="2027-03-28T09:30")
    turning.ask()
    path = path_of(Answer.YES)
    clock(day="2027-04-27T23:59")
    client.post(path)
    assert Post.objects.get().asked_at is None
    assert Post.objects.get().confirmed_at - Post.objects.get().created_at > timedelta(days=60)
