"""A conversation: who takes part, who reads, who writes, what is new, who owes an answer."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from exchanges import actions, threads
from exchanges.models import Coming, Exchange, Message, Reading, Thread
from members import actions as members
from members.models import Block, Notice, Report
from members.viewers import viewer_of
from mutualaid.base import limits
from mutualaid.base.actions import NotAllowed, NotNow
from mutualaid.base.linked import linked
from mutualaid.base.network import local_today
from tests.factories.exchanges import (
    ComingFactory,
    ExchangeFactory,
    GatheringFactory,
    MessageFactory,
    PostFactory,
)
from tests.factories.members import OrganizerFactory, PersonFactory
from tests.outbox import hand_over
from tests.proved import prove

from .test_photos import picture as a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alder")]
NOW = timezone.now()


@pytest.fixture
def swap():
    return ExchangeFactory(status="accepted")


def a_gathering(guests=2, **fields):
    """A thread of the host and who comes."""
    post = GatheringFactory(**fields)
    ComingFactory.create_batch(guests, post=post)
    return Thread.objects.get_or_create(occurrence=post.occurrence)[0]


def find(person):
    return set(Thread.objects.visible_to(viewer_of(person.user)))


def guests_of(thread):
    return [coming.person for coming in thread.occurrence.comings.order_by("pk")]


# --- Who takes part ----------------------------------------------------------------------------------


def test_a_swap_is_read_by_its_two_and_found_by_nobody_else(swap):
    ExchangeFactory(status="accepted")
    assert find(swap.giver) == find(swap.receiver) == {swap.thread}
    for stranger in (PersonFactory(), OrganizerFactory()):
        assert find(stranger) == set()
        assert not threads.may_read(stranger, swap.thread)
        assert not threads.may_write(stranger, swap.thread)
    assert not Thread.objects.visible_to(viewer_of(None)).exists()


def test_whoever_was_blocked_finds_it_no_more_and_nobody_writes(swap):
    Block.objects.create(blocker=swap.giver, blocked=swap.receiver)
    assert (find(swap.giver), find(swap.receiver)) == ({swap.thread}, set())
    assert threads.may_read(swap.giver, swap.thread)
    assert not threads.may_write(swap.giver, swap.thread)


def test_an_organizer_takes_part_for_the_neighbour_whom_they_entered_only_as_long_as_they_organize():
    organizer = OrganizerFactory()
    carmen = PersonFactory(user=None, entered_by=organizer, consent_at=NOW)
    swap = ExchangeFactory(post=PostFactory(person=carmen), status="accepted")
    assert threads.side(organizer, swap.thread) == carmen
    assert find(organizer) == {swap.thread}
    organizer.user.is_staff = False
    assert threads.side(organizer, swap.thread) is None


def test_a_gathering_is_read_by_whoever_holds_it_and_who_comes():
    thread = a_gathering()
    occurrence = thread.occurrence
    for status in ("waiting", "cancelled"):
        Coming.objects.create(occurrence=occurrence, person=PersonFactory(), status=status)
    inside = [occurrence.post.person, *guests_of(thread)[:2]]
    assert threads.participants(thread) == inside
    assert [find(person) for person in inside] == [{thread}] * 3
    assert [find(person) for person in guests_of(thread)[2:]] == [set(), set()]
    assert find(OrganizerFactory()) == set()


def test_among_many_a_block_keeps_two_apart_without_a_word():
    thread = a_gathering()
    host, (ana, ben) = thread.occurrence.post.person, guests_of(thread)
    Block.objects.create(blocker=ana, blocked=ben)
    actions.say(by=ben, thread=thread, text="I bring a saw")
    told = set(Notice.objects.values_list("person", flat=True))
    assert told == {host.pk}
    read = {
        who.pk: [message.text for message in threads.messages(thread, viewer_of(who.user))]
        for who in (host, ana, ben)
    }
    assert read == {host.pk: ["I bring a saw"], ana.pk: [], ben.pk: ["I bring a saw"]}


def test_a_guest_whom_the_host_blocked_finds_the_gathering_no_more():
    thread = a_gathering(guests=1)
    [ana] = guests_of(thread)
    Block.objects.create(blocker=thread.occurrence.post.person, blocked=ana)
    assert find(ana) == set()


def test_whoever_posted_without_a_name_has_none_in_the_conversation():
    post = PostFactory(is_anonymous=True)
    swap = ExchangeFactory(post=post, status="accepted")
    gathering = a_gathering(guests=1, is_anonymous=True)
    host, [ana] = gathering.occurrence.post.person, guests_of(gathering)
    assert threads.name_of(swap.thread, post.person, swap.receiver) == "A neighbour"
    assert threads.name_of(gathering, host, ana) == "A neighbour"
    assert threads.name_of(gathering, host, host) == host.name
    assert threads.name_of(gathering, ana, host) == ana.name


@pytest.mark.parametrize("status", Exchange.Status.values)
def test_the_two_write_from_the_moment_they_agreed(status):
    swap = ExchangeFactory(status=status)
    assert threads.may_write(swap.giver, swap.thread) == (status in {"accepted", "lent", "done"})


def test_the_two_write_no_more_90_days_after_the_end():
    swap = ExchangeFactory(status="done", closed_at=NOW - timedelta(days=91))
    with pytest.raises(NotNow, match="closed"):
        actions.say(by=swap.giver, thread=swap.thread, text="Still there?")


@pytest.mark.parametrize("state", [{"status": "withdrawn"}, {"hidden_at": NOW, "hidden_reason": "other"}])
def test_nobody_writes_to_a_gathering_that_is_off(state):
    thread = a_gathering(**state)
    with pytest.raises(NotNow, match="closed"):
        actions.say(by=thread.occurrence.post.person, thread=thread, text="Hello?")


def test_say_to_a_gathering_tells_all_but_the_writer():
    thread = a_gathering()
    host, (ana, ben) = thread.occurrence.post.person, guests_of(thread)
    actions.say(by=ana, thread=thread, text="I bring soup")
    assert set(Notice.objects.values_list("person", "kind", "url")) == {
        (host.pk, "gathering_message", thread.get_absolute_url()),
        (ben.pk, "gathering_message", thread.get_absolute_url()),
    }
    mails = hand_over()
    assert len(mails) == 2
    assert "soup" not in " ".join(mail.text + mail.html for mail in mails)


def test_say_by_a_stranger_is_not_allowed(swap):
    for thread in (swap.thread, a_gathering()):
        with pytest.raises(NotAllowed):
            actions.say(by=PersonFactory(), thread=thread, text="Hello")


# --- By form -----------------------------------------------------------------------------------------


def say(client, thread, **data):
    htmx = data.pop("htmx", False)
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("exchanges:thread_say", args=[thread.public_id]), data, headers=headers)


def upload(data=None):
    return SimpleUploadedFile("soup.jpg", data or a_picture())


def test_say_leads_back_to_what_was_written(client_of, swap):
    response = say(client_of(swap.giver), swap.thread, text="Thursday?")
    assert (response.status_code, response.url) == (302, f"{swap.get_absolute_url()}#last")


def test_say_in_place_answers_with_the_conversation_alone(client_of, swap):
    page = say(client_of(swap.giver), swap.thread, text="Thursday?", htmx=True).text
    assert "Thursday?" in page
    assert "<html" not in page
    page = say(client_of(swap.giver), swap.thread, text="", htmx=True).text
    assert "Write a word, or choose a picture." in page
    assert "<html" not in page


def test_say_in_place_loads_the_page_anew_where_there_is_none_any_more(client_of, swap):
    for person in (None, PersonFactory(), PersonFactory(status="pending")):
        response = say(client_of(person), swap.thread, text="Thursday?", htmx=True)
        assert (response.status_code, response.get("HX-Refresh"), response.content) == (200, "true", b"")
    assert not Message.objects.exists()


@pytest.mark.parametrize("url", ["thread_say", "thread_read"])
def test_strangers_get_the_404_of_a_conversation_that_never_was(client_of, swap, url):
    for stranger in (PersonFactory(), OrganizerFactory()):
        client = client_of(stranger)
        for public_id in (swap.thread.public_id, "zzzzzzzzzzzz"):
            path = reverse(f"exchanges:{url}", args=[public_id])
            assert client.post(path, {"text": "Hello", "until": NOW.isoformat()}).status_code == 404
    assert (
        client_of(swap.giver).get(reverse(f"exchanges:{url}", args=[swap.thread.public_id])).status_code
        == 405
    )
    assert not Message.objects.exists()


def test_too_much_in_a_short_time_is_said_in_place_and_kept(client_of, swap, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "message", limits.Limit(1, limits.HOUR))
    client = client_of(swap.giver)
    say(client, swap.thread, text="One")
    page = say(client, swap.thread, text="And another thing").text
    assert "That was a lot in a short time" in page
    assert "And another thing" in page
    assert Message.objects.count() == 1


# --- Pictures ----------------------------------------------------------------------------------------


def test_picture_is_drawn_anew_encrypted_and_seen_by_the_two_only(client_of, swap):
    exif = Image.Exif()
    exif[0x0132] = "2026:01:01 12:00:00"
    say(client_of(swap.giver), swap.thread, picture=upload(a_picture(exif=exif)), alt="A pot of soup")
    image = swap.thread.messages.get().image
    assert (image.alt, image.width, image.height, bytes(image.content[:4])) == (
        "A pot of soup",
        40,
        30,
        b"RIFF",
    )
    assert b"2026:01:01" not in bytes(image.content)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, alt FROM exchanges_messageimage")
        [(content, alt)] = cursor.fetchall()
    assert b"WEBP" not in bytes(content)
    assert b"soup" not in bytes(alt)
    path = reverse("exchanges:picture", args=[image.public_id])
    page = client_of(swap.receiver).get(swap.get_absolute_url()).text
    assert path in page
    assert "A pot of soup" in page
    response = client_of(swap.receiver).get(path)
    assert (response.content, response["Content-Type"]) == (bytes(image.content), "image/webp")
    assert response["Cache-Control"] == "no-store"
    for stranger in (PersonFactory(), OrganizerFactory()):
        assert client_of(stranger).get(path).status_code == 404
    Block.objects.create(blocker=swap.giver, blocked=swap.receiver)
    assert client_of(swap.receiver).get(path).status_code == 404


def test_picture_in_a_gathering_is_not_shown_across_a_block(client_of):
    thread = a_gathering()
    ana, ben = guests_of(thread)
    message = actions.say(by=ben, thread=thread, picture=actions.Picture(b"drawn", 4, 3))
    path = reverse("exchanges:picture", args=[message.image.public_id])
    assert client_of(ana).get(path).content == b"drawn"
    Block.objects.create(blocker=ben, blocked=ana)
    assert client_of(ana).get(path).status_code == 404


def test_what_is_no_picture_is_said_in_place_and_the_words_are_kept(client_of, swap):
    page = say(
        client_of(swap.giver), swap.thread, text="Look at this", picture=upload(b"no"), alt="Soup"
    ).text
    assert "This is not a photo that we can read" in page
    assert "Look at this" in page
    assert 'value="Soup"' in page
    assert not Message.objects.exists()


def test_pictures_have_a_limit_and_words_go_on(client_of, swap, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "upload", limits.Limit(1, limits.DAY))
    client = client_of(swap.giver)
    for _ in range(2):
        say(client, swap.thread, text="Look", picture=upload())
    say(client, swap.thread, text="Just words")
    assert [hasattr(message, "image") for message in Message.objects.all()] == [True, False]


# --- What is new -------------------------------------------------------------------------------------


def read(client, thread, until):
    return client.post(
        reverse("exchanges:thread_read", args=[thread.public_id]), {"until": until.isoformat()}
    )


def test_opening_the_page_changes_nothing_and_marking_it_read_moves_the_line(client_of, swap):
    client = client_of(swap.giver)
    for hours in (3, 1):
        MessageFactory(exchange=swap, author=swap.receiver, created_at=NOW - timedelta(hours=hours))
    for _ in range(2):
        assert "Mark as read" in client.get(swap.get_absolute_url()).text
    assert not Reading.objects.exists()
    read(client, swap.thread, NOW - timedelta(hours=2))
    page = client.get(swap.get_absolute_url()).text
    assert page.count("New since last time") == 1
    read(client, swap.thread, NOW)
    page = client.get(swap.get_absolute_url()).text
    assert "Mark as read" not in page
    assert "New since last time" not in page


def test_the_place_moves_only_forward_and_never_ahead_of_now(client_of, swap):
    client = client_of(swap.giver)
    read(client, swap.thread, NOW)
    read(client, swap.thread, NOW - timedelta(days=1))
    assert Reading.objects.get().read_at == NOW
    read(client, swap.thread, NOW + timedelta(days=1))
    assert NOW < Reading.objects.get().read_at < NOW + timedelta(hours=1)


def test_writing_is_reading(swap):
    MessageFactory(exchange=swap, author=swap.receiver)
    mine = actions.say(by=swap.giver, thread=swap.thread, text="Yes")
    assert list(Reading.objects.values_list("person", "read_at")) == [(swap.giver_id, mine.created_at)]


def test_reading_makes_old_news_of_what_told_of_it(client_of, swap):
    other = ExchangeFactory(status="accepted", proposer=swap.receiver)
    actions.say(by=swap.giver, thread=swap.thread, text="Yes")
    actions.say(by=other.giver, thread=other.thread, text="Another")
    last = swap.thread.messages.get().created_at
    read(client_of(swap.receiver), swap.thread, last - timedelta(seconds=1))
    assert Notice.objects.filter(read_at=None).count() == 2
    read(client_of(swap.receiver), swap.thread, last)
    unread = Notice.objects.filter(person=swap.receiver, read_at=None)
    assert list(unread.values_list("url", flat=True)) == [other.get_absolute_url()]


def test_nobody_is_told_whether_the_other_one_read_it(client_of, swap):
    actions.say(by=swap.giver, thread=swap.thread, text="Yes")
    before = client_of(swap.giver).get(swap.get_absolute_url()).text
    read(client_of(swap.receiver), swap.thread, timezone.now())
    after = client_of(swap.giver).get(swap.get_absolute_url()).text
    assert after.split("<main")[1].split('id="write"')[0] == before.split("<main")[1].split('id="write"')[0]


def unread(person):
    """Of which swaps and gatherings there are new messages for them."""
    viewer = viewer_of(person.user)
    news = [swap.thread for swap in Exchange.objects.visible_to(viewer) if threads.has_news(person, swap)]
    return [*news, *threads.with_news(viewer)]


def test_unread_knows_what_others_wrote_since(swap):
    assert unread(swap.receiver) == []
    actions.say(by=swap.giver, thread=swap.thread, text="Yes")
    assert [unread(one) for one in (swap.receiver, swap.giver, PersonFactory())] == [[swap.thread], [], []]
    actions.read(by=swap.receiver, thread=swap.thread, until=timezone.now())
    assert unread(swap.receiver) == []


def test_what_an_organizer_wrote_for_a_neighbour_is_not_news_to_them():
    organizer = OrganizerFactory()
    carmen = PersonFactory(user=None, entered_by=organizer, consent_at=NOW)
    swap = ExchangeFactory(post=PostFactory(person=carmen), status="accepted")
    Thread.objects.filter(exchange=swap).update(last_at=NOW, last_by=carmen)
    assert unread(organizer) == []
    actions.say(by=swap.receiver, thread=swap.thread, text="Yes")
    assert unread(organizer) == [swap.thread]


@pytest.mark.parametrize("by_me", [True, False])
def test_unread_counts_nothing_of_somebody_whom_a_block_keeps_apart(by_me):
    """Benno's words are neither there for Anabel nor counted; those of the host beside them are."""
    thread = a_gathering()
    host, (ana, ben) = thread.occurrence.post.person, guests_of(thread)
    Block.objects.create(blocker=ana if by_me else ben, blocked=ben if by_me else ana)
    actions.say(by=ben, thread=thread, text="I bring a saw")
    assert [unread(one) for one in (ana, ben, host)] == [[], [], [thread]]
    actions.say(by=host, thread=thread, text="Good")
    actions.say(by=ben, thread=thread, text="And nails")
    assert [unread(one) for one in (ana, ben)] == [[thread], []]


@pytest.mark.parametrize("who", [PersonFactory, OrganizerFactory])
def test_what_is_new_is_looked_up_by_the_gatherings_and_not_in_all_conversations(who):
    """However little the planner knows of these tables: it could not if it wanted to."""
    news = threads.with_news(viewer_of(who().user))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off")
        cursor.execute("SET LOCAL enable_mergejoin = off")
    assert "Index Cond: (occurrence_id = " in news.explain()


@pytest.mark.parametrize("by_me", [True, False])
def test_unread_counts_no_swap_across_a_block(swap, by_me):
    actions.say(by=swap.giver, thread=swap.thread, text="Yes")
    assert unread(swap.receiver) == [swap.thread]
    pair = (swap.receiver, swap.giver)
    Block.objects.create(blocker=pair[not by_me], blocked=pair[by_me])
    assert unread(swap.receiver) == []


def test_all_that_they_can_read_is_all_of_it(client_of):
    """Benno wrote last, whom Anabel never reads: what told her of the host's words is old news anyway."""
    thread = a_gathering()
    host, (ana, ben) = thread.occurrence.post.person, guests_of(thread)
    Block.objects.create(blocker=ana, blocked=ben)
    actions.say(by=host, thread=thread, text="Bring gloves")
    seen = thread.messages.get().created_at
    actions.say(by=ben, thread=thread, text="I bring a saw")
    assert Notice.objects.filter(person=ana, read_at=None).count() == 1
    read(client_of(ana), thread, seen)
    assert not Notice.objects.filter(person=ana, read_at=None).exists()
    assert unread(ana) == []


# --- Who owes an answer ------------------------------------------------------------------------------


def owing(*people):
    """Who of them owes somebody an answer."""
    swap = Exchange.objects.get()
    return [person for person in people if threads.owes_answer(person, swap)]


def test_whoever_did_not_write_last_owes_an_answer(swap):
    assert owing(swap.giver, swap.receiver) == []
    actions.say(by=swap.giver, thread=swap.thread, text="Thursday?")
    assert owing(swap.giver, swap.receiver) == [swap.receiver]
    actions.say(by=swap.receiver, thread=swap.thread, text="Yes")
    assert owing(swap.giver, swap.receiver) == [swap.giver]
    assert owing(PersonFactory()) == []


def test_an_organizer_owes_for_the_neighbour_whom_they_entered():
    organizer = OrganizerFactory()
    carmen = PersonFactory(user=None, entered_by=organizer, consent_at=NOW)
    swap = ExchangeFactory(post=PostFactory(person=carmen), status="accepted")
    actions.say(by=swap.receiver, thread=swap.thread, text="Thursday?")
    assert owing(organizer) == [organizer]


@pytest.mark.parametrize("end", ["done", "did_not_happen", "block"])
def test_nobody_owes_an_answer_when_it_is_over(swap, end):
    actions.say(by=swap.giver, thread=swap.thread, text="Thursday?")
    if end == "block":
        Block.objects.create(blocker=swap.receiver, blocked=swap.giver)
    else:
        getattr(actions, end)(by=swap.giver, exchange=swap)
    assert owing(swap.giver, swap.receiver) == []


# --- What it looks like ------------------------------------------------------------------------------


def test_page_has_days_steps_and_words_in_order(client_of, swap):
    for days, text in ((9, "First"), (1, "Second"), (0, "Third")):
        MessageFactory(exchange=swap, text=text, created_at=NOW - timedelta(days=days))
    actions.done(by=swap.receiver, exchange=swap)
    page = client_of(swap.giver).get(swap.get_absolute_url()).text
    flow = page.split('<ol class="flow">')[1].split("</ol>")[0]
    said = ["First", "Yesterday", "Second", "Today", "Third", f"{swap.receiver.name} said that it is done"]
    places = [flow.index(words) for words in said]
    assert places == sorted(places)


def test_conversation_has_as_many_statements_at_one_of_each_as_at_three(client_of, swap):
    counts = []
    client = client_of(swap.giver)
    for _ in range(3):
        actions.say(by=swap.receiver, thread=swap.thread, text="Look", picture=actions.Picture(b"x", 4, 3))
        actions.tell(by=swap.receiver, exchange=swap, field="phone", value="555 0100")
        actions.propose_handover(by=swap.giver, exchange=swap, day=local_today() + timedelta(days=2))
        with CaptureQueriesContext(connection) as asked:
            client.get(swap.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[2]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "See https://example.org/a?b=1&c=2.",
            'See <a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer nofollow noopener">'
            "https://example.org/a?b=1&amp;c=2</a>.",
        ),
        ("<b>bold</b> javascript:alert(1)", "&lt;b&gt;bold&lt;/b&gt; javascript:alert(1)"),
        (
            'http://x.example/"onmouseover="alert(1)',
            '<a href="http://x.example/" rel="noreferrer nofollow noopener">http://x.example/</a>'
            "&quot;onmouseover=&quot;alert(1)",
        ),
        ("ana@example.org, example.org", "ana@example.org, example.org"),
    ],
)
def test_addresses_become_plain_links(text, html):
    assert linked(text) == html


# --- A report ----------------------------------------------------------------------------------------


def with_second_factor(client):
    prove(client)
    return client


def report(client, message):
    path = reverse("members:report", args=["message", message.public_id])
    assert "this message, and up to five before it" in client.get(path).text
    client.post(path, {"category": "hurtful", "words": "Read this"})
    return Report.objects.filter(subject_id=message.public_id).first()


def test_report_of_a_message_keeps_it_and_up_to_five_before(client_of, swap):
    written = [MessageFactory(exchange=swap, author=swap.giver, text=f"word-{n}") for n in range(9)]
    made = report(client_of(swap.receiver), written[7])
    assert made.excerpt.splitlines() == [f"A: word-{n}" for n in range(2, 8)]
    assert made.person == swap.giver


def with_picture(by, thread, name):
    drawn = actions.Picture(name.encode(), 4, 3, f"What {name} shows")
    return actions.say(by=by, thread=thread, text="Look", picture=drawn)


def handed_over(made):
    return [(bytes(one.content), one.width, one.height, one.alt) for one in made.pictures.order_by("pk")]


def test_report_hands_over_the_pictures_of_whoever_is_reported_and_no_others(client_of, swap):
    """Of what it hands over: no older one, none of the reporter's own, nothing that comes after."""
    with_picture(swap.giver, swap.thread, "old")
    for _ in range(3):
        actions.say(by=swap.giver, thread=swap.thread, text="Well")
    with_picture(swap.giver, swap.thread, "first")
    with_picture(swap.receiver, swap.thread, "mine")
    message = with_picture(swap.giver, swap.thread, "second")
    with_picture(swap.giver, swap.thread, "after")
    made = report(client_of(swap.receiver), message)
    assert made.excerpt.splitlines()[-2:] == [
        "B: Look [a picture: What mine shows]",
        "A: Look [a picture: What second shows]",
    ]
    assert handed_over(made) == [
        (b"first", 4, 3, "What first shows"),
        (b"second", 4, 3, "What second shows"),
    ]


def test_report_from_a_gathering_hands_over_no_picture_of_anybody_else(client_of):
    thread = a_gathering()
    host, (ana, ben) = thread.occurrence.post.person, guests_of(thread)
    with_picture(host, thread, "host")
    message = with_picture(ben, thread, "ben")
    assert [content for content, *_ in handed_over(report(client_of(ana), message))] == [b"ben"]


def test_report_of_a_whole_conversation_hands_over_its_pictures_too(client_of, swap):
    with_picture(swap.giver, swap.thread, "theirs")
    with_picture(swap.receiver, swap.thread, "mine")
    path = reverse("members:report", args=["exchange", swap.public_id])
    assert "with the pictures that the other one sent" in client_of(swap.receiver).get(path).text
    client_of(swap.receiver).post(path, {"category": "hurtful", "words": "Read this"})
    assert [content for content, *_ in handed_over(Report.objects.get())] == [b"theirs"]


def test_what_was_handed_over_outlives_the_conversation(client_of, swap):
    made = report(client_of(swap.receiver), with_picture(swap.giver, swap.thread, "theirs"))
    swap.thread.messages.all().delete()
    assert len(handed_over(made)) == 1


@pytest.mark.parametrize("kind", ["message", "exchange"])
def test_link_in_the_case_leads_organizers_to_a_page_that_answers_them(client_of, swap, kind):
    """Of the swap itself there is who and when; its own page is for the two."""
    message = MessageFactory(exchange=swap, author=swap.giver, text="Only for the two")
    subject = message if kind == "message" else swap
    path = reverse("members:report", args=[kind, subject.public_id])
    client_of(swap.receiver).post(path, {"category": "hurtful", "words": "Read this"})
    organizer = with_second_factor(client_of(OrganizerFactory()))
    case = organizer.get(reverse("admin:members_report_change", args=[Report.objects.get().pk])).text
    assert "Only for the two" in case
    link = reverse("admin:exchanges_exchange_change", args=[swap.pk])
    assert f'href="{link}"' in case
    assert swap.get_absolute_url() not in case
    page = organizer.get(link)
    assert (page.status_code, "Only for the two" in page.text) == (200, False)


@pytest.mark.parametrize("blocker", ["giver", "receiver"])
def test_report_of_a_message_works_after_a_block(client_of, swap, blocker):
    message = MessageFactory(exchange=swap, author=swap.giver)
    by = getattr(swap, blocker)
    Block.objects.create(blocker=by, blocked=swap.other(by))
    assert report(client_of(swap.receiver), message) is not None


def test_report_from_a_gathering_works_after_a_block_put_one_out_of_it(client_of):
    thread = a_gathering()
    host, (ana, ben) = thread.occurrence.post.person, guests_of(thread)
    actions.say(by=ben, thread=thread, text="Who brings what?")
    message = actions.say(by=host, thread=thread, text="Mind your own")
    members.block(by=host, person=ana)
    assert report(client_of(ana), message).excerpt == "A: Who brings what?\nB: Mind your own"


def test_strangers_and_writers_report_no_message(client_of, swap):
    message = MessageFactory(exchange=swap, author=swap.giver)
    for person in (PersonFactory(), OrganizerFactory(), swap.giver):
        assert report(client_of(person), message) is None


def test_every_message_of_the_other_one_has_a_link_to_report_it(client_of, swap):
    theirs = MessageFactory(exchange=swap, author=swap.giver)
    mine = MessageFactory(exchange=swap, author=swap.receiver)
    page = client_of(swap.receiver).get(swap.get_absolute_url()).text
    linked_to = [message for message in (theirs, mine) if f"/report/message/{message.public_id}/" in page]
    assert linked_to == [theirs]
