"""The dates of a recurring post on pages: chosen by neighbours, kept in order by its author."""

import re
from datetime import date

import pytest
import time_machine

from exchanges.models import Exchange, Post
from members.models import Block, Notice
from tests.factories.exchanges import ComingFactory, ExchangeFactory, PostFactory, RecurringFactory
from tests.factories.members import OrganizerFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
QUERIES = 4
FIRST, SECOND, THIRD = date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-25 10:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def post():
    return RecurringFactory(person=PersonFactory(name="Anabel"), each_quantity=3, unit="places")


@pytest.fixture
def ben():
    return PersonFactory(name="Benno")


@pytest.fixture
def author(client_of, post):
    return client_of(post.person)


@pytest.fixture
def client(client_of, ben):
    return client_of(ben)


def on(post, day):
    return post.occurrences.get(rule_day=day)


def propose(client, post, *days, **values):
    sent = {"occurrences": [on(post, day).pk for day in days], "quantity": "1", **values}
    return client.post(f"{post.get_absolute_url()}propose/", sent)


def offered(page):
    """The dates that can be ticked, and which are."""
    found = re.findall(r'(<input[^>]*name="occurrences"[^>]*>)\s*<span>([^<]*)<', page.content.decode())
    return [(label, "checked" in box) for box, label in found]


def page_of(client, post):
    return client.get(post.get_absolute_url())


# --- Somebody who would come ----------------------------------------------------------------------


def test_page_offers_the_dates_of_which_something_is_left(client, ben, post):
    post.occurrences.filter(rule_day=FIRST).update(promised=3)
    post.occurrences.filter(rule_day=SECOND).update(is_skipped=True)
    post.occurrences.filter(rule_day=THIRD).update(promised=2)
    ExchangeFactory(occurrence=on(post, date(2026, 12, 22)), proposer=ben)
    page = page_of(client, post)
    assert offered(page)[:2] == [
        ("Tue 15 Dec, 09:00 to 12:00 (1 of 3 places left)", True),
        ("Tue 29 Dec, 09:00 to 12:00", False),
    ]
    assert "It does not take place on Tue 8 Dec." in page.content.decode()
    assert "every Tuesday, next: Tue 15 Dec" not in page.content.decode()
    assert "every Tuesday, 09:00 to 12:00, next: Tue 15 Dec" in page.content.decode()


def test_page_folds_the_dates_that_are_far_off(client):
    daily = RecurringFactory(rule="FREQ=DAILY")
    page = page_of(client, daily)
    assert len(offered(page)) == 40
    [later] = re.findall(r"<details class=\"fold\">.*?</details>", page.content.decode(), re.DOTALL)
    assert ("Later dates" in later, later.count('name="occurrences"')) == (True, 32)


def test_page_of_a_post_with_all_dates_taken_says_so(client, ben, post):
    ExchangeFactory(occurrence=on(post, FIRST), proposer=ben, status="declined")
    post.occurrences.update(promised=3)
    page = page_of(client, post)
    assert "All dates are taken for now" in page.content.decode()
    assert offered(page) == []


def test_one_date_becomes_one_proposal(client, ben, post):
    response = propose(client, post, SECOND, note="With pleasure")
    swap = Exchange.objects.get()
    assert (swap.occurrence, swap.proposer, response.url) == (on(post, SECOND), ben, swap.get_absolute_url())
    assert "Tue 8 Dec, 09:00 to 12:00" in client.get(response.url).content.decode()
    assert "Tue 8 Dec, 09:00 to 12:00" in client.get("/exchanges/swaps/").content.decode()
    assert "Tue 8 Dec, 09:00 to 12:00" in page_of(client, post).content.decode()


def test_several_dates_become_a_proposal_each(client, post, author):
    response = propose(client, post, FIRST, THIRD, note="Both, gladly", quantity="2")
    assert list(Exchange.objects.order_by("pk").values_list("occurrence", "quantity")) == [
        (on(post, FIRST).pk, 2),
        (on(post, THIRD).pk, 2),
    ]
    assert response.url == post.get_absolute_url()
    assert list(Notice.objects.values_list("person", "url")) == [(post.person.pk, post.get_absolute_url())]
    page = page_of(author, post).content.decode()
    assert page.count("Both, gladly") == 2


def test_no_date_is_asked_again_and_words_are_kept(client, post):
    page = propose(client, post, note="Gladly").content.decode()
    assert "Tick one date or more." in page
    assert "Gladly" in page
    assert Exchange.objects.count() == 0


def test_date_that_was_taken_meanwhile_is_said_and_nothing_is_sent(client, post):
    post.occurrences.filter(rule_day=FIRST).update(promised=3)
    assert "taken by now" in propose(client, post, FIRST, SECOND).content.decode()
    assert "not that much left" in propose(client, post, SECOND, THIRD, quantity="4").content.decode()
    assert Exchange.objects.count() == 0


@pytest.mark.parametrize("wrong", ["of another post", "left out", "over", "nothing"])
def test_date_that_is_none_of_these_is_refused(client, post, now, wrong):
    time = on(RecurringFactory() if wrong == "of another post" else post, FIRST)
    if wrong == "left out":
        post.occurrences.filter(rule_day=FIRST).update(is_skipped=True)
    if wrong == "over":
        now.move_to("2026-12-02 10:00")
    chosen = "0; DROP" if wrong == "nothing" else time.pk
    client.post(f"{post.get_absolute_url()}propose/", {"occurrences": [chosen], "quantity": "1"})
    assert Exchange.objects.count() == 0


def test_newcomer_and_blocked_neighbour_are_told_no_date(client_of, client, ben):
    post = RecurringFactory(audience="everybody")
    page = page_of(client_of(None), post).content.decode()
    assert [said for said in ("Tue 1 Dec", "every Tuesday", "09:00") if said in page] == []
    Block.objects.create(blocker=post.person, blocked=ben)
    assert page_of(client, post).status_code == 404
    assert propose(client, post, FIRST).status_code == 404
    assert Exchange.objects.count() == 0


def test_own_offer_that_comes_again_is_met_on_one_of_its_dates(client, ben):
    mine = RecurringFactory(person=ben, title="My van")
    mine.occurrences.filter(rule_day=FIRST).update(is_skipped=True)
    request = RecurringFactory(kind="request")
    page = page_of(client, request).content.decode()
    assert "My van (Tue 8 Dec, 09:00 to 12:00)" in page
    assert "My van (Tue 1 Dec" not in page
    met = on(mine, SECOND).pk
    assert "one date at a time" in propose(client, request, FIRST, SECOND, met=met).content.decode()
    propose(client, request, SECOND, met=met)
    assert list(Exchange.objects.values_list("occurrence", "met")) == [(on(request, SECOND).pk, met)]


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=TU", "FREQ=DAILY"])
def test_page_asks_as_little_for_forty_dates_as_for_eight(client, django_assert_num_queries, rule):
    post = RecurringFactory(rule=rule)
    page_of(client, post)
    with django_assert_num_queries(QUERIES):
        page_of(client, post)


# --- Its author -----------------------------------------------------------------------------------


def test_author_sees_each_date_with_what_is_left(author, post):
    post.occurrences.filter(rule_day=FIRST).update(promised=1)
    post.occurrences.filter(rule_day=SECOND).update(is_skipped=True)
    post.occurrences.filter(rule_day=THIRD).update(promised=3)
    page = page_of(author, post).content.decode()
    said = re.findall(r'dates/\d+/">(?:<s>)?([^<]*).*?<span class="soft">([^<]*)<', page, re.DOTALL)
    assert said[:4] == [
        ("Tue 1 Dec, 09:00 to 12:00", "2 of 3 places left"),
        ("Tue 8 Dec, 09:00 to 12:00", "left out"),
        ("Tue 15 Dec, 09:00 to 12:00", "nothing left"),
        ("Tue 22 Dec, 09:00 to 12:00", ""),
    ]


def date_url(post, day, what=""):
    return f"{post.get_absolute_url()}dates/{on(post, day).pk}/{what}"


def test_page_of_a_date_says_who_counts_on_it(author, post):
    assert "Somebody counts on this date" not in author.get(date_url(post, FIRST)).content.decode()
    for status in ("proposed", "proposed", "accepted", "declined"):
        ExchangeFactory(occurrence=on(post, FIRST), status=status)
    page = author.get(date_url(post, FIRST)).content.decode()
    assert "2 neighbours wait for your answer" in page
    assert "1 neighbour has agreed with you" in page


def test_page_of_a_date_of_a_gathering_counts_who_comes(author, post):
    Post.objects.filter(pk=post.pk).update(is_gathering=True, mode="together")
    for status in ("coming", "coming", "waiting", "cancelled"):
        ComingFactory(occurrence=on(post, FIRST), status=status)
    page = author.get(date_url(post, FIRST)).content.decode()
    assert "1 neighbour waits for your answer" in page
    assert "2 neighbours have agreed with you" in page


def test_author_moves_one_date(author, post):
    sent = {"day": "2026-12-02", "from_time": "14:00", "until_time": "", "quantity": ""}
    page = author.post(date_url(post, FIRST), sent, follow=True).content.decode()
    assert "Wed 2 Dec, 14:00" in page
    moved = on(post, FIRST)
    assert (str(moved.from_day), str(moved.from_time), moved.quantity) == ("2026-12-02", "14:00:00", None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": ""}, "required"),
        ({"day": "2026-11-24"}, "That day is over"),
        ({"from_time": ""}, "From when on that day?"),
        ({"quantity": "1"}, "2 are promised already"),
    ],
)
def test_date_that_cannot_be_moved_so_is_said_in_place(author, post, changes, said):
    ExchangeFactory(occurrence=on(post, FIRST), quantity=2, status="accepted")
    sent = {"day": "2026-12-02", "from_time": "14:00", "until_time": "16:00", "quantity": "3", **changes}
    page = author.post(date_url(post, FIRST), sent).content.decode()
    assert said in page
    assert "16:00" in page
    assert not on(post, FIRST).is_changed


def test_author_leaves_a_date_out_and_puts_it_back(author, post):
    page = author.post(date_url(post, FIRST, "skip/"), follow=True).content.decode()
    assert "Left out." in page
    assert on(post, FIRST).is_skipped
    assert "It takes place after all?" in author.get(date_url(post, FIRST)).content.decode()
    author.post(date_url(post, FIRST, "restore/"))
    assert not on(post, FIRST).is_skipped


@pytest.mark.parametrize("what", ["", "skip/", "restore/"])
def test_strangers_find_no_date(client_of, post, what):
    there = date_url(post, FIRST, what)
    swap = ExchangeFactory(occurrence=on(post, FIRST))
    for person in (PersonFactory(), OrganizerFactory(), swap.proposer):
        answer = client_of(person).post(there, {"day": "2026-12-03"})
        assert answer.status_code == 404
    assert client_of(None).post(there).status_code == 302
    assert not post.occurrences.filter(is_skipped=True).exists()
    assert not post.occurrences.filter(is_changed=True).exists()


@pytest.mark.parametrize("what", ["skip/", "restore/"])
def test_buttons_of_a_date_need_a_post(author, post, what):
    assert author.get(date_url(post, FIRST, what)).status_code == 405


def test_date_that_is_over_of_another_post_or_of_one_that_comes_once_is_not_found(author, post, now):
    once, other = PostFactory(person=post.person), RecurringFactory()
    for pk in (once.occurrence.pk, on(other, FIRST).pk):
        assert author.get(f"{post.get_absolute_url()}dates/{pk}/").status_code == 404
    assert author.get(f"{once.get_absolute_url()}dates/{once.occurrence.pk}/").status_code == 404
    there = date_url(post, FIRST)
    now.move_to("2026-12-02 10:00")
    assert author.get(there).status_code == 404


# --- On the board ---------------------------------------------------------------------------------


def test_card_says_how_often_and_the_next_date(client, post):
    assert "every Tuesday, 09:00 to 12:00, next: Tue 1 Dec" in client.get("/exchanges/").content.decode()


def test_card_of_a_next_date_that_was_moved_says_its_own_hours(author, client, post):
    sent = {"day": "2026-12-02", "from_time": "14:00", "until_time": "16:00", "quantity": "3"}
    author.post(date_url(post, FIRST), sent)
    page = client.get("/exchanges/").content.decode()
    assert "every Tuesday, next: Wed 2 Dec, 14:00 to 16:00" in page


def test_page_of_a_post_whose_dates_are_over_names_none(author, post, now):
    now.move_to("2027-06-01 10:00")
    assert "next:" not in page_of(author, post).content.decode()
