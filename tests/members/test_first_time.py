"""The first time in: three cards, once. And what one may add to one's profile: pronouns, a photo."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from members import actions
from members.models import Person, Portrait
from mutualaid.base import limits
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TOUR, PHOTO = "/members/tour/", "/members/settings/photo/"


@pytest.fixture
def ana(a_network):
    return PersonFactory(name="Anabel")


def a_photo():
    """Larger than what is kept, with a place in what it says about itself."""
    exif = Image.Exif()
    exif[0x010E] = "Elm Street 5"
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("me.jpg", out.getvalue())


# --- The tour -----------------------------------------------------------------------------------------


def test_whoever_joins_is_shown_three_cards(client, a_network):
    client.force_login(UserFactory())
    response = client.post("/members/welcome/?next=/exchanges/new/", {"name": "Pilar", "cell": "1000:2:1"})
    assert response.url == f"{TOUR}?next=%2Fexchanges%2Fnew%2F"
    for card, words in (
        (1, "Ask and share"),
        (2, "Nobody sees where you live"),
        (3, "You can always say no"),
    ):
        page = client.get(TOUR, {"card": card, "next": "/exchanges/new/"}).text
        assert words in page
        assert f"{card} of 3" in page
    assert client.post(TOUR, {"next": "/exchanges/new/"}).url == "/exchanges/new/"
    assert Person.objects.get(name="Pilar").toured_at is not None


def test_looking_is_not_having_seen_it(client, ana):
    client.force_login(ana.user)
    assert client.get(TOUR, {"card": "nonsense"}).status_code == 200
    ana.refresh_from_db()
    assert ana.toured_at is None


def test_skipping_it_is_remembered(client, ana):
    client.force_login(ana.user)
    client.post(TOUR)
    ana.refresh_from_db()
    first = ana.toured_at
    client.post(TOUR)
    ana.refresh_from_db()
    assert (first is not None, ana.toured_at) == (True, first)


def test_it_leads_nowhere_else(client, ana):
    client.force_login(ana.user)
    assert "evil" not in client.post(TOUR, {"next": "https://evil.example/"}).url


def test_it_is_for_members(client, a_network):
    client.force_login(PersonFactory(status="pending").user)
    assert client.get(TOUR).status_code == 403


# --- Pronouns -----------------------------------------------------------------------------------------


def test_pronouns_are_kept_and_shown(client, ana):
    client.force_login(ana.user)
    client.post("/members/settings/", {"name": "Anabel", "pronouns": "they", "cell": "1000:0:0"})
    client.force_login(PersonFactory().user)
    assert "they</p>" in client.get(ana.get_absolute_url()).text


# --- A photo ------------------------------------------------------------------------------------------


def test_a_photo_is_drawn_anew_and_encrypted(client, ana):
    client.force_login(ana.user)
    assert client.post(PHOTO, {"picture": a_photo(), "alt": "Me"}).url == "/members/settings/"
    portrait = Portrait.objects.get()
    drawn = Image.open(io.BytesIO(portrait.content))
    assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("WEBP", (480, 320), {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM members_portrait")
        assert b"WEBP" not in bytes(cursor.fetchone()[0])


def test_a_new_one_takes_the_place_of_the_old(client, ana):
    client.force_login(ana.user)
    client.post(PHOTO, {"picture": a_photo()})
    old = Portrait.objects.get()
    client.post(PHOTO, {"picture": a_photo()})
    assert Portrait.objects.exclude(pk=old.pk).count() == Portrait.objects.count() == 1


def test_what_is_no_photo_is_said_in_place(client, ana):
    client.force_login(ana.user)
    page = client.post(PHOTO, {"picture": SimpleUploadedFile("x.jpg", b"no"), "alt": "Me"}).text
    assert "This is not a photo that we can read." in page
    assert 'value="Me"' in page


def test_too_many_photos_are_said_in_place(client, ana, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "upload", limits.Limit(1, limits.DAY))
    client.force_login(ana.user)
    client.post(PHOTO, {"picture": a_photo()})
    assert "That was a lot" in client.post(PHOTO, {"picture": a_photo()}).text


def test_taking_it_away(client, ana):
    actions.set_portrait(by=ana, content=b"x", width=1, height=1)
    client.force_login(ana.user)
    assert client.get(f"{PHOTO}remove/").status_code == 405
    client.post(f"{PHOTO}remove/")
    client.post(f"{PHOTO}remove/")
    assert Portrait.objects.count() == 0


def test_whoever_sees_the_profile_sees_the_photo(client, ana):
    portrait = actions.set_portrait(by=ana, content=b"a picture", width=1, height=1)
    address = f"/members/photo/{portrait.public_id}/"
    assert client.get(address).status_code == 302
    member = PersonFactory()
    client.force_login(member.user)
    assert address in client.get(ana.get_absolute_url()).text
    response = client.get(address)
    assert (response.content, response["Cache-Control"]) == (b"a picture", "no-store")
    assert response["Content-Type"] == "image/webp"


@pytest.mark.parametrize("who", ["blocked", "pending", "of somebody paused", "while it is looked at"])
def test_nobody_else_does(client, ana, who):
    portrait = actions.set_portrait(by=ana, content=b"a picture", width=1, height=1)
    member = PersonFactory(status="pending" if who == "pending" else "active")
    if who == "blocked":
        actions.block(by=ana, person=member)
    elif who == "of somebody paused":
        Person.objects.filter(pk=ana.pk).update(status="suspended")
    elif who == "while it is looked at":
        actions.hide_line(by=None, subject=ana, reason="")
    client.force_login(member.user)
    assert client.get(f"/members/photo/{portrait.public_id}/").status_code == 404
    Person.objects.filter(pk=ana.pk).update(status="active")
    client.force_login(ana.user)
    assert client.get(f"/members/photo/{portrait.public_id}/").status_code == 200
