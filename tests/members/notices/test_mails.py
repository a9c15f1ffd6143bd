"""What a mail about notices says, and what it never says."""

import re
from datetime import datetime

import pytest
from django.core import mail as django_mail
from django.utils.translation import gettext_lazy

from members import notices
from members.models import Delivery
from mutualaid.base import mail
from tests.factories.members import PersonFactory
from tests.outbox import hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("some_kinds")]
NOON = datetime.fromisoformat("2026-05-05T12:00+02:00")
LINKS = [("Yes, still so", "/yes/abc/"), (gettext_lazy("Settings"), "/no/abc/")]


@pytest.fixture
def sent():
    """Hands over what waits; the messages that the server gets."""

    def send():
        for row in hand_over():
            mail.deliver(row.pk)
        return django_mail.outbox

    return send


def test_a_mail_says_that_there_is_something_and_where(sent):
    person = PersonFactory(name="O'Anabel")
    notices.notify(person, "test.answer", url="/there/", links=LINKS)
    [message] = sent()
    html = message.alternatives[0].content
    assert (message.to, message.subject) == ([person.user.email], "You have an answer")
    assert message.body.startswith("Hello O'Anabel,")
    assert "Hello O&#39;Anabel," in html
    for path in ("/there/", "/yes/abc/", "/no/abc/", "/members/settings/notices/"):
        assert f"http://localhost:8000{path}" in message.body
        assert f'href="http://localhost:8000{path}"' in html
    assert "Yes, still so: http" in message.body
    assert "Your swaps" in message.body


def test_a_gathered_mail_lists_each_with_its_links(sent):
    person = PersonFactory()
    notices.notify(person, "test.answer", url="/one/", links=LINKS)
    notices.notify(person, "test.thanks", url="/two/")
    notices.notify(person, "test.thanks", url="/two/")
    [message] = sent()
    assert message.subject == "News for you"
    found = re.findall(r"You have an answer|Somebody thanked you|/one/|/yes/abc/|/two/", message.body)
    assert found == ["You have an answer", "/one/", "/yes/abc/", "Somebody thanked you", "/two/"]


def test_words_are_in_the_readers_language(sent):
    notices.notify(PersonFactory(languages=["es"]), "test.answer", links=LINKS)
    [message] = sent()
    assert message.body.startswith("Hola")
    assert "Ajustes: http" in message.body


def test_links_are_encrypted_on_their_way_and_gone_after(sent):
    from django.db import connection

    notices.notify(PersonFactory(), "test.answer", links=LINKS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extra FROM members_delivery")
        [(stored,)] = cursor.fetchall()
    assert bytes(stored)
    assert b"/yes/" not in bytes(stored)
    sent()
    assert Delivery.objects.get().extra == ""


def test_every_notice_mail_can_be_stopped_by_one_click(sent):
    person = PersonFactory()
    notices.notify(person, "test.answer")
    [message] = sent()
    headers = message.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<(http://localhost:8000/members/unsubscribe/\S+/)>", headers["List-Unsubscribe"])
    assert stop
    assert stop[1] in message.body


def test_code_mails_cannot_be_stopped():
    row = mail.send(
        to="a@example.org", subject="x", template="emails/code", context={"code": 1, "minutes": 1}
    )
    mail.deliver(row.pk)
    assert django_mail.outbox[0].message()["List-Unsubscribe"] is None


def test_a_message_can_be_answered_where_mails_come_in(sent):
    notices.notify(PersonFactory(), "test.wrote", url="/a/", reply_to="reply+abc@in.example")
    [message] = sent()
    assert message.message()["Reply-To"] == "reply+abc@in.example"
    assert "You can answer this mail" in message.body


def test_a_message_is_answered_on_the_site_where_they_do_not(sent):
    notices.notify(PersonFactory(), "test.wrote", url="/a/")
    [message] = sent()
    assert message.message()["Reply-To"] is None
    assert "Please answer on the site" in message.body


def test_the_days_mail_is_not_answered(sent):
    person = PersonFactory()
    for url in ("/a/", "/b/"):
        notices.notify(person, "test.wrote", url=url, reply_to="reply+abc@in.example")
    Delivery.objects.update(due_at=NOON)
    person.mail_pace = "daily"
    person.save()
    [message] = sent()
    assert message.message()["Reply-To"] is None
    assert "answer" not in message.body


def test_a_kinds_own_template_says_what_it_was_given_alone(sent):
    notices.register("test.own", title="Found", group="swaps", template="emails/account")
    notices.notify(PersonFactory(), "test.own", context={"change": "Three of them"})
    [message] = sent()
    assert "Three of them" in message.body


def test_together_with_others_a_kind_has_a_line_only(sent):
    notices.register("test.own", title="Found", group="swaps", template="emails/account")
    person = PersonFactory()
    notices.notify(person, "test.own", context={"change": "Three of them"}, url="/found/")
    notices.notify(person, "test.answer")
    [message] = sent()
    assert "Found" in message.body
    assert "Three of them" not in message.body
