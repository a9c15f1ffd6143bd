"""What organizers see of posts and swaps, and what they do there."""

import pytest
from django.urls import reverse

from exchanges.models import Exchange, Message, Post
from members.models import Person
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    MessageFactory,
    PostFactory,
    RequestFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.proved import prove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
POSTS, SWAPS = "/admin/exchanges/post/", "/admin/exchanges/exchange/"


@pytest.fixture
def olu():
    return OrganizerFactory(name="Oluwa")


@pytest.fixture
def client(client_of, olu):
    """Signed in with a second factor."""
    client = client_of(olu)
    prove(client)
    return client


def run(client, action, posts, **values):
    data = {"action": action, "_selected_action": [post.pk for post in posts], **values}
    return client.post(POSTS, data, follow=True).content.decode()


def test_hide_with_a_reason_and_restore_leave_their_trace(client, olu):
    posts = [PostFactory(), PostFactory()]
    run(client, "hide", posts, reason="selling")
    assert list(Post.objects.values_list("hidden_reason", "hidden_by")) == [("selling", olu.pk)] * 2
    run(client, "restore", posts)
    assert list(Post.objects.values_list("hidden_reason", "hidden_at")) == [("", None)] * 2
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor_id", "reason")) == [
        ("post.hide", olu.pk, "selling"),
        ("post.hide", olu.pk, "selling"),
        ("post.restore", olu.pk, ""),
        ("post.restore", olu.pk, ""),
    ]


@pytest.mark.parametrize(("reason", "said"), [("", "Choose a reason"), ("whim", "No action selected")])
def test_hide_without_a_reason_changes_nothing_and_says_so(client, reason, said):
    assert said in run(client, "hide", [PostFactory()], reason=reason)
    assert Post.objects.get().hidden_at is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=soup",
        "kind__exact=request",
        "hidden=yes",
        "hidden=no",
        "phone=yes",
        "phone=no",
        "status__exact=open",
        "audience__exact=organizers",
    ],
)
def test_list_of_posts_opens_with_each_filter(client, query):
    PostFactory()
    assert client.get(f"{POSTS}?{query}").status_code == 200


def test_lists_ask_as_often_for_thirty_as_for_one(client, django_assert_max_num_queries):
    for path in (POSTS, SWAPS):
        ExchangeFactory()
        client.get(path)
        with django_assert_max_num_queries(15) as at_one:
            client.get(path)
        for _ in range(29):
            ExchangeFactory()
        with django_assert_max_num_queries(15) as at_thirty:
            client.get(path)
        assert len(at_one) == len(at_thirty)


def test_name_that_a_post_was_written_without_is_nowhere(client):
    post = PostFactory(person__name="Carmen Secret", is_anonymous=True)
    exchange = ExchangeFactory(post=post)
    for path in (
        POSTS,
        f"{POSTS}{post.pk}/change/",
        SWAPS,
        f"{SWAPS}{exchange.pk}/change/",
        f"{POSTS}?q=Carmen",
        f"{SWAPS}?q=Carmen",
    ):
        page = client.get(path).content.decode()
        assert ("without a name" in page) == ("?q=" not in path)
        assert "Secret" not in page


def test_of_a_gathering_organizers_see_how_many_come_and_nobody_by_name(client):
    post = GatheringFactory(quantity=6)
    ComingFactory(post=post, people=2, person__name="Anna Secret", brings="Secret cake")
    page = client.get(f"{POSTS}{post.pk}/change/").content.decode()
    assert "2 of 6 come" in page
    assert "Secret" not in page


def test_messages_are_nowhere_in_the_admin(client):
    message = MessageFactory(text="Ring at the green door")
    for path in (SWAPS, f"{SWAPS}{message.thread.exchange.pk}/change/", "/admin/"):
        assert "green door" not in client.get(path).content.decode()
    assert client.get("/admin/exchanges/message/").status_code == 404


def test_nothing_is_changed_past_the_actions(client):
    exchange = ExchangeFactory()
    for path in (f"{SWAPS}{exchange.pk}/", f"{POSTS}{exchange.post.pk}/"):
        assert client.post(f"{path}change/", {"title": "x", "status": "done"}).status_code == 403
        assert client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert (Exchange.objects.count(), Post.objects.count(), Message.objects.count()) == (1, 1, 0)


def test_first_page_says_how_many_requests_only_organizers_see(client):
    RequestFactory(audience="organizers")
    assert "Requests that only organizers see" in client.get("/admin/").content.decode()


# --- A neighbour phones --------------------------------------------------------------------------------


def test_organizer_enters_a_neighbour_and_their_post(client, olu):
    from .test_post_views import filled

    entered = client.get(f"{POSTS}add/")
    assert entered.url == reverse("exchanges:post_enter")
    assert reverse("members:enter") in client.get(entered.url).content.decode()
    neighbour = PersonFactory(user=None, name="Mrs. Lind", entered_by=olu, consent_at="2026-01-01T00:00Z")
    address = f"{reverse('exchanges:post_create')}?for={neighbour.public_id}"
    assert address in client.get(entered.url).content.decode()
    assert "For Mrs. Lind, who phoned" in client.get(address).content.decode()
    client.post(address, filled(kind="request"))
    post = Post.objects.get()
    assert (post.person, post.entered_by, post.row.published) == (neighbour, olu, True)
    page = client.get("/exchanges/mine/").content.decode()
    assert post.title in page


@pytest.mark.parametrize("who", ["member", "another organizer"])
def test_nobody_else_writes_for_a_neighbour_by_phone(client_of, olu, who):
    from .test_post_views import filled

    neighbour = PersonFactory(user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    client = client_of(PersonFactory() if who == "member" else OrganizerFactory())
    address = f"{reverse('exchanges:post_create')}?for={neighbour.public_id}"
    assert client.get(address).status_code == 404
    assert client.post(address, filled()).status_code == 404
    assert client.get(f"{reverse('exchanges:post_create')}?for={olu.public_id}").status_code == 404
    assert Post.objects.count() == 0


def test_page_for_calls_is_no_page_for_members(client_of):
    assert client_of(PersonFactory()).get(reverse("exchanges:post_enter")).status_code == 404


def test_slip_leads_on_to_the_post(client, olu):
    neighbour = PersonFactory(user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    page = client.get(reverse("members:slip", args=[neighbour.public_id])).content.decode()
    assert f"{reverse('exchanges:post_create')}?for={neighbour.public_id}" in page
    assert Person.objects.count() == 2
