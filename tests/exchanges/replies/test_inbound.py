"""From the provider's call to a message in the conversation, and all the mails that become nothing."""

import base64
import hashlib
import hmac
import json

import pytest

from exchanges.models import MailedAnswer, Message, Thread
from exchanges.replies import addresses
from exchanges.retention import purge_answers
from exchanges.views.inbound import PROVIDERS
from members.models import Notice
from mutualaid.base import limits
from mutualaid.settings import INBOUND_PROVIDERS
from tests.factories.exchanges import ComingFactory, ExchangeFactory, GatheringFactory
from tests.factories.members import PersonFactory
from tests.outbox import hand_over

pytestmark = pytest.mark.django_db
ADDRESS = "/exchanges/inbound/"
SECRET = "provider:a-long-secret"
A_PUBLIC_KEY = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDIY+qM9lPOhuep+behKOVX8VoD1rqQkSw2fEiIPWWCFRecAqR3fM"
    "wInNRHBhPMCMXkEHuduQxk3jSEIGKSUHpfzPbX3ZGtNGsUcOKqpX90NBSMavjbCsQGNAhlVCSfkGhl9UQEFIlKXqo6"
    "x7+J+9esPMdxXOyvkd+3sz0dsJuc1wIDAQAB"
)


@pytest.fixture(autouse=True)
def _mails_come_in(settings, alder):
    settings.INBOUND_DOMAIN = "in.example.org"
    settings.INBOUND_PROVIDER = "postmark"
    settings.INBOUND_SECRET = SECRET
    limits._salts.clear()


@pytest.fixture
def exchange():
    return ExchangeFactory(status="accepted")


@pytest.fixture
def come_in(client, exchange):
    """Postmark hands over a mail of the giver's; `changes` are fields of its call."""

    def post(*, secret=SECRET, headers=(), sender=None, to=None, **changes):
        sender = sender or exchange.giver.user.email
        to = to or addresses.address(exchange.thread, exchange.giver)
        call = {
            "FromFull": {"Email": sender, "Name": "Anabel"},
            "ToFull": [{"Email": to, "Name": ""}],
            "OriginalRecipient": to,
            "Subject": "Re: Somebody wrote to you",
            "MessageID": "22c74902-a0c1-4511-804f2-341342852c90",
            "TextBody": "Nine is fine.\n\n> Somebody wrote to you",
            "HtmlBody": "",
            "Headers": [
                {"Name": "Return-Path", "Value": f"<{sender}>"},
                {"Name": "Message-ID", "Value": "<one@example.org>"},
                *({"Name": name, "Value": value} for name, value in headers),
            ],
            "Attachments": [],
            **changes,
        }
        key = base64.b64encode(secret.encode()).decode()
        return client.post(
            ADDRESS, json.dumps(call), "application/json", headers={"Authorization": f"Basic {key}"}
        )

    return post


def written():
    return list(Message.objects.values_list("author", "text", flat=False))


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_the_providers_are_the_ones_that_the_settings_know():
    assert sorted(PROVIDERS) == INBOUND_PROVIDERS


def test_an_answer_is_a_message_and_tells_the_other(come_in, exchange):
    assert come_in().status_code == 200
    [message] = Message.objects.all()
    assert (message.author, message.text, message.thread) == (
        exchange.giver,
        "Nine is fine.",
        exchange.thread,
    )
    assert told(exchange.receiver) == ["exchange_message"]
    assert told(exchange.giver) == []


def test_the_mail_that_tells_it_can_be_answered_and_holds_no_words(come_in, exchange):
    come_in()
    [mail] = hand_over()
    answer_to = addresses.address(exchange.thread, exchange.receiver)
    assert json.loads(mail.headers)["Reply-To"] == answer_to
    assert "You can answer this mail" in mail.text
    assert "Nine" not in mail.text + mail.html
    assert exchange.giver.name not in mail.text + mail.html


def test_the_same_mail_twice_is_written_once(come_in):
    assert [come_in().status_code, come_in().status_code] == [200, 200]
    assert Message.objects.count() == 1
    other = [("Message-ID", "<two@example.org>")]
    come_in(Headers=[{"Name": name, "Value": value} for name, value in other])
    assert Message.objects.count() == 2


def test_attachments_are_dropped_and_the_writer_is_told(come_in, exchange):
    photo = {"Name": "me.jpg", "ContentType": "image/jpeg", "Content": "aGVsbG8=", "ContentLength": 5}
    come_in(Attachments=[photo])
    assert Message.objects.get().text == "Nine is fine."
    assert told(exchange.giver) == ["mail_without_attachments"]


def test_its_language_is_the_writers(come_in, exchange):
    exchange.giver.languages = ["es"]
    exchange.giver.save()
    come_in()
    assert Message.objects.get().language == "es"


def test_an_organizer_answers_for_a_neighbour_by_phone(come_in):
    from tests.factories.members import OrganizerFactory

    olu = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=olu, consent_at="2026-01-01T00:00Z")
    swap = ExchangeFactory(status="accepted", proposer=neighbour)
    come_in(sender=olu.user.email, to=addresses.address(swap.thread, olu))
    assert Message.objects.get().author == neighbour


def test_an_answer_to_a_gathering_is_read_by_all_of_them(come_in):
    occurrence = GatheringFactory().occurrence
    thread = Thread.objects.create(occurrence=occurrence)
    ana, ben = (ComingFactory(occurrence=occurrence, status="coming").person for _guest in range(2))
    come_in(sender=ana.user.email, to=addresses.address(thread, ana))
    assert Message.objects.get().author == ana
    assert [told(person) for person in (occurrence.post.person, ben, ana)] == [
        ["gathering_message"],
        ["gathering_message"],
        [],
    ]


# --- Nothing ---------------------------------------------------------------------------------------------


def test_without_the_providers_secret_nothing_comes_in(come_in):
    assert come_in(secret="provider:guessed").status_code == 400
    assert Message.objects.count() == 0


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_every_provider_has_to_prove_that_it_is_them(client, settings, provider, content_type):
    settings.INBOUND_PROVIDER = provider
    if provider == "postal":
        settings.INBOUND_SECRET = A_PUBLIC_KEY
    answers = [
        client.post(ADDRESS, "{}", content_type),
        client.post(ADDRESS, "{}", content_type, headers={"Authorization": "Basic cDpw"}),
        client.post(ADDRESS, "{}", content_type, headers={"Signature": "x", "X-Postal-Signature": "eHg="}),
    ]
    assert {answer.status_code for answer in answers} == {400}


def test_a_provider_that_signs(client, settings, exchange):
    settings.INBOUND_PROVIDER = "mailgun"
    sender, to = exchange.giver.user.email, addresses.address(exchange.thread, exchange.giver)
    signature = hmac.new(SECRET.encode(), b"1700000000token", hashlib.sha256).hexdigest()
    call = {
        "timestamp": "1700000000",
        "token": "token",
        "signature": signature,
        "sender": sender,
        "recipient": to,
        "body-mime": f"From: {sender}\nTo: {to}\nMessage-ID: <a@example.org>\n\nNine is fine.\n",
    }
    assert client.post(ADDRESS, call).status_code == 200
    assert client.post(ADDRESS, {**call, "signature": "0" * 64}).status_code == 400
    assert [message.text for message in Message.objects.all()] == ["Nine is fine."]


def test_where_no_mails_come_in_there_is_no_such_page(come_in, settings):
    to = "reply+x@in.example.org"
    settings.INBOUND_DOMAIN = ""
    assert come_in(to=to).status_code == 404


def test_looking_at_it_is_no_page(client):
    assert client.get(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": "somebody@example.org"},
        {"to": "reply+nothing@in.example.org"},
        {"to": "hello@in.example.org"},
        {"headers": [("Auto-Submitted", "auto-replied")]},
        {"headers": [("Precedence", "bulk")]},
        {"headers": [("X-Auto-Response-Suppress", "All")]},
        {"Headers": [{"Name": "Return-Path", "Value": "<>"}]},
    ],
)
def test_what_is_not_the_persons_own_word_becomes_nothing(come_in, exchange, changes):
    assert come_in(**changes).status_code == 200
    assert Message.objects.count() == 0
    assert MailedAnswer.objects.count() == 0
    assert Notice.objects.count() == 0


def test_the_others_address_does_not_help_a_stranger(come_in, exchange):
    stranger = PersonFactory()
    come_in(sender=stranger.user.email, to=addresses.address(exchange.thread, stranger))
    come_in(sender=stranger.user.email)
    assert (Message.objects.count(), Notice.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "raw",
    [
        "From: {sender}, ben@example.org\nTo: {to}\n\nNine.",
        "From: {sender}\nSender: {sender}\nTo: @@\n\nNine.",
        "From: <\nTo: {to}\n\nNine.",
        "To: {to}\n\nNine.",
        "",
    ],
)
def test_a_broken_mail_is_no_failure(come_in, exchange, raw):
    sender, to = exchange.giver.user.email, addresses.address(exchange.thread, exchange.giver)
    answer = come_in(RawEmail=raw.format(sender=sender, to=to))
    assert (answer.status_code, Message.objects.count()) == (200, 0)


def test_letters_that_nobody_knows_are_not_passed_on(come_in, exchange):
    sender, to = exchange.giver.user.email, addresses.address(exchange.thread, exchange.giver)
    raw = f"From: {sender}\nTo: {to}\nContent-Type: text/plain; charset=klingon\n\nNine."
    assert come_in(RawEmail=raw).status_code == 200
    assert told(exchange.giver) == ["mail_not_passed_on"]


def test_what_the_provider_cannot_mean_is_refused_without_a_name_in_the_log(come_in, caplog):
    answer = come_in(sender="ana@example.org, ben@example.org")
    assert answer.status_code == 400
    assert "ana@" not in caplog.text


@pytest.mark.parametrize("status", ["suspended", "left"])
def test_somebody_who_is_not_here_writes_nothing(come_in, exchange, status):
    exchange.giver.status = status
    exchange.giver.save()
    assert come_in().status_code == 200
    assert Message.objects.count() == 0


@pytest.mark.parametrize("changes", [{"TextBody": "x" * 5000}, {"TextBody": "> only quoted"}])
def test_what_is_too_long_or_empty_is_not_passed_on_and_the_writer_is_told(come_in, exchange, changes):
    assert come_in(**changes).status_code == 200
    assert Message.objects.count() == 0
    assert told(exchange.giver) == ["mail_not_passed_on"]
    assert told(exchange.receiver) == []


def test_a_closed_conversation_takes_nothing(come_in, exchange):
    exchange.status = "declined"
    exchange.closed_at = exchange.created_at
    exchange.save()
    assert come_in().status_code == 200
    assert Message.objects.count() == 0


def test_blocked_means_silence(come_in, exchange):
    from members import actions

    actions.block(by=exchange.receiver, person=exchange.giver)
    assert come_in().status_code == 200
    assert (Message.objects.count(), told(exchange.receiver)) == (0, [])


def test_too_many_in_an_hour_are_not_passed_on(come_in, exchange, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "message", limits.Limit(1, limits.HOUR))
    come_in()
    come_in(Headers=[{"Name": "Message-ID", "Value": "<two@example.org>"}])
    assert Message.objects.count() == 1
    assert told(exchange.giver) == ["mail_not_passed_on"]


def test_fingerprints_go_after_a_month(come_in):
    from datetime import timedelta

    from django.utils import timezone

    come_in()
    assert purge_answers(timezone.now() + timedelta(days=29)) == 0
    assert purge_answers(timezone.now() + timedelta(days=31)) == 1
