import pytest

from exchanges.replies import addresses
from tests.factories.exchanges import ExchangeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings):
    """`(thread, person, address)` where mails come in."""
    settings.INBOUND_DOMAIN = "in.example.org"
    exchange = ExchangeFactory(status="accepted")
    return exchange.thread, exchange.giver, addresses.address(exchange.thread, exchange.giver)


def test_there_is_no_address_where_no_mails_come_in():
    exchange = ExchangeFactory(status="accepted")
    assert addresses.address(exchange.thread, exchange.giver) == ""


def test_an_address_is_short_and_says_no_name(made):
    _thread, person, address = made
    local, _at, domain = address.partition("@")
    assert domain == "in.example.org"
    assert len(local) == 46
    assert local == local.lower()
    assert local.removeprefix("reply+").isalnum()
    assert person.name.lower() not in address


@pytest.mark.parametrize("change", [str, str.upper, str.title, lambda text: f" {text} "])
def test_an_address_is_read_however_it_was_written(made, change):
    thread, person, address = made
    assert addresses.read(["other@in.example.org", change(address)]) == (thread.public_id, person.public_id)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text.replace("reply+", ""),
        lambda text: text.replace("in.example.org", "example.org"),
        lambda text: text.replace("@", "x@"),
        lambda text: text[:10] + ("3" if text[10] == "2" else "2") + text[11:],
        lambda text: "reply+@in.example.org",
        lambda text: "reply+ñ@in.example.org",
    ],
)
def test_an_altered_address_is_none(made, change):
    assert addresses.read([change(made[2])]) is None


def test_nobody_can_write_as_the_other(made):
    thread, person, address = made
    other = thread.exchange.receiver
    theirs = address.replace(person.public_id, other.public_id)
    assert theirs != address
    assert addresses.read([theirs]) is None
