"""What somebody takes along: all that is theirs, in one file, and nothing of anybody else."""

import io
import json
import re
import time
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile

from exchanges.models import MessageImage, Photo
from members import actions
from members.leaving.archive import archive
from mutualaid.base.actions import NotAllowed
from mutualaid.base.limits import TooMany
from mutualaid.base.models import AuditEntry
from tests.factories.exchanges import ExchangeFactory, MessageFactory, PostFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = pytest.mark.django_db


def opened(parts):
    whole = ZipFile(io.BytesIO(b"".join(parts)))
    assert whole.testzip() is None
    return {name: whole.read(name) for name in whole.namelist()}


@pytest.fixture
def swap():
    ana, ben = PersonFactory(name="Anabel", about="I bake"), PersonFactory(name="Benno")
    made = ExchangeFactory(post=PostFactory(person=ana, title="A ladder"), proposer=ben, status="accepted")
    for person in (ana, ben):
        message = MessageFactory(thread=made.thread, author=person, text=f"This is {person.name}'s")
        picture = f"drawn by {person.name}".encode()
        MessageImage.objects.create(message=message, content=picture, width=1, height=1)
    photo = Photo(post=made.post, uploaded_by=ana, width=1, height=1)
    photo.file.save("x", ContentFile(b"photo of Anabel's"))
    return made


def test_the_file_has_the_data_a_page_and_the_pictures(swap):
    files = opened(archive(swap.giver, "en"))
    data = json.loads(files["data.json"])
    assert [row["title"] for row in data["exchanges.post"]] == ["A ladder"]
    assert [row["text"] for row in data["exchanges.message"]] == ["This is Anabel's"]
    [drawn], [photo] = data["exchanges.messageimage"], data["exchanges.photo"]
    assert (files[drawn["content"]], files[photo["file"]]) == (b"drawn by Anabel", b"photo of Anabel's")
    page = files["index.html"].decode()
    assert "A ladder" in page
    assert "I bake" in page
    assert f'<img src="{photo["file"]}"' in page


def test_nothing_of_the_other_is_in_it(swap):
    for me, other in ((swap.giver, "Benno"), (swap.receiver, "Anabel")):
        assert other.encode() not in b"".join(opened(archive(me, "en")).values())


def test_the_page_stands_alone_and_speaks_the_reader_s_language(swap):
    files = opened(archive(swap.giver, "es"))
    page = files["index.html"].decode()
    assert '<html lang="es">' in page
    assert "Mensajes" in page
    assert re.findall(r'(?:src|href)="(.*?)"', page)
    assert {*re.findall(r'(?:src|href)="(.*?)"', page)} <= set(files)


def test_what_they_wrote_comes_before_what_the_machine_noted(swap):
    actions.take_along(by=swap.giver, subject=swap.giver, language="en")
    page = opened(archive(swap.giver, "en"))["index.html"].decode()
    assert page.index("A ladder") < page.index("person.export")


def test_a_column_with_markup_in_it_stays_text(swap):
    swap.giver.about = "<script>alert(1)</script>"
    swap.giver.save()
    assert "<script" not in opened(archive(swap.giver, "en"))["index.html"].decode()


def test_somebody_who_did_nothing_yet_gets_a_file_too():
    files = opened(archive(PersonFactory(name="Anabel"), "en"))
    assert set(files) == {"data.json", "index.html", "style.css"}
    assert json.loads(files["data.json"])["exchanges.post"] == []


def test_a_photo_whose_file_is_lost_does_not_stop_the_rest(swap):
    Photo.objects.get().file.storage.delete(Photo.objects.get().file.name)
    assert b"A ladder" in opened(archive(swap.giver, "en"))["data.json"]


def test_it_is_written_while_it_is_sent(swap, django_assert_max_num_queries):
    parts = archive(swap.giver, "en")
    with django_assert_max_num_queries(0):
        assert next(parts)[:2] == b"PK"
    assert sum(1 for part in parts if part) > 3


def fresh(client, person, method="code"):
    client.force_login(person.user)
    session = client.session
    session["account_authentication_methods_user"] = str(person.user.pk)
    session["account_authentication_methods"] = [{"method": method, "at": time.time()}]
    session.save()
    return client


def test_it_asks_for_a_fresh_code(client):
    client.force_login(PersonFactory().user)
    for verb in (client.get, client.post):
        assert verb("/members/settings/export/").url.startswith("/accounts/reauthenticate/code/")


def test_one_click_gives_the_file_three_times_a_day(client):
    ana = PersonFactory(name="Anabel")
    fresh(client, ana)
    assert "Download the file" in client.get("/members/settings/export/").text
    for _time in range(3):
        answer = client.post("/members/settings/export/")
        assert answer["Content-Type"] == "application/zip"
        assert (answer["Cache-Control"], answer.streaming) == ("no-store", True)
        assert b"Anabel" in opened(answer.streaming_content)["index.html"]
    page = client.post("/members/settings/export/")
    assert (page.streaming, "That was a lot in a short time" in page.text) == (False, True)
    assert AuditEntry.objects.filter(action="person.export", actor_id=ana.pk).count() == 3


def test_organizers_take_it_for_a_neighbour_by_phone_and_for_nobody_else(client):
    olu, rosa = OrganizerFactory(), PersonFactory(user=None, name="Rosa", phone="555 0100")
    fresh(client, olu, "mfa")
    chosen = {"action": "take_along", "_selected_action": [rosa.pk]}
    answer = client.post("/admin/members/person/", chosen)
    assert b"555 0100" in opened(answer.streaming_content)["data.json"]
    for others in ([PersonFactory().pk], [rosa.pk, PersonFactory(user=None).pk]):
        page = client.post("/admin/members/person/", {**chosen, "_selected_action": others}, follow=True)
        assert "Choose one neighbour by phone." in page.text


def test_nobody_takes_along_what_is_another_s():
    for by in (PersonFactory(), OrganizerFactory()):
        with pytest.raises(NotAllowed):
            actions.take_along(by=by, subject=PersonFactory(), language="en")


def test_the_limit_counts_per_person():
    ana, ben = PersonFactory(), PersonFactory()
    for _time in range(3):
        actions.take_along(by=ana, subject=ana, language="en")
    with pytest.raises(TooMany):
        actions.take_along(by=ana, subject=ana, language="en")
    actions.take_along(by=ben, subject=ben, language="en")
