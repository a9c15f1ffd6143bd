"""Yes and no with a word, and why something did not happen: read by the two, by nobody else."""

import pytest

from exchanges import actions, retention
from exchanges.models import Exchange, Message, Occurrence, Post
from members.models import Block, Notice
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.models import AuditEntry, Mail
from tests.factories.exchanges import ExchangeFactory, PostFactory, RequestFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_post_views import errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]


def post_to(client, swap, path, **data):
    return client.post(f"{swap.get_absolute_url()}{path}/", data, follow=True)


def words():
    return list(Message.objects.values_list("author", "kind", "text"))


# --- Yes and no -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "said"), [("Lovely, thank you!", 1), ("", 0)])
def test_yes_may_carry_a_word(client_of, word, said):
    swap = ExchangeFactory()
    post_to(client_of(swap.author), swap, "accept", word=word)
    assert Exchange.objects.get().status == "accepted"
    assert words() == [(swap.author.pk, "answer", word)] * said
    assert word in client_of(swap.proposer).get(swap.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, None),
        ({"standard": "later"}, "It does not fit this week. Please ask again."),
        ({"word": "My sister has one."}, "My sister has one."),
        (
            {"standard": "gone", "word": "But ask me in May."},
            "It goes to somebody else this time. Thank you for asking.\nBut ask me in May.",
        ),
    ],
)
def test_no_is_said_in_standard_words_in_own_words_or_without(client_of, data, said):
    swap = ExchangeFactory()
    post_to(client_of(swap.author), swap, "decline", **data)
    assert Exchange.objects.get().status == "declined"
    assert words() == ([(swap.author.pk, "answer", said)] if said else [])
    page = client_of(swap.proposer).get(swap.get_absolute_url()).content.decode()
    assert said is None or said in page


@pytest.mark.parametrize(("make", "fits"), [(RequestFactory, "found"), (PostFactory, "gone")])
def test_standard_words_fit_a_request_or_an_offer(client_of, make, fits):
    swap = ExchangeFactory(post=make())
    page = client_of(swap.author).get(swap.get_absolute_url()).content.decode()
    assert [value in page for value in ('value="found"', 'value="gone"')] == [fits == "found", fits == "gone"]


@pytest.mark.parametrize(
    ("path", "data", "field"),
    [
        ("decline", {"standard": "go-away", "word": "Hello"}, "no_standard"),
        ("decline", {"standard": "later", "word": "Hello" + "x" * 1000}, "word"),
        ("accept", {"word": "Hello" + "x" * 1000}, "word"),
    ],
)
def test_an_answer_that_is_wrong_is_kept_and_nothing_is_answered(client_of, path, data, field):
    swap = ExchangeFactory()
    page = post_to(client_of(swap.author), swap, path, **data).content.decode()
    assert "Nothing you wrote is lost" in page
    assert data["word"] in page
    assert Exchange.objects.get().status == "proposed"


def test_an_answer_too_late_says_that_something_changed(client_of):
    swap = ExchangeFactory(status="withdrawn")
    page = post_to(client_of(swap.author), swap, "decline", standard="later").content.decode()
    assert "Something changed while you were reading" in page
    assert words() == []


def test_words_of_a_post_without_a_name_are_its_authors_without_a_name(client_of):
    swap = ExchangeFactory(post=RequestFactory(is_anonymous=True, person__name="Zebedee"))
    post_to(client_of(swap.author), swap, "decline", word="My sister has one.")
    page = client_of(swap.proposer).get(swap.get_absolute_url()).content.decode()
    assert "My sister has one." in page
    assert "A neighbour" in page
    assert "Zebedee" not in page


# --- Why it did not happen --------------------------------------------------------------------------


def test_reason_is_read_by_the_other_one_and_by_nobody_else(client_of):
    swap = ExchangeFactory(status="accepted", post=PostFactory(audience="everybody", quantity=3))
    post_to(client_of(swap.giver), swap, "did-not-happen", why="nobody_came", words="I waited an hour.")
    assert Exchange.objects.get().status == "not_done"
    assert words() == [(swap.giver.pk, "reason", "Nobody came.\nI waited an hour.")]
    assert "I waited an hour." in client_of(swap.receiver).get(swap.get_absolute_url()).content.decode()
    for person in (PersonFactory(), OrganizerFactory()):
        assert client_of(person).get(swap.get_absolute_url()).status_code == 404
        for page in (swap.post, swap.giver, swap.receiver):
            seen = client_of(person).get(page.get_absolute_url()).content.decode()
            assert [said for said in ("I waited", "Nobody came", "did not happen") if said in seen] == []


def test_reason_is_not_in_a_mail_nor_in_the_audit(client_of):
    swap = ExchangeFactory(status="accepted")
    actions.did_not_happen(by=swap.giver, exchange=swap, reason="I waited an hour.")
    assert list(Notice.objects.values_list("person", "kind")) == [
        (swap.receiver.pk, "exchange_did_not_happen")
    ]
    assert all("waited" not in mail.text + mail.html + str(mail.subject) for mail in Mail.objects.all())
    assert list(AuditEntry.objects.values_list("action", "reason")) == [("exchange.did_not_happen", "")]


def test_reason_has_to_be_chosen_and_what_was_typed_is_kept(client_of):
    swap = ExchangeFactory(status="accepted")
    page = post_to(client_of(swap.giver), swap, "did-not-happen", words="I waited an hour.").content.decode()
    assert errors(page) == ["why"]
    assert "I waited an hour." in page
    assert Exchange.objects.get().status == "accepted"


@pytest.mark.parametrize(("status", "there"), [("accepted", False), ("lent", True)])
def test_not_given_back_is_a_reason_for_what_is_lent_out_only(client_of, status, there):
    swap = ExchangeFactory(status=status)
    page = client_of(swap.giver).get(swap.get_absolute_url()).content.decode()
    assert ['value="not_back"' in page, 'value="nobody_came"' in page] == [there, not there]


def test_reason_may_be_answered_once_by_the_other_one(client_of):
    swap = ExchangeFactory(status="accepted")
    ana, ben = client_of(swap.giver), client_of(swap.receiver)
    post_to(ana, swap, "did-not-happen", why="nobody_came")
    assert "Your side of it" not in ana.get(swap.get_absolute_url()).content.decode()
    assert "Your side of it" in ben.get(swap.get_absolute_url()).content.decode()
    page = post_to(ben, swap, "answer", text="My bus did not come. I am sorry.").content.decode()
    assert "Your side of it" not in page
    assert words()[1:] == [(swap.receiver.pk, "reason", "My bus did not come. I am sorry.")]
    assert "My bus did not come." in ana.get(swap.get_absolute_url()).content.decode()
    for client in (ana, ben):
        late = post_to(client, swap, "answer", text="And another thing").content.decode()
        assert "you have answered already" in late
    assert len(words()) == 2


def test_nothing_is_answered_where_no_reason_was_told():
    swap = ExchangeFactory(status="not_done")
    with pytest.raises(NotNow):
        actions.answer_reason(by=swap.giver, exchange=swap, text="But why?")


@pytest.mark.parametrize("status", [status for status in Exchange.Status.values if status != "not_done"])
def test_nothing_is_answered_in_any_other_state(status):
    swap = ExchangeFactory(status=status)
    with pytest.raises(NotNow):
        actions.answer_reason(by=swap.giver, exchange=swap, text="But why?")
    assert words() == []


def test_reason_is_not_answered_by_strangers_nor_after_a_block():
    swap = ExchangeFactory(status="accepted")
    actions.did_not_happen(by=swap.giver, exchange=swap, reason="Nobody came.")
    for person in (PersonFactory(), OrganizerFactory()):
        with pytest.raises(NotAllowed):
            actions.answer_reason(by=person, exchange=swap, text="Well")
    Block.objects.create(blocker=swap.giver, blocked=swap.receiver)
    with pytest.raises(NotNow):
        actions.answer_reason(by=swap.receiver, exchange=swap, text="My bus did not come.")


def test_reasons_are_gone_after_90_days():
    swap = ExchangeFactory(status="accepted")
    swap = actions.did_not_happen(by=swap.giver, exchange=swap, reason="Nobody came.")
    for days, left in ((89, 1), (91, 0)):
        retention.purge_messages(swap.closed_at + retention.timedelta(days=days))
        assert Message.objects.count() == left


# --- What was lent and did not come back --------------------------------------------------------------


@pytest.mark.parametrize("make", [PostFactory, RequestFactory])
def test_what_did_not_come_back_is_not_free_again(make):
    post = make(mode="lend", quantity=1)
    swap = ExchangeFactory(post=post, status="lent")
    actions.did_not_happen(by=swap.giver, exchange=swap, reason="It was not given back.")
    assert Occurrence.objects.values_list("promised", "done").get() == (0, 1)
    assert Post.objects.get().status == "closed"


@pytest.mark.parametrize("make", [PostFactory, RequestFactory])
def test_what_was_never_handed_over_is_free_again(make):
    post = make(mode="lend", quantity=1)
    swap = ExchangeFactory(post=post, status="accepted")
    actions.did_not_happen(by=swap.giver, exchange=swap, reason="Something came up.")
    assert Occurrence.objects.values_list("promised", "done").get() == (0, 0)
    assert Post.objects.get().status == "open"
