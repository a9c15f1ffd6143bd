"""How often, said by form in plain words and read back."""

import re
from datetime import date, time

import pytest
import time_machine

from exchanges.calendar import recurrence
from exchanges.calendar.recurrence import Every, Rule
from exchanges.forms import PostForm
from exchanges.models import Post
from tests.factories.exchanges import ExchangeFactory, PostFactory, RecurringFactory
from tests.factories.members import OrganizerFactory, PersonFactory

from .test_post_views import NEW, errors, filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
MONDAY, TUESDAY, FRIDAY = 0, 1, 4


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-25 10:00", tick=False):
        yield


@pytest.fixture
def ana():
    return PersonFactory(name="Anabel")


@pytest.fixture
def client(client_of, ana):
    return client_of(ana)


def often(**changes):
    """Every Tuesday from 9 to 12, without an end, as the form sends it."""
    said = {
        "often": "week",
        "weekdays": ["1"],
        "from_day": None,
        "until_day": None,
        "from_time": "09:00",
        "until_time": "12:00",
        "quantity": "1",
        "unit": None,
    }
    return filled(**{**said, **changes})


def rule_of(client, **changes):
    client.post(NEW, often(**changes))
    return Post.objects.values_list("rule", flat=True).get()


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"weekdays": ["4", "1"], "until_day": "2027-06-30"}, "FREQ=WEEKLY;BYDAY=TU,FR;UNTIL=20270630"),
        ({"weekdays": None, "from_day": "2026-12-03"}, "FREQ=WEEKLY;BYDAY=TH"),
        ({"often": "fortnight", "times": "6"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=6"),
        ({"interval": "3"}, "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"),
        ({"often": "day"}, "FREQ=DAILY"),
        ({"often": "month", "weekdays": None, "month_day": "15"}, "FREQ=MONTHLY;BYMONTHDAY=15"),
        ({"often": "month", "weekdays": None, "month_day": "-1"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ({"often": "month", "weekdays": None, "from_day": "2026-12-09"}, "FREQ=MONTHLY;BYMONTHDAY=9"),
        ({"often": "month", "nth": ["2", "-1"]}, "FREQ=MONTHLY;BYDAY=-1TU,2TU"),
        ({"often": "month", "nth": ["1"], "interval": "2"}, "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU"),
        ({"often": "year", "from_day": "2027-06-21"}, "FREQ=YEARLY"),
        ({"often": "", "weekdays": ["1"], "month_day": "15"}, ""),
    ],
)
def test_how_often_becomes_a_rule(client, said, rule):
    assert rule_of(client, **said) == rule


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"weekdays": None}, ["weekdays"]),
        ({"often": "month", "weekdays": None}, ["month_day"]),
        ({"often": "month", "weekdays": None, "nth": ["1"]}, ["weekdays"]),
        ({"often": "month"}, ["nth"]),
        ({"often": "month", "nth": ["1"], "month_day": "15"}, ["month_day"]),
        ({"is_standing": "on"}, ["often"]),
        ({"times": "3", "until_day": "2027-06-30"}, ["times"]),
        ({"often": "hourly"}, ["often"]),
        ({"often": "keep"}, ["often"]),
        ({"weekdays": ["7"]}, ["weekdays"]),
        ({"interval": "0"}, ["interval"]),
    ],
)
def test_how_often_that_is_not_clear_is_asked_again(client, said, fields):
    page = client.post(NEW, often(**said)).content.decode()
    assert (errors(page), Post.objects.count()) == (fields, 0)
    assert "09:00" in page


def test_a_rule_without_a_day_to_come_is_said_in_place(client):
    page = client.post(NEW, often(from_day="2026-11-20", until_day="2026-11-23")).content.decode()
    assert "There is no such day to come" in page
    assert Post.objects.count() == 0


def test_first_dates_are_read_back(client):
    page = client.post(NEW, often(), follow=True)
    assert "The next dates: Tue 1 Dec, Tue 8 Dec and Tue 15 Dec." in page.content.decode()
    assert "every Tuesday, 09:00 to 12:00, next: Tue 1 Dec" in page.content.decode()


def test_once_reads_no_dates_back(client):
    assert "The next dates" not in client.post(NEW, filled(), follow=True).content.decode()


def test_organizer_enters_how_often_for_a_neighbour_by_phone(client_of):
    organizer = OrganizerFactory()
    neighbour = PersonFactory(user=None, entered_by=organizer, consent_at="2026-01-01T00:00Z")
    client_of(organizer).post(f"{NEW}?for={neighbour.public_id}", often())
    post = Post.objects.get()
    assert (post.person, post.entered_by, post.rule) == (neighbour, organizer, "FREQ=WEEKLY;BYDAY=TU")


# --- Said differently -----------------------------------------------------------------------------


def sent(post):
    """What the form of a post that is there would send, if nothing was touched."""
    form = PostForm(person=post.person, post=post)
    return {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "", False, [])}


def test_editing_shows_what_each_time_begins_with_not_the_next_one(client, ana):
    post = RecurringFactory(person=ana, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630")
    post.occurrences.filter(rule_day=date(2026, 12, 1)).update(
        is_changed=True, from_time=time(15), quantity=9
    )
    shown = PostForm(person=ana, post=post).initial
    assert (shown["often"], shown["weekdays"], shown["from_day"]) == ("week", [TUESDAY], post.rule_start)
    assert (shown["until_day"], shown["from_time"], shown["quantity"]) == (date(2027, 6, 30), time(9), 1)
    page = client.get(f"{post.get_absolute_url()}edit/").content.decode()
    assert "How often <small>every Tuesday until 30 June 2027</small>" in page


def test_editing_nothing_changes_nothing(client, ana):
    client.post(NEW, often(often="month", nth=["1", "-1"], interval="2", times="5"))
    post = Post.objects.get()
    before = (post.rule, post.rule_start, list(post.occurrences.values()))
    edit = f"{post.get_absolute_url()}edit/"
    assert client.post(edit, sent(post)).status_code == 302
    post.refresh_from_db()
    assert (post.rule, post.rule_start, list(post.occurrences.values())) == before


def test_rule_that_the_form_cannot_say_is_kept_unless_replaced(client, ana):
    odd = "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"
    post = RecurringFactory(person=ana, rule=odd)
    edit = f"{post.get_absolute_url()}edit/"
    assert "As it is now" in client.get(edit).content.decode()
    assert client.post(edit, {**sent(post), "title": "Black Fridays"}).status_code == 302
    assert Post.objects.values_list("title", "rule").get() == ("Black Fridays", odd)
    client.post(edit, {**sent(post), "often": "week", "weekdays": ["0"]})
    assert Post.objects.get().rule == "FREQ=WEEKLY;BYDAY=MO"


@pytest.mark.parametrize(
    "rule",
    [
        Rule(Every.DAY, 2),
        Rule(Every.WEEK, weekdays=(MONDAY, FRIDAY)),
        Rule(Every.WEEK, 4, weekdays=(MONDAY,)),
        Rule(Every.WEEK, 3, weekdays=(MONDAY,), times=3),
        Rule(Every.MONTH, month_days=(-1,)),
        Rule(Every.MONTH, 3, nth=((1, MONDAY), (2, MONDAY)), until=date(2028, 1, 1)),
        Rule(Every.MONTH, nth=((1, MONDAY), (1, TUESDAY))),
        Rule(Every.YEAR),
    ],
)
def test_form_reads_back_what_it_wrote(rule):
    form = PostForm(person=PersonFactory(), post=RecurringFactory(rule=rule.to_rrule()))
    shown = form.initial
    assert shown["often"] not in ("", "keep")
    form.cleaned_data = {"until_day": None, **{name: shown.get(name) or [] for name in form.fields}, **shown}
    assert recurrence.parse(form.values()["rule"]) == rule


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=WEEKLY;BYDAY=SU;WKST=SU",
        "FREQ=MONTHLY;BYDAY=1MO,2TU",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21",
    ],
)
def test_form_keeps_what_it_has_no_fields_for(rule):
    assert PostForm(person=PersonFactory(), post=RecurringFactory(rule=rule)).initial["often"] == "keep"


def test_copy_says_how_often_where_the_form_can(client, ana):
    for rule, again in [("FREQ=WEEKLY;BYDAY=TU", "week"), ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21", "")]:
        post = RecurringFactory(person=ana, rule=rule)
        page = client.get(f"{NEW}?copy={post.public_id}").content.decode()
        assert re.findall(r'<input type="radio" name="often" value="(\w*)"[^>]* checked', page) == [again]
        assert "As it is now" not in page


def test_dates_that_stay_as_they_are_are_named(client, ana):
    post = RecurringFactory(person=ana)
    ExchangeFactory(occurrence=post.occurrences.get(rule_day=date(2026, 12, 8)))
    page = client.post(
        f"{post.get_absolute_url()}edit/", often(weekdays=["4"], audience="members"), follow=True
    ).content.decode()
    assert "The next dates: Fri 27 Nov, Fri 4 Dec and Tue 8 Dec." in page
    assert "somebody has answered, or you changed them: Tue 8 Dec" in page


def test_once_that_somebody_answered_does_not_become_again_and_again(client, ana):
    post = PostFactory(person=ana)
    ExchangeFactory(post=post)
    page = client.post(f"{post.get_absolute_url()}edit/", often(audience="members")).content.decode()
    assert "Somebody has answered already" in page
    assert Post.objects.get().rule == ""


def test_gathering_that_comes_again_needs_no_first_day(client):
    client.post(NEW, often(is_gathering="on", quantity="6"))
    post = Post.objects.get()
    assert (post.is_gathering, post.occurrence.from_day, post.each_quantity) == (True, date(2026, 12, 1), 6)
