import pytest
from django.urls import reverse

from exchanges import actions, pages
from exchanges.models import Ring
from members.viewers import viewer_of
from mutualaid.base.hanging import together
from tests.exchanges.test_ring_actions import answer, pairs_among
from tests.factories.exchanges import PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture
def people():
    return [PersonFactory(name=name) for name in ("Anabel", "Benno", "Chidi")]


@pytest.fixture
def ring(people):
    pairs = pairs_among(*people)
    for (offer, request), name in zip(pairs, ("Anabel", "Benno", "Chidi"), strict=True):
        offer.post.title, request.post.title = f"Offer of {name}", f"Request after {name}"
        offer.post.save()
        request.post.save()
    return actions.propose_ring(pairs=pairs)


def test_the_page_names_all_and_tells_only_ones_own_posts(client_of, ring, people):
    page = client_of(people[0]).get(ring.get_absolute_url()).content.decode()
    assert all(name in page for name in ("Anabel", "Benno", "Chidi"))
    # Anabel gives to Benno, Chidi gives to Anabel; what Benno gives to Chidi is theirs.
    assert [f"Offer of {name}" in page for name in ("Anabel", "Benno", "Chidi")] == [True, False, True]
    assert [f"Request after {name}" in page for name in ("Anabel", "Benno", "Chidi")] == [True, False, True]


def test_the_page_says_you_to_whoever_reads_it(client_of, ring, people):
    ana, ben, _chi = people
    page = client_of(ana).get(ring.get_absolute_url()).text
    assert "You have not answered yet" in page
    assert "Benno has not answered yet" in page
    assert "Anabel has not answered yet" not in page
    answer(ring, ana, ben)
    page = client_of(ana).get(ring.get_absolute_url()).text
    assert "You are in" in page
    assert "Benno is in" in page


def test_answering_on_the_page(client_of, ring, people):
    address = reverse("exchanges:ring_answer", args=[ring.public_id])
    for person in people:
        response = client_of(person).post(address, {"person": person.public_id, "answer": "yes"})
        assert (response.status_code, response.url) == (302, ring.get_absolute_url())
    ring.refresh_from_db()
    assert ring.status == "formed"
    page = client_of(people[0]).get(ring.get_absolute_url()).content.decode()
    assert page.count("To this swap") == 2


def test_a_stranger_and_a_foreign_answer_are_not_found(client_of, ring, people):
    address = reverse("exchanges:ring_answer", args=[ring.public_id])
    answers = {"person": people[0].public_id, "answer": "yes"}
    for somebody in (PersonFactory(), OrganizerFactory()):
        client = client_of(somebody)
        assert client.get(ring.get_absolute_url()).status_code == 404
        assert client.post(address, answers).status_code == 404
    assert client_of(people[1]).post(address, answers).status_code == 404
    assert client_of(people[0]).post(address, {"person": "nobody", "answer": "yes"}).status_code == 404
    assert not ring.parts.exclude(answer="waiting").exists()


def test_a_decided_ring_says_so_in_place(client_of, ring, people):
    answer(ring, people[2], yes=False)
    address = reverse("exchanges:ring_answer", args=[ring.public_id])
    answers = {"person": people[0].public_id, "answer": "yes"}
    page = client_of(people[0]).post(address, answers, follow=True).content.decode()
    assert "This is decided already." in page
    assert "It did not come about this time" in page


@pytest.mark.parametrize("size", [2, 3, 4])
def test_the_drawing_has_an_arrow_for_each_and_all_of_it_lies_inside(size):
    drawn = pages.ring.drawing(["A long name indeed", *["Benno"] * (size - 1)])
    assert (len(drawn["people"]), len(drawn["arrows"])) == (size, size)
    disc, high = drawn["disc"], drawn["high"]
    assert all(disc <= person["x"] <= 320 - disc for person in drawn["people"])
    assert all(disc <= person["y"] <= high - disc for person in drawn["people"])
    assert drawn["people"][0]["name"] == "A long n…"


def test_pages_of_rings_of_two_and_of_four_take_the_same_queries(client_of, django_assert_num_queries):
    counts = []
    for size in (2, 4):
        people = [PersonFactory() for _ in range(size)]
        ring = actions.propose_ring(pairs=pairs_among(*people))
        client = client_of(people[0])
        client.get(ring.get_absolute_url())
        with django_assert_num_queries(3) as captured:
            client.get(ring.get_absolute_url())
        counts.append(len(captured))
    assert counts[0] == counts[1]


def my_rings(person):
    [rings] = together(pages.ring.that_wait(viewer_of(person.user)))
    return pages.ring.lines(rings, person)


def test_what_waits_for_me_comes_first(ring, people):
    other = actions.propose_ring(pairs=pairs_among(PersonFactory(), PersonFactory()))
    [line] = my_rings(people[0])
    assert (line["ring"], line["names"], line["waits_for_me"]) == (ring, "Benno, Chidi", True)
    answer(ring, people[0])
    [line] = my_rings(people[0])
    assert not line["waits_for_me"]
    assert other not in [line["ring"]]


# --- An organizer's idea --------------------------------------------------------------------------------


@pytest.fixture
def organizer(monkeypatch):
    """With a second factor in this session."""
    from members import admin_site

    monkeypatch.setattr(admin_site, "has_second_factor", lambda request: True)
    return OrganizerFactory()


def steps_of(pairs):
    fields = {}
    for number, (offer, request) in enumerate(pairs, 1):
        fields[f"offer_{number}"] = f"http://testserver{offer.post.get_absolute_url()}"
        fields[f"request_{number}"] = request.post.public_id
    return fields


def test_an_organizer_proposes_a_ring(client_of, organizer, people):
    response = client_of(organizer).post(reverse("exchanges:ring_suggest"), steps_of(pairs_among(*people)))
    assert response.status_code == 302
    assert (Ring.objects.get().proposed_by, Ring.objects.get().parts.count()) == (organizer, 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"request_2": ""}, "Please fill this in"),
        ({"request_3": ""}, "Each step needs both"),
        ({"offer_1": "http://testserver/exchanges/zzzzzzzzzzzz/"}, "There is no such post"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_what_was_typed_is_kept(
    client_of, organizer, people, change, said
):
    fields = steps_of(pairs_among(*people)) | change
    page = client_of(organizer).post(reverse("exchanges:ring_suggest"), fields).content.decode()
    assert said in page
    assert fields["offer_2"] in page
    assert Ring.objects.count() == 0


def test_what_does_not_close_is_said_on_the_form(client_of, organizer):
    offer, request = PostFactory().occurrence, RequestFactory().occurrence
    fields = steps_of([(offer, request), (PostFactory().occurrence, RequestFactory().occurrence)])
    page = client_of(organizer).post(reverse("exchanges:ring_suggest"), fields).content.decode()
    assert "It does not close" in page
