"""Saying "count me in" and writing to each other by form, and what may go wrong with it."""

import pytest
from django.urls import reverse

from exchanges.models import Exchange, Message
from members.models import Block
from mutualaid.base import limits
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import PersonFactory

from .test_post_views import errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


@pytest.fixture(autouse=True)
def _fresh_day():
    limits._salts.clear()
    yield
    limits._salts.clear()


def propose(client, post, **data):
    return client.post(f"{post.get_absolute_url()}propose/", {"quantity": "1", **data})


def say_at(exchange):
    return reverse("exchanges:thread_say", args=[exchange.thread.public_id])


def test_count_me_in_leads_to_the_swap(client_of):
    ben, post = PersonFactory(), PostFactory(quantity=8)
    response = propose(client_of(ben), post, quantity="2", note="For my kids")
    exchange = Exchange.objects.get()
    assert (response.status_code, response.url) == (302, exchange.get_absolute_url())
    assert (exchange.receiver, exchange.quantity, exchange.thread.messages.get().text) == (
        ben,
        2,
        "For my kids",
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [({"quantity": "x"}, "quantity"), ({"quantity": "0"}, "quantity"), ({"note": "x" * 1001}, "note")],
)
def test_count_me_in_says_what_is_wrong_and_keeps_what_was_typed(client_of, data, field):
    post = PostFactory(quantity=8)
    page = propose(client_of(PersonFactory()), post, **{"note": "For my kids", **data}).content.decode()
    assert errors(page) == [field]
    assert data.get("note", "For my kids") in page
    assert Exchange.objects.count() == 0


def test_count_me_in_for_more_than_is_left_keeps_what_was_typed(client_of):
    post = PostFactory(quantity=8, promised=7)
    page = propose(client_of(PersonFactory()), post, quantity="2", note="For my kids").content.decode()
    assert "there is not that much left" in page
    assert "For my kids" in page


def test_count_me_in_from_a_post_of_mine(client_of):
    ben, request = PersonFactory(), RequestFactory()
    offer, nameless = PostFactory(person=ben), PostFactory(person=ben, is_anonymous=True)
    page = client_of(ben).get(request.get_absolute_url()).content.decode()
    assert offer.title in page
    assert nameless.title not in page
    propose(client_of(ben), request, met=str(offer.occurrence.pk))
    assert Exchange.objects.get().met == offer.occurrence
    propose(client_of(PersonFactory()), request, met=str(offer.occurrence.pk))
    assert [exchange.met for exchange in Exchange.objects.order_by("pk")] == [offer.occurrence, None]


def test_count_me_in_to_a_loan_asks_for_the_day_of_return(client_of):
    post = PostFactory(mode="lend")
    assert errors(propose(client_of(PersonFactory()), post).content.decode()) == ["return_on"]
    propose(client_of(PersonFactory()), post, return_on="2031-03-14")
    assert str(Exchange.objects.get().return_on) == "2031-03-14"


@pytest.mark.parametrize("path", ["propose/", "block/"])
def test_own_post_cannot_be_answered(client_of, path):
    post = PostFactory()
    assert client_of(post.person).post(post.get_absolute_url() + path, {"quantity": "1"}).status_code == 404


def test_message_that_is_empty_or_too_long_is_not_sent_and_kept(client_of):
    exchange = ExchangeFactory(status="accepted")
    client = client_of(exchange.giver)
    for text in ("", "x" * 4001, "a\x00b"):
        page = client.post(say_at(exchange), {"text": text}).content.decode()
        assert errors(page) == ["say_text"]
        assert text.replace("\x00", "")[:50] in page.replace("\x00", "")
    assert Message.objects.count() == 0


def test_message_with_markup_is_shown_as_it_was_typed(client_of):
    exchange = ExchangeFactory(status="accepted")
    client = client_of(exchange.giver)
    page = client.post(say_at(exchange), {"text": "<script>alert(1)</script>"}, follow=True).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_button_pressed_twice_says_that_something_changed(client_of):
    exchange = ExchangeFactory()
    client = client_of(exchange.giver)
    first, second = (client.post(f"{exchange.get_absolute_url()}accept/", follow=True) for _ in range(2))
    assert "Now you can write to each other" in first.content.decode()
    assert "Something changed while you were reading" in second.content.decode()
    assert Exchange.objects.get().occurrence.promised == 1


def test_safety_line_stands_from_the_moment_they_agree(client_of):
    exchange = ExchangeFactory()
    line = "Meet first in a place with people, or bring someone along"
    client = client_of(exchange.receiver)
    assert line not in client.get(exchange.get_absolute_url()).content.decode()
    client_of(exchange.giver).post(f"{exchange.get_absolute_url()}accept/")
    assert line in client.get(exchange.get_absolute_url()).content.decode()


def test_whoever_received_is_asked_what_they_would_share(client_of):
    exchange = ExchangeFactory(status="done")
    asked = "/exchanges/new/?kind=offer"
    share = "like to share?"
    assert share in client_of(exchange.receiver).get(exchange.get_absolute_url()).content.decode()
    assert asked in client_of(exchange.receiver).get(exchange.get_absolute_url()).content.decode()
    assert share not in client_of(exchange.giver).get(exchange.get_absolute_url()).content.decode()


def test_whoever_blocked_still_reads_and_reports_but_nobody_writes(client_of):
    exchange = ExchangeFactory(status="done")
    Block.objects.create(blocker=exchange.giver, blocked=exchange.receiver)
    page = client_of(exchange.giver).get(exchange.get_absolute_url()).content.decode()
    assert "This conversation is closed." in page
    assert f"/members/report/exchange/{exchange.public_id}/" in page
    assert "Send" not in page


def test_reported_thread_keeps_the_last_six_messages(client_of):
    from members.models import Report
    from tests.factories.exchanges import MessageFactory

    exchange = ExchangeFactory(status="accepted")
    for number in range(8):
        MessageFactory(exchange=exchange, text=f"word-{number}")
    client_of(exchange.receiver).post(
        f"/members/report/exchange/{exchange.public_id}/", {"category": "hurtful", "words": "Read this"}
    )
    kept = Report.objects.get().excerpt
    assert [number for number in range(8) if f"word-{number}" in kept] == [2, 3, 4, 5, 6, 7]
    assert Report.objects.get().person == exchange.giver
