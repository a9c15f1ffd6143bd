"""A need that somebody said in a check-in becomes a request to the pod: a tap to the form, one to post it."""

from html.parser import HTMLParser

import pytest

from exchanges.models import Post
from members.models import Block
from members.rounds import actions, requests
from tests.factories.members import PersonFactory, PodFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


@pytest.fixture
def ben():
    return PersonFactory(name="Benno")


@pytest.fixture
def needing(ana, ben):
    """Benno said what he needs; Anabel looks after the pod."""
    pod = PodFactory(point=ana, members=[ben, PersonFactory(name="Cleo")])
    one = actions.start_round(by=ana, pod=pod)
    return actions.answer(by=ben, subject=one, state="need", words="Groceries from the corner shop")


class Filled(HTMLParser):
    """What a browser would send of a page's form if somebody only pressed its button."""

    def __init__(self, text):
        super().__init__()
        self.values = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        field = dict(attributes)
        if tag == "select":
            self.select = field["name"]
        if tag == "option" and "selected" in field:
            self.values.setdefault(self.select, []).append(field["value"])
        if tag == "input" and field.get("name"):
            is_tick = field.get("type") in ("radio", "checkbox")
            if field.get("type") != "file" and (not is_tick or "checked" in field):
                self.values.setdefault(field["name"], []).append(
                    field.get("value", "on" if is_tick else "") or ""
                )


def test_whoever_needs_it_only_presses_the_button(client_of, needing, ben):
    path, client = requests.path_for(needing), client_of(ben)
    assert "Groceries" not in path
    form = Filled(client.get(path).text).values
    assert not Post.objects.exists()
    assert client.post("/exchanges/new/", {**form, "language": "en"}).status_code == 302
    post = Post.objects.get()
    assert (post.person, post.kind, post.title) == (ben, "request", "Groceries from the corner shop")
    assert (post.audience, post.pod, post.for_someone) == ("pod", needing.round.pod, False)
    assert [need.slug for need in post.needs.all()] == ["groceries"]


def test_whoever_heard_it_writes_for_them_and_asks_them_first(client_of, needing, ana):
    client = client_of(ana)
    form = {**Filled(client.get(requests.path_for(needing)).text).values, "language": "en"}
    assert "Ask them first" in client.post("/exchanges/new/", form).text
    assert client.post("/exchanges/new/", {**form, "consent": "on"}).status_code == 302
    post = Post.objects.get()
    assert (post.person, post.for_someone, post.decides, post.audience) == (ana, True, "them", "pod")


@pytest.mark.parametrize("who", ["stranger", "in the pod", "blocked", "answered ok"])
def test_nobody_else_learns_of_it(client_of, needing, ana, ben, who):
    by = ana
    if who == "stranger":
        by = PersonFactory()
    elif who == "in the pod":
        by = needing.round.pod.members.get(name="Cleo")
    elif who == "blocked":
        Block.objects.create(blocker=ben, blocked=ana)
    else:
        actions.answer(by=ben, subject=needing.round, state="ok")
    response = client_of(by).get(requests.path_for(needing))
    assert response.status_code == 404
    assert "Groceries" not in response.text
