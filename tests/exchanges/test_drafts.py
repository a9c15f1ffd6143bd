"""What is begun is kept for whoever types it, and for nobody else."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from exchanges import actions, retention
from exchanges.models import Draft, Photo, Post
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_post_views import NEW, filled, need, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
ID, OTHER = "23456789abcd", "dcba98765432"


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


@pytest.fixture
def client(client_of, ana):
    return client_of(ana)


@pytest.fixture
def olu():
    return OrganizerFactory(name="Oluwa")


@pytest.fixture
def frank(olu):
    return PersonFactory(name="Frank", user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")


def keep(client, public_id=ID, query="", **fields):
    return client.post(f"/exchanges/drafts/{public_id}/keep/{query}", fields)


def drop(client, public_id=ID, **fields):
    return client.post(f"/exchanges/drafts/{public_id}/drop/", fields)


def begun(by, **values):
    values = {"public_id": ID, "person": by, "fields": {"title": ["A lift"], "kind": ["request"]}, **values}
    return actions.keep_draft(by=by, **values)


# --- Kept while typing --------------------------------------------------------------------------------


def test_each_pause_keeps_what_is_typed_in_one_draft(client, ana):
    said = keep(client, title="A li", kind="request").json()["said"]
    keep(
        client, title="A lift to the shops", kind="request", languages=["en", "es"], needs=[need("lifts"), ""]
    )
    draft = Draft.objects.get()
    assert said.startswith("Kept at ")
    assert (draft.by, draft.person, draft.kind, draft.public_id) == (ana, ana, "request", ID)
    assert json.loads(draft.fields) == {
        "kind": ["request"],
        "title": ["A lift to the shops"],
        "needs": [need("lifts"), ""],
        "languages": ["en", "es"],
    }
    assert AuditEntry.objects.count() == 0


def test_draft_is_unreadable_in_the_database(client):
    keep(client, title="A lift to the clinic")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exchanges_draft")
        row = cursor.fetchone()
    assert "clinic" not in repr([bytes(value) if isinstance(value, memoryview) else value for value in row])


def test_page_that_was_only_looked_at_is_no_draft(client):
    assert keep(client, kind="request", languages=["en"], title="").json() == {"said": ""}
    assert Draft.objects.count() == 0


def test_only_fields_of_the_form_are_kept(client):
    keep(client, title="A lift", csrfmiddlewaretoken="secret", draft=ID, anything="x" * 100)
    assert json.loads(Draft.objects.get().fields) == {"title": ["A lift"]}


def test_page_comes_back_as_it_was_left(client, client_of, ana):
    sent = filled(title="x" * 150, quantity="a few", languages=[], is_anonymous="on", needs=[need("lifts")])
    keep(client, **sent)
    page = client_of(ana).get(f"{NEW}?kind=offer").content.decode()
    assert "You began this today. Go on, or start afresh." in page
    assert f'name="draft" value="{ID}"' in page
    for typed in ("x" * 150, "a few", "Ready tonight", "2031-03-14", "it is warm"):
        assert typed in page
    assert f'value="{need("lifts")}" data-ride selected' in page
    assert re.search(r'name="is_anonymous"[^>]* checked', page)
    assert not re.search(r'name="languages"[^>]* checked', page)


@pytest.mark.parametrize(
    ("days", "said"), [(0, "today"), (2, "on Tuesday"), (6, "on Friday"), (7, "on Thu 19 Nov")]
)
def test_page_says_when_it_was_begun(ana, days, said, monkeypatch):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from exchanges import pages

    now = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert pages.writing.began(Draft(updated_at=now - timedelta(days=days))) == said


def test_each_kind_finds_its_own_and_the_latest_comes_first(client, ana):
    begun(ana, fields={"title": ["A lift"], "kind": ["request"]})
    begun(ana, public_id=OTHER, fields={"title": ["A ladder"], "kind": ["offer"]})
    for query, title in (("?kind=request", "A lift"), ("?kind=offer", "A ladder"), ("", "A ladder")):
        assert f'value="{title}"' in client.get(NEW + query).content.decode()
    assert 'value="A lift"' in client.get(f"{NEW}?draft={ID}").content.decode()
    keep(client, title="A lift, please", kind="request")
    assert 'value="A lift, please"' in client.get(NEW).content.decode()


@pytest.mark.parametrize("query", ["title=Soup", "need=groceries"])
def test_address_that_says_something_else_leaves_the_draft_alone(client, ana, query):
    begun(ana)
    page = client.get(f"{NEW}?{query}").content.decode()
    assert ("You began this" in page, "A lift" in page, ID in page) == (False, False, False)
    assert Draft.objects.count() == 1


# --- Limits -------------------------------------------------------------------------------------------


def test_oldest_goes_where_there_are_too_many(ana):
    other = PersonFactory()
    begun(other)
    ids = [f"23456789abc{letter}" for letter in "efghjkm"]
    for public_id in ids:
        begun(ana, public_id=public_id)
    assert set(ana.drafts.values_list("public_id", flat=True)) == set(ids[-Draft.MOST :])
    assert other.drafts.count() == 1


def test_longest_post_fits_and_more_is_refused(ana, client):
    keep(client, title="ñ" * 100, text="ж" * 2000, bring="日" * 300)
    assert Draft.objects.count() == 1
    answer = keep(client, OTHER, title="A lift", text="x" * Draft.LONGEST)
    assert (answer.status_code, answer.json()["said"]) == (409, "This is more than we can keep for later.")
    assert Draft.objects.count() == 1


def test_typing_without_end_is_too_often(ana, client, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "draft", limits.Limit(2, timedelta(hours=1)))
    assert [keep(client, title=title).status_code for title in "abc"] == [200, 200, 409]
    assert json.loads(Draft.objects.get().fields) == {"title": ["b"]}


@pytest.mark.parametrize("public_id", ["x", "23456789abcdd", "23456789ABCD", "../../../etc/"])
def test_id_that_is_none_is_not_believed(ana, public_id):
    with pytest.raises(NotAllowed):
        begun(ana, public_id=public_id)


# --- Whose it is --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [PersonFactory, OrganizerFactory])
def test_draft_is_nobody_elses(client_of, ana, who):
    draft = begun(ana, fields={"title": ["A lift to the clinic"]})
    client = client_of(who())
    assert client.get(f"{NEW}?draft={ID}").status_code == 404
    assert drop(client).status_code == 404
    for path in (NEW, "/exchanges/mine/", f"/members/{ana.public_id}/", "/exchanges/"):
        assert "clinic" not in client.get(path).content.decode()
    # The same id is another draft of somebody else.
    keep(client, title="Mine")
    draft.refresh_from_db()
    assert json.loads(draft.fields) == {"title": ["A lift to the clinic"]}
    assert Draft.objects.count() == 2


def test_newcomer_keeps_nothing(client_of):
    assert keep(client_of(), title="A lift").status_code == 302
    assert drop(client_of()).status_code == 302
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("status", ["pending", "suspended"])
def test_somebody_not_let_in_keeps_nothing(client_of, status):
    assert keep(client_of(PersonFactory(status=status)), title="A lift").status_code == 403
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("verb", ["keep", "drop"])
def test_drafts_change_by_post_only(client, ana, verb):
    begun(ana)
    assert client.get(f"/exchanges/drafts/{ID}/{verb}/").status_code == 405
    assert Draft.objects.count() == 1


def test_what_is_typed_for_a_neighbour_by_phone_is_kept_apart(client_of, olu, frank):
    client = client_of(olu)
    query = f"?for={frank.public_id}"
    keep(client, query=query, title="A lift for Frank", kind="request")
    draft = Draft.objects.get()
    assert (draft.by, draft.person) == (olu, frank)
    assert "A lift for Frank" in client.get(NEW + query).content.decode()
    assert "A lift for Frank" not in client.get(NEW).content.decode()
    page = client.get("/exchanges/mine/").content.decode()
    assert ("A lift for Frank" in page, "For Frank." in page) == (True, True)
    assert keep(client_of(OrganizerFactory()), query=query, title="x").status_code == 404
    assert drop(client, afresh="1").url == f"{NEW}?kind=request&for={frank.public_id}"


# --- For later, afresh, posted ------------------------------------------------------------------------


def test_button_keeps_it_for_later_right_or_wrong(client, ana):
    response = client.post(NEW, filled(draft=ID, keep="1", quantity="a few", photo_1=photo(), alt_1="Jars"))
    assert (response.status_code, response.url) == (302, "/exchanges/mine/")
    draft, kept = Draft.objects.get(), Photo.objects.get()
    assert (kept.draft, kept.post, Post.objects.count()) == (draft, None, 0)
    page = client.get("/exchanges/mine/").content.decode()
    assert "Begun, not on the board yet" in page
    assert f'href="{NEW}?draft={ID}"' in page
    page = client.get(f"{NEW}?draft={ID}").content.decode()
    assert f'name="kept_1" value="{kept.public_id}"' in page
    assert ("Jars" in page, "a few" in page) == (True, True)


def test_button_keeps_nothing_where_nothing_was_said(client):
    response = client.post(NEW, {"draft": ID, "keep": "1"})
    assert (response.status_code, Draft.objects.count()) == (200, 0)


@pytest.mark.parametrize("draft_id", ["", "../x", ID[:-1]])
def test_page_without_a_good_id_is_kept_under_another(client, draft_id):
    client.post(NEW, filled(draft=draft_id, keep="1"))
    assert Draft.objects.get().public_id != draft_id


def test_starting_afresh_throws_it_away_with_its_photos(client, ana, django_capture_on_commit_callbacks):
    client.post(NEW, filled(draft=ID, keep="1", photo_1=photo()))
    kept = Photo.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert drop(client, afresh="1").url == f"{NEW}?kind=offer"
    assert (Draft.objects.count(), Photo.objects.count()) == (0, 0)
    assert not kept.file.storage.exists(kept.file.name)
    assert drop(client).status_code == 404
    assert "You began this" not in client.get(NEW).content.decode()


def test_thrown_away_from_the_list_leads_back_to_it(client, ana):
    begun(ana)
    assert drop(client).url == "/exchanges/mine/"


def test_posting_it_is_the_end_of_the_draft_and_no_end_of_its_photos(client, ana):
    begun(ana, public_id=OTHER)
    client.post(NEW, filled(draft=ID, keep="1", photo_1=photo(), photo_2=photo()))
    first, second = Photo.objects.order_by("pk")
    client.post(NEW, filled(draft=ID, kept_1=first.public_id))
    assert list(Post.objects.get().photos.all()) == [first]
    assert list(Draft.objects.values_list("public_id", flat=True)) == [OTHER]
    assert not Photo.objects.filter(pk=second.pk).exists()
    first.refresh_from_db()
    assert first.draft is None


def test_post_that_was_refused_is_kept_with_its_photos(client, ana):
    client.post(NEW, filled(draft=ID, title="", photo_1=photo(), alt_1="Jars"))
    draft, kept = Draft.objects.get(), Photo.objects.get()
    assert (draft.public_id, kept.draft) == (ID, draft)
    page = client.get(f"{NEW}?kind=offer").content.decode()
    assert (f'name="kept_1" value="{kept.public_id}"' in page, "Ready tonight" in page) == (True, True)


def test_post_too_long_to_keep_still_comes_back(client):
    page = client.post(NEW, filled(draft=ID, text="x" * 20_000)).content.decode()
    assert ("x" * 20_000 in page, Draft.objects.count()) == (True, 0)


def test_post_that_was_refused_keeps_its_draft(client, ana):
    begun(ana)
    page = client.post(NEW, filled(draft=ID, title="")).content.decode()
    assert f'name="draft" value="{ID}"' in page
    assert Draft.objects.count() == 1


def test_draft_that_is_somebody_elses_is_not_ended_by_a_post(client, ana):
    other = PersonFactory()
    begun(other)
    client.post(NEW, filled(draft=ID))
    assert (Post.objects.count(), other.drafts.count()) == (1, 1)


def test_photo_of_somebody_else_is_not_taken_into_a_draft(client, ana):
    foreign = Photo.objects.create(uploaded_by=PersonFactory(), width=1, height=1, file="photos/x.webp")
    keep(client, title="A lift", kept_1=foreign.public_id)
    foreign.refresh_from_db()
    assert foreign.draft is None


def test_photo_that_is_on_a_post_is_not_taken_into_a_draft(client, ana):
    client.post(NEW, filled(photo_1=photo()))
    kept = Photo.objects.get()
    keep(client, title="A lift", kept_1=kept.public_id)
    drop(client)
    kept.refresh_from_db()
    assert (kept.post, kept.draft) == (Post.objects.get(), None)


def test_editing_a_post_keeps_no_draft(client, ana):
    client.post(NEW, filled())
    page = client.get(f"{Post.objects.get().get_absolute_url()}edit/").content.decode()
    assert ("data-draft" in page, "Keep it for later" in page) == (False, False)


def test_page_of_my_posts_asks_as_often_for_five_as_for_one(client, ana, django_assert_max_num_queries):
    begun(ana)
    client.get("/exchanges/mine/")
    with django_assert_max_num_queries(10) as at_one:
        client.get("/exchanges/mine/")
    for letter in "efgh":
        begun(ana, public_id=f"23456789abc{letter}")
    with django_assert_max_num_queries(10) as at_five:
        client.get("/exchanges/mine/")
    assert len(at_one) == len(at_five)


# --- Its time -----------------------------------------------------------------------------------------


def test_draft_goes_after_14_days_and_its_photos_with_it(client, ana):
    client.post(NEW, filled(draft=ID, keep="1", photo_1=photo()))
    begun(ana, public_id=OTHER)
    now = timezone.now()
    Photo.objects.update(created_at=now - timedelta(days=14))
    assert (retention.purge_drafts(now), retention.purge_photos(now)) == (0, 0)
    Draft.objects.filter(public_id=ID).update(updated_at=now - timedelta(days=15))
    assert (retention.purge_drafts(now), retention.purge_photos(now)) == (1, 1)
    assert list(Draft.objects.values_list("public_id", flat=True)) == [OTHER]


def test_nobody_begins_for_somebody_they_do_not_act_for(ana, olu, frank):
    for by, person in ((ana, frank), (ana, olu), (olu, ana), (OrganizerFactory(), frank)):
        with pytest.raises(NotAllowed):
            begun(by, person=person)
    with pytest.raises(NotNow):
        begun(ana, fields={"title": ["x" * Draft.LONGEST]})
    assert Draft.objects.count() == 0
