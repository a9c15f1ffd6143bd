"""Asking and sharing by form, and what may go wrong with it."""

import re
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from directory.models import Need
from exchanges.models import Photo, Post
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_photos import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
NEW = "/exchanges/new/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


@pytest.fixture
def client(client_of, ana):
    return client_of(ana)


def need(slug):
    """The value of a need in the form."""
    return str(Need.objects.get(slug=slug).pk)


def filled(**changes):
    data = {
        "kind": "offer",
        "title": "Eight jars of bean soup",
        "needs": [str(Need.objects.get(slug="groceries").pk)],
        "text": "Ready tonight",
        "language": "en",
        "form": "resource",
        "mode": "give",
        "quantity": "8",
        "unit": "jars",
        "from_day": "2031-03-14",
        "until_day": "2031-03-15",
        "from_time": "18:00",
        "until_time": "19:30",
        "urgency": "1",
        "urgency_reason": "it is warm",
        "handover": ["pick_up", "drop_off"],
        "languages": ["en", "es"],
        "area": "1000:0:0",
        "audience": "",
    }
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


def errors(page):
    """The fields beside which a page says that something is wrong."""
    return re.findall(r'id="id_(\w+)_error"', page)


def photo(name="photo.jpg"):
    return SimpleUploadedFile(name, picture(), content_type="image/jpeg")


def test_new_post_keeps_everything_that_was_filled_in(client, ana):
    response = client.post(NEW, filled())
    post = Post.objects.get()
    assert (response.status_code, response.url) == (302, post.get_absolute_url())
    assert (post.person, post.kind, post.audience, post.cell) == (ana, "offer", "everybody", (1000, 0, 0))
    assert (post.handover, post.languages) == (["pick_up", "drop_off"], ["en", "es"])
    time = post.occurrence
    assert (time.quantity, str(time.from_day), str(time.until_time)) == (8, "2031-03-14", "19:30:00")
    assert [need.slug for need in post.needs.all()] == ["groceries"]
    assert list(AuditEntry.objects.values_list("action", "actor_id")) == [("post.create", ana.pk)]
    assert post.row.published


def test_new_post_about_several_things_counts_each_once(client):
    groceries, meals = (str(Need.objects.get(slug=slug).pk) for slug in ("groceries", "hot-meals"))
    page = client.post(NEW, filled(title="", needs=["", meals, groceries])).content.decode()
    assert f'value="{meals}" selected' in page
    assert f'value="{groceries}" checked' in page
    client.post(NEW, filled(needs=[meals, groceries, meals]))
    assert {need.slug for need in Post.objects.get().needs.all()} == {"groceries", "hot-meals"}
    client.post(NEW, filled(needs=[str(need.pk) for need in Need.objects.all()[:5]]))
    assert Post.objects.count() == 1


def test_new_post_of_one_line_is_enough(client):
    client.post(
        NEW, {key: filled()[key] for key in ("kind", "title", "needs", "form", "mode")} | {"kind": "request"}
    )
    post = Post.objects.get()
    assert (post.audience, post.occurrence.quantity, post.cell) == ("members", 1, None)


def test_request_about_something_sensitive_starts_with_the_organizers(client):
    need = Need.objects.filter(is_sensitive=True).first()
    client.post(NEW, filled(kind="request", needs=[str(need.pk)]))
    assert Post.objects.get().audience == "organizers"


def test_new_page_starts_from_what_the_address_says(client):
    page = client.get(f"{NEW}?kind=request&need=groceries").content.decode()
    assert "What could you use a hand with?" in page
    assert f'value="{Need.objects.get(slug="groceries").pk}" selected' in page


def open_parts(page):
    return re.findall(r'<details class="fold" open>.*?<span>([^<]*) <small>', page, re.DOTALL)


def test_new_page_is_folded_but_for_what_holds_something(client, ana):
    assert open_parts(client.get(f"{NEW}?kind=request").content.decode()) == []
    everyday = filled(title="", quantity=None, unit=None, from_day=None, until_day=None, from_time=None)
    for name in ("until_time", "urgency_reason", "handover", "languages"):
        del everyday[name]
    everyday |= {"urgency": "0", "languages": ["en"]}
    assert open_parts(client.post(NEW, everyday).content.decode()) == []
    ana.languages = ["es", "en"]
    ana.save()
    assert open_parts(client.post(NEW, everyday | {"languages": ["en", "es"]}).content.decode()) == []
    ana.languages = ["en"]
    ana.save()
    page = client.post(NEW, everyday | {"quantity": "x", "audience": "members"}).content.decode()
    assert open_parts(page) == ["How many, and when", "Who sees it"]
    post = PostFactory(person=ana, quantity=1, audience="members", handover=["pick_up"])
    edit = client.get(f"{post.get_absolute_url()}edit/").content.decode()
    assert "Where and how" in open_parts(edit)


@pytest.mark.parametrize("query", ["kind=x&need=y", "need=", "kind="])
def test_new_page_takes_any_address(client, query):
    assert client.get(f"{NEW}?{query}").status_code == 200


def test_newcomer_is_sent_to_sign_in_and_back(client_of):
    response = client_of().get(f"{NEW}?kind=offer")
    assert (response.status_code, response.url) == (
        302,
        "/accounts/login/?next=/exchanges/new/%3Fkind%3Doffer",
    )


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_somebody_not_let_in_is_told_so(client_of, status):
    client = client_of(PersonFactory(status=status))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, filled()).status_code == 403
    assert Post.objects.count() == 0


WRONG = [
    ({"title": ""}, "title"),
    ({"title": "x" * 101}, "title"),
    ({"needs": []}, "needs"),
    ({"needs": ["999999"]}, "needs"),
    ({"needs": ["x"]}, "needs"),
    ({"kind": "gift"}, "kind"),
    ({"form": ""}, "form"),
    ({"form": "service", "mode": "lend"}, "mode"),
    ({"quantity": "0"}, "quantity"),
    ({"quantity": "-3"}, "quantity"),
    ({"quantity": "a few"}, "quantity"),
    ({"quantity": "99999999999"}, "quantity"),
    ({"from_day": "soon"}, "from_day"),
    ({"until_day": "2031-03-13"}, "until_day"),
    ({"from_time": ""}, "from_time"),
    ({"from_time": "25:00"}, "from_time"),
    ({"area": "1000:7:7"}, "area"),
    ({"area": "500:0:0"}, "area"),
    ({"area": "not a square"}, "area"),
    ({"audience": "pod"}, "audience"),
    ({"handover": ["by drone"]}, "handover"),
    ({"languages": ["tlh"]}, "languages"),
    ({"text": "x" * 2001}, "text"),
    ({"for_someone": "on"}, "consent"),
    ({"title": "a\x00b"}, "title"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_wrong_input_is_said_at_its_field_and_nothing_typed_is_lost(client, change, field):
    page = client.post(NEW, filled(**change)).content.decode()
    assert errors(page) == [field]
    assert Post.objects.count() == 0
    kept = {"title": "Eight jars", "text": "Ready tonight", "until_time": "19:30", "from_day": "2031-03-14"}
    assert [value for name, value in kept.items() if name not in change and value not in page] == []


def test_ten_megabytes_of_text_are_refused_at_their_field_and_kept(client):
    text = "x" * 10_000_000
    page = client.post(NEW, filled(text=text)).content.decode()
    assert errors(page) == ["text"]
    assert (page.count(text), "Eight jars" in page) == (1, True)
    assert Post.objects.count() == 0


def test_more_than_the_site_takes_in_is_said_clearly(client):
    response = client.post(NEW, filled(text="x" * 17_000_000))
    assert (response.status_code, Post.objects.count()) == (413, 0)
    assert "That was too much at once" in response.content.decode()


# --- Photos -------------------------------------------------------------------------------------------


def test_photo_is_kept_when_something_else_was_wrong(client, ana):
    response = client.post(NEW, filled(title="", photo_1=photo(), alt_1="Jars on a table"))
    kept = Photo.objects.get()
    assert (kept.post, kept.uploaded_by) == (None, ana)
    page = response.content.decode()
    assert f'name="kept_1" value="{kept.public_id}"' in page
    assert "Jars on a table" in page
    client.post(NEW, filled(kept_1=kept.public_id, alt_1="Jars on a table"))
    assert list(Post.objects.get().photos.values_list("public_id", "alt", "position")) == [
        (kept.public_id, "Jars on a table", 0)
    ]


def test_what_is_no_photo_is_said_at_its_place_and_nothing_is_lost(client):
    response = client.post(NEW, filled(photo_1=photo(), photo_2=SimpleUploadedFile("x.jpg", b"no photo")))
    page = response.content.decode()
    assert "This is not a photo that we can read" in page
    assert "Ready tonight" in page
    assert 'name="kept_1"' in page
    assert Post.objects.count() == 0


def test_draft_of_somebody_else_cannot_be_put_on_a_post(client, ana):
    foreign = Photo.objects.create(uploaded_by=PersonFactory(), width=1, height=1, file="photos/x.webp")
    client.post(NEW, filled(kept_1=foreign.public_id))
    assert Post.objects.get().photos.count() == 0


def test_photo_is_served_to_those_who_see_the_post_and_nobody_else(client, client_of, ana):
    client.post(NEW, filled(photo_1=photo(), audience="members"))
    path = f"/exchanges/photos/{Photo.objects.get().public_id}/"
    response = client_of(PersonFactory()).get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response.content[8:12] == b"WEBP"
    assert client_of().get(path).status_code == 302
    Post.objects.update(audience="organizers")
    from exchanges.models import project

    project()
    assert client_of(PersonFactory()).get(path).status_code == 404
    assert client.get(path).status_code == 200


def test_draft_photo_is_served_to_whoever_chose_it_only(client, client_of):
    client.post(NEW, filled(title="", photo_1=photo()))
    path = f"/exchanges/photos/{Photo.objects.get().public_id}/"
    assert client.get(path).status_code == 200
    assert client_of(OrganizerFactory()).get(path).status_code == 404


def test_photo_taken_out_is_deleted_with_its_file(client, ana, settings, django_capture_on_commit_callbacks):
    client.post(NEW, filled(photo_1=photo()))
    kept, post = Photo.objects.get(), Post.objects.get()
    assert kept.file.storage.exists(kept.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"{post.get_absolute_url()}edit/",
            filled(kept_1=kept.public_id, remove_1="1", audience="members"),
        )
    assert Photo.objects.count() == 0
    assert not kept.file.storage.exists(kept.file.name)


def test_file_name_tells_nothing(client):
    client.post(NEW, filled(photo_1=photo("IMG_12_Alder_Street.jpg")))
    assert "Alder" not in Photo.objects.get().file.name


# --- Changing -----------------------------------------------------------------------------------------


def test_edit_page_holds_what_the_post_says(client, ana):
    client.post(NEW, filled(is_anonymous="on"))
    post = Post.objects.get()
    page = client.get(f"{post.get_absolute_url()}edit/").content.decode()
    for typed in ("Eight jars of bean soup", "2031-03-14", "19:30", "it is warm", "jars"):
        assert typed in page


def test_edit_changes_the_post_and_its_row(client, ana):
    post = PostFactory(person=ana, quantity=3)
    client.post(
        f"{post.get_absolute_url()}edit/", filled(title="Only two jars", quantity="2", audience="members")
    )
    post.refresh_from_db()
    assert (post.title, post.occurrence.quantity, post.row.title) == ("Only two jars", 2, "Only two jars")


def test_edit_cannot_offer_fewer_than_are_promised(client, ana):
    post = PostFactory(person=ana, quantity=3)
    ExchangeFactory(post=post, quantity=2, status="accepted")
    response = client.post(
        f"{post.get_absolute_url()}edit/", filled(title="Only one", quantity="1", audience="members")
    )
    assert "it cannot be fewer" in response.content.decode()
    assert "Only one" in response.content.decode()
    assert Post.objects.get().title != "Only one"


CHANGES = ["edit", "pause", "reopen", "close", "withdraw", "hide", "restore"]


@pytest.mark.parametrize("change", CHANGES)
def test_strangers_change_nothing(client, change):
    post = PostFactory()
    before = Post.objects.values().get()
    assert client.post(f"{post.get_absolute_url()}{change}/", filled(reason="other")).status_code == 404
    assert Post.objects.values().get() == before


@pytest.mark.parametrize("change", ["pause", "reopen", "close", "withdraw", "hide", "restore"])
def test_changes_need_a_post(client, ana, change):
    assert client.get(f"{PostFactory(person=ana).get_absolute_url()}{change}/").status_code == 405


def test_author_puts_away_takes_back_and_opens_again(client, ana):
    post = RequestFactory(person=ana)
    for change, status in [
        ("pause", "paused"),
        ("reopen", "open"),
        ("withdraw", "withdrawn"),
        ("reopen", "open"),
    ]:
        client.post(f"{post.get_absolute_url()}{change}/")
        post.refresh_from_db()
        assert (post.status, post.row.published) == (status, status == "open")


def test_organizer_hides_with_a_reason_and_restores(client_of):
    post, client = PostFactory(), client_of(OrganizerFactory())
    client.post(f"{post.get_absolute_url()}hide/", {"reason": "whim"})
    assert Post.objects.get().hidden_at is None
    client.post(f"{post.get_absolute_url()}hide/", {"reason": "selling"})
    assert Post.objects.get().hidden_reason == "selling"
    client.post(f"{post.get_absolute_url()}restore/")
    assert Post.objects.get().hidden_at is None
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "reason")) == [
        ("post.hide", "selling"),
        ("post.restore", ""),
    ]


@pytest.mark.parametrize("path", ["/exchanges/mine/", "/exchanges/swaps/", "/me/"])
def test_my_pages_ask_the_database_as_often_for_thirty_as_for_one(
    client, ana, path, django_assert_max_num_queries
):
    def add():
        ExchangeFactory(post=PostFactory(person=ana, quantity=2))
        ExchangeFactory(proposer=ana, status="accepted")

    add()
    client.get(path)
    with django_assert_max_num_queries(21) as at_one:
        client.get(path)
    for _ in range(15):
        add()
    with django_assert_max_num_queries(21) as at_thirty:
        assert client.get(path).status_code == 200
    assert len(at_one) == len(at_thirty)


def test_post_page_asks_three_things_beside_who_is_looking(client, ana, django_assert_num_queries):
    post = PostFactory()
    client.get(post.get_absolute_url())  # what the process holds
    with django_assert_num_queries(1 + 3):  # session with account and person
        assert client.get(post.get_absolute_url()).status_code == 200


# --- Welcome ------------------------------------------------------------------------------------------


def line(name, title, form="service"):
    return {
        name: title,
        f"{name}_need": Need.objects.get(slug="groceries").pk,
        f"{name}_form": form,
    }


def test_welcome_makes_a_post_of_each_filled_line(client, ana):
    response = client.post(
        "/exchanges/welcome/",
        line("request_1", "Carry a bed")
        | line("offer_1", "A ladder", "resource")
        | line("offer_2", "Reading letters"),
    )
    assert (response.status_code, response.url) == (302, "/me/")
    assert list(Post.objects.order_by("pk").values_list("kind", "form", "title", "audience", "cell_m")) == [
        ("request", "service", "Carry a bed", "members", 1000),
        ("offer", "resource", "A ladder", "everybody", 1000),
        ("offer", "service", "Reading letters", "everybody", 1000),
    ]


def test_welcome_may_be_skipped(client):
    assert client.post("/exchanges/welcome/", {}).url == "/me/"
    assert Post.objects.count() == 0


def test_welcome_asks_what_a_line_is_about_and_keeps_it(client):
    response = client.post("/exchanges/welcome/", {"offer_1": "A ladder"})
    assert errors(response.content.decode()) == ["offer_1_need"]
    assert "A ladder" in response.content.decode()
    assert Post.objects.count() == 0
