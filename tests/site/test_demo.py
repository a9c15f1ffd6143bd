"""The demo as rows: always the same, in every state, and no page of it falls over."""

import datetime as dt
import re
import time
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from django.utils import timezone

from directory.models import ListingRow, Location, Phone, Service
from exchanges import pages, turning
from exchanges.models import Exchange, Message, Occurrence, Post, PostRow, Ring
from exchanges.still import waiting
from members.models import Notice, Person, User
from members.viewers import viewer_of
from mutualaid.base.hanging import together
from mutualaid.base.models import Mail
from mutualaid.base.network import forget
from mutualaid.site.demo import making

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo made twice, the second kept for all tests here and rolled back after them.

    Gives the counts of `make` and the two snapshots.
    """
    now = timezone.now()
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        with transaction.atomic():
            making.make(now)
            first = snapshot()
            transaction.set_rollback(True)
        counts = making.make(now)
        yield counts, first, snapshot()
        transaction.set_rollback(True)
    forget()


@pytest.fixture
def demo(made):
    """How many there are of each thing."""
    return made[0]


def snapshot():
    """What must be the same each time: ids, texts, states and moments."""
    return {
        "posts": list(
            Post.objects.order_by("public_id").values_list(
                "public_id", "title", "text", "status", "created_at", "random", "closed_at"
            )
        ),
        "people": list(Person.objects.order_by("public_id").values_list("public_id", "name", "created_at")),
        "swaps": list(
            Exchange.objects.order_by("public_id").values_list("public_id", "status", "created_at")
        ),
        "words": [
            (message.public_id, message.text, message.language, message.created_at)
            for message in Message.objects.order_by("public_id")
        ],
        "services": list(Service.objects.order_by("uuid").values_list("uuid", "slug", "last_verified_on")),
    }


def test_demo_is_the_same_twice(made):
    _counts, first, second = made
    assert first == second


def test_demo_data_outside_the_demo_refuses(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("demo_data")


def test_demo_data_where_it_is_there_already_changes_nothing(demo, settings, capsys):
    settings.DEMO = True
    before = snapshot()
    call_command("demo_data")
    assert "already" in capsys.readouterr().out
    assert snapshot() == before


def test_demo_has_what_was_promised(demo):
    assert demo == {"people": 60, "posts": 128, "swaps": 90, "listings": 80}
    assert Person.objects.count() == 60
    assert Post.objects.count() == 128
    assert Service.objects.count() == 80


def test_demo_has_every_state(demo):
    assert set(Post.objects.values_list("status", flat=True)) == set(Post.Status.values)
    assert Post.objects.exclude(hidden_at=None).count() == 2
    assert set(Exchange.objects.values_list("status", flat=True)) == set(Exchange.Status.values)
    assert {"active", "pending", "suspended"} <= set(Person.objects.values_list("status", flat=True))


def test_demo_lies_in_the_past(demo):
    now = timezone.now()
    for model in (Post, Exchange, Message, Notice, Person):
        assert model.objects.filter(created_at__gt=now).count() == 0
    assert Exchange.objects.filter(closed_at__gt=now).count() == 0
    assert Message.objects.filter(created_at__lt=now - dt.timedelta(days=1)).count() > 100


def test_demo_has_nobody_real(demo):
    assert [
        email for email in User.objects.values_list("email", flat=True) if not email.endswith("@demo.example")
    ] == []
    numbers = [
        *Phone.objects.values_list("number", flat=True),
        *(person.phone for person in Person.objects.all()),
    ]
    assert [number for number in numbers if number and not re.fullmatch(r"555-01\d\d", number)] == []
    at_sea = Location.objects.filter(latitude__range=(50.2, 50.3), longitude__range=(-15.0, -14.85))
    assert at_sea.count() == Location.objects.count()


def test_demo_leaves_few_mails(demo):
    to = Counter(mail.to for mail in Mail.objects.all())
    assert to == {"ana@demo.example": 3, "ben@demo.example": 3, "olu@demo.example": 3}


@pytest.mark.parametrize("name", ["ana", "ben", "olu"])
def test_demo_accounts_have_news(demo, name):
    person = Person.objects.get(user__email=f"{name}@demo.example")
    assert Notice.objects.filter(person=person, read_at=None).exists()
    assert Post.objects.filter(person=person, status="open").exists()
    assert person.user.is_staff == (name == "olu")


# --- Every page -----------------------------------------------------------------------------------

START = ["/", "/exchanges/", "/directory/", "/about/"]
SIGNED_IN = ["/exchanges/swaps/", "/members/settings/", "/members/notices/", "/me/"]
PAGES_A_VIEW = 4
LEAVES = re.compile(r"^/(accounts/logout|admin/logout|demo/|static/|media/)")


def crawl(client, start):
    """`{path: status}` of every page that links lead to: a few for each view, redirects followed."""
    seen, waiting, views = {}, list(start), Counter()
    while waiting:
        path = waiting.pop(0)
        view = view_of(path)
        if path in seen or views[view] >= PAGES_A_VIEW:
            continue
        views[view] += 1
        response = client.get(path, follow=True)
        seen[path] = response.status_code
        if response.headers.get("Content-Type", "").startswith("text/html"):
            waiting += links(response.content.decode())
    return seen


def view_of(path):
    """What tells two pages of a kind: the view, or for a dead link the path itself."""
    try:
        return resolve(path.split("?")[0]).func
    except Resolver404:
        return path


def sign_in(client, user):
    """As the demo's one click does: an organizer's counts as the second factor."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "demo", "at": time.time()}]
    session.save()


def links(html):
    found = re.findall(r'<a\b[^>]*\bhref="(/[^"#]*)', html)
    return [link.replace("&amp;", "&") for link in dict.fromkeys(found) if not LEAVES.match(link)]


@pytest.mark.parametrize("name", [None, "ana", "ben", "olu"])
def test_every_page_of_the_demo_opens(demo, name):
    client = Client()
    start = list(START)
    if name:
        sign_in(client, User.objects.get(email=f"{name}@demo.example"))
        start += SIGNED_IN
    if name == "olu":
        start.append("/admin/")
    statuses = crawl(client, start)
    assert {path: status for path, status in statuses.items() if status != 200} == {}
    assert len(statuses) > 20


def test_nothing_is_handed_over_in_a_way_there_is_not(demo):
    ways = {way for post in Post.objects.all() for way in post.handover}
    assert ways <= set(Post.Handover.values)


def test_confidential_listings_are_nowhere(demo):
    rows = ListingRow.objects.filter(service__is_confidential=True)
    assert list(rows.values_list("latitude", "longitude")) == [(None, None)] * 3


def test_the_paused_neighbour_is_on_no_board(demo):
    assert PostRow.objects.filter(person__status="suspended", published=True).count() == 0


@pytest.mark.parametrize("words", ["a lift on Thursday", "comida gratis"])
def test_what_the_front_page_suggests_is_found(demo, words):
    page = Client().get("/search/", {"q": words}).content.decode()
    assert re.search(r'href="/(exchanges/[a-z0-9]{12}|directory/[a-z-]+)/"', page)


def test_a_slip_of_the_finger_is_forgiven(demo):
    page = Client().get("/directory/", {"q": "grocries"}).content.decode()
    assert "for “groceries”" in page
    assert re.search(r'href="/directory/[a-z-]+/"', page)


def test_demo_has_offers_that_come_round_one_with_a_date_left_out(demo):
    recurring = Post.objects.exclude(rule="")
    assert recurring.filter(row__published=True).count() == 3
    left_out = Occurrence.objects.filter(is_skipped=True, from_day__gte=timezone.localdate())
    assert [time.post.rule for time in left_out] == ["FREQ=WEEKLY;BYDAY=TU"]


def test_a_three_way_swap_waits_for_ana_alone(demo):
    ana = User.objects.get(email="ana@demo.example")
    [rings] = together(pages.ring.that_wait(viewer_of(ana)))
    [line] = pages.ring.lines(rings, ana.person)
    assert (line["names"], line["waits_for_me"]) == ("Zoe, Mateo", True)
    answers = line["ring"].parts.values_list("giver__name", "answer")
    assert dict(answers) == {"Ana": "waiting", "Zoe": "yes", "Mateo": "yes"}


def test_a_three_way_swap_worked_out(demo):
    parts = Ring.objects.get(status="formed").parts.all()
    assert [part.exchange.status for part in parts] == ["done"] * 3
    thanked = Message.objects.filter(kind="thanks", thread__exchange__ring_part__in=parts)
    assert set(thanked.values_list("author", flat=True)) == {part.receiver_id for part in parts}


def test_one_neighbour_is_being_asked_whether_it_is_still_so_and_few_are_due(demo):
    ben = Person.objects.get(user__email="ben@demo.example")
    [asked] = waiting.waiting(ben, ben.posts.all())
    assert asked.post.needs.filter(slug="bikes").exists()
    unanswered = Post.objects.filter(closed_at=None, asked_at__gt=F("confirmed_at"))
    assert list(unanswered) == [asked.post]
    assert len(turning.due_ids(timezone.localdate())) <= 1
