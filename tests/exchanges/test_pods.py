"""Posts for a pod: who sees them, and who may post for one."""

import re

import pytest
from django.db import IntegrityError, transaction

from exchanges import actions
from exchanges.models import Post, PostRow
from members.models import Block
from members.pods import actions as pod_actions
from members.viewers import NEWCOMER, viewer_of
from mutualaid.base.actions import NotAllowed
from tests.factories.exchanges import ExchangeFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory, PodFactory

from .test_post_actions import content
from .test_post_views import NEW, errors, filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


@pytest.fixture
def pod(ana):
    return PodFactory(name="Alder Court", members=[ana])


@pytest.fixture
def post(ana, pod):
    return PostFactory(person=ana, audience="pod", pod=pod, title="Soup for the court")


def sees(person):
    viewer = viewer_of(person.user) if person else NEWCOMER
    on_board, on_page = PostRow.objects.visible_to(viewer).exists(), Post.objects.visible_to(viewer).exists()
    assert on_board == on_page
    return on_board


def member_of(*pods, make=PersonFactory, **values):
    person = make(**values)
    for pod in pods:
        pod.memberships.create(person=person)
    return person


@pytest.mark.parametrize(
    ("who", "does"),
    [
        ("author", True),
        ("member of the pod", True),
        ("organizer", True),
        ("organizer of the pod", True),
        ("newcomer", False),
        ("member", False),
        ("member of another pod", False),
        ("pending member of the pod", False),
        ("suspended member of the pod", False),
        ("former member of the pod", False),
        ("member of the pod whom the author blocked", False),
        ("member of the pod who blocked the author", False),
        ("organizer who blocked the author", False),
    ],
)
def test_post_for_a_pod_is_seen_by_the_pod_and_organizers(post, pod, ana, who, does):
    somebody = {
        "author": lambda: ana,
        "member of the pod": lambda: member_of(pod, PodFactory()),
        "organizer": OrganizerFactory,
        "organizer of the pod": lambda: member_of(pod, make=OrganizerFactory),
        "newcomer": lambda: None,
        "member": PersonFactory,
        "member of another pod": lambda: member_of(PodFactory()),
        "pending member of the pod": lambda: member_of(pod, status="pending"),
        "suspended member of the pod": lambda: member_of(pod, status="suspended"),
        "former member of the pod": lambda: former(pod),
        "member of the pod whom the author blocked": lambda: blocked(ana, by="author", pod=pod),
        "member of the pod who blocked the author": lambda: blocked(ana, by="member", pod=pod),
        "organizer who blocked the author": lambda: blocked(ana, by="member", make=OrganizerFactory),
    }[who]()
    assert sees(somebody) == does


def former(pod):
    person = member_of(pod)
    assert sees(person)
    pod_actions.take_out_of_pod(by=OrganizerFactory(), subject=person, pod=pod)
    return person


def blocked(author, *, by, pod=None, make=PersonFactory):
    person = member_of(*[pod] if pod else [], make=make)
    pair = (author, person) if by == "author" else (person, author)
    Block.objects.create(blocker=pair[0], blocked=pair[1])
    return person


def test_former_member_keeps_the_page_of_a_post_they_have_a_swap_about(post, pod):
    swap = ExchangeFactory(post=post, status="accepted", proposer=member_of(pod))
    pod_actions.take_out_of_pod(by=OrganizerFactory(), subject=swap.receiver, pod=pod)
    viewer = viewer_of(swap.receiver.user)
    assert not PostRow.objects.visible_to(viewer).exists()
    assert Post.objects.visible_to(viewer).get() == post


def test_stranger_gets_the_same_404_as_for_a_post_that_never_was(client_of, post):
    client = client_of(PersonFactory())
    there, never = (client.get(f"/exchanges/{public_id}/") for public_id in (post.public_id, "222222222222"))
    assert (there.status_code, never.status_code) == (404, 404)
    assert client.post(f"{post.get_absolute_url()}propose/", {"quantity": "1"}).status_code == 404
    assert "Soup for the court" not in client.get("/exchanges/?q=soup").content.decode()


# --- Posting for one ----------------------------------------------------------------------------------


def test_nobody_posts_for_a_pod_they_are_not_in(ana):
    mine, wanted = PostFactory(person=ana), content(audience="pod", pod=PodFactory())
    with pytest.raises(NotAllowed):
        actions.create_post(by=ana, content=wanted)
    with pytest.raises(NotAllowed):
        actions.edit_post(by=ana, post=mine, content=wanted)
    assert list(Post.objects.values_list("audience", "pod")) == [("members", None)]


def test_pod_that_is_not_named_is_no_audience(ana):
    with pytest.raises(NotAllowed):
        actions.create_post(by=ana, content=content(audience="pod"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory(person=ana, audience="pod")
    with pytest.raises(IntegrityError), transaction.atomic():
        PostFactory(person=ana, audience="members", pod=PodFactory())


def test_organizer_posts_for_the_pod_of_a_neighbour_by_phone(pod):
    olu = OrganizerFactory()
    caller = member_of(pod, user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    post = actions.create_post(by=olu, person=caller, content=content(audience="pod", pod=pod))
    assert (post.pod, post.row.pod_id) == (pod, pod.pk)


def test_form_offers_a_pod_by_name_to_those_in_it_only(client_of, ana, pod):
    PodFactory(name="Mill Lane")
    page = client_of(ana).get(NEW).content.decode()
    assert ("My pod: Alder Court" in page, "Mill Lane" in page) == (True, False)
    assert "My pod" not in client_of(PersonFactory()).get(NEW).content.decode()


def test_form_posts_for_a_pod_and_remembers_it_when_edited(client_of, ana, pod):
    client = client_of(ana)
    client.post(NEW, filled(audience=f"pod:{pod.public_id}"))
    post = Post.objects.get()
    assert (post.audience, post.pod) == ("pod", pod)
    page = client.get(f"{post.get_absolute_url()}edit/").content.decode()
    assert re.search(rf'value="pod:{pod.public_id}"[^>]* checked', page)
    client.post(f"{post.get_absolute_url()}edit/", filled(audience="members"))
    post.refresh_from_db()
    assert (post.audience, post.pod, post.row.pod_id) == ("members", None, None)


@pytest.mark.parametrize("whose", ["another", "none"])
def test_form_refuses_a_pod_that_is_not_ones_own(client_of, ana, whose):
    wanted = PodFactory().public_id if whose == "another" else "222222222222"
    page = client_of(ana).post(NEW, filled(audience=f"pod:{wanted}")).content.decode()
    assert (errors(page), Post.objects.count()) == (["audience"], 0)


def test_editing_never_widens_who_sees_it_by_itself(client_of, ana, pod, post):
    """Its author is no longer in the pod: the form asks who may see it instead of guessing."""
    pod_actions.take_out_of_pod(by=OrganizerFactory(), subject=ana, pod=pod)
    client = client_of(ana)
    for audience in (None, "", f"pod:{pod.public_id}"):
        page = client.post(f"{post.get_absolute_url()}edit/", filled(audience=audience)).content.decode()
        assert errors(page) == ["audience"]
    post.refresh_from_db()
    assert (post.audience, post.pod) == ("pod", pod)


# --- On the pod's page --------------------------------------------------------------------------------


def test_board_of_the_pod_stands_on_its_page_and_nobody_else_reads_it(client_of, pod, ana, post):
    PostFactory(title="Ladder for all")
    PostFactory(person=member_of(PodFactory()), audience="members", title="Elsewhere")
    other = PodFactory(name="Mill Lane", members=[ana])
    PostFactory(person=ana, audience="pod", pod=other, title="Jam for the lane")
    mine = client_of(member_of(pod)).get(pod.get_absolute_url()).text
    for words, shown in [
        ("Soup for the court", True),
        ("Ladder for all", False),
        ("Jam for the lane", False),
    ]:
        assert (words in mine) is shown
    for make in (PersonFactory, OrganizerFactory):
        assert "Soup for the court" not in client_of(make()).get(pod.get_absolute_url()).text


def test_board_of_the_pod_shows_nothing_of_whom_a_block_keeps_apart(client_of, pod, ana, post):
    person = blocked(ana, by="author", pod=pod)
    assert "Soup for the court" not in client_of(person).get(pod.get_absolute_url()).text


def test_ask_my_pod_leads_to_a_post_for_it(client_of, pod, ana):
    client = client_of(ana)
    shown = client.get(pod.get_absolute_url()).text
    for kind in ("request", "offer"):
        address = f"{NEW}?kind={kind}&pod={pod.public_id}"
        assert address.replace("&", "&amp;") in shown
        page = client.get(address).text
        assert re.search(rf'value="pod:{pod.public_id}"[^>]* checked', page)


def test_address_with_the_pod_of_others_chooses_nothing(client_of, ana):
    page = client_of(ana).get(f"{NEW}?kind=offer&pod={PodFactory().public_id}").text
    assert not re.search(r'name="audience"[^>]* checked', page)


def test_page_of_a_pod_asks_as_often_for_three_posts_as_for_one(
    client_of, pod, ana, post, django_assert_max_num_queries
):
    client, counted = client_of(ana), []
    client.get(pod.get_absolute_url())
    for more in (0, 2):
        for _post in range(more):
            PostFactory(person=ana, audience="pod", pod=pod)
        with django_assert_max_num_queries(25) as asked:
            assert client.get(pod.get_absolute_url()).status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1]
