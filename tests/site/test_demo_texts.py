"""The demo's texts, before they are rows: nobody real in them, and nothing that does not fit together."""

import datetime as dt
import re
from collections import Counter, defaultdict

import pytest

from directory.needs import TERMS
from mutualaid.site.demo.drawings import DRAWINGS, draw
from mutualaid.site.demo.listings import LISTINGS
from mutualaid.site.demo.making.again import waking
from mutualaid.site.demo.people import PEOPLE
from mutualaid.site.demo.place import AREAS, DANGER_NUMBERS, PHONE, STREETS, area_of
from mutualaid.site.demo.posts import POSTS
from mutualaid.site.demo.threads import GATHERINGS, SWAPS

FICTIONAL = re.compile(r"555-01\d\d")
STATES = {"open", "full", "done", "withdrawn", "hidden", "expired", "moderated"}


def slugs(name):
    return set(re.findall(r"slug: ([a-z-]+)", (TERMS / f"{name}.yaml").read_text()))


def words():
    """Everything that a visitor may read."""
    for post in POSTS:
        yield from (post.title, post.text, post.urgent)
    for swap in SWAPS:
        yield from (swap.note, *(said for *_who, said in (*swap.says, *swap.thanks)))
    for gathering in GATHERINGS:
        yield from (brings for *_who, brings in gathering.joins)
        yield from (said for *_who, said in gathering.says)
    for listing in LISTINGS:
        yield from (listing.name, listing.text, listing.place, listing.alert)
    for person in PEOPLE:
        yield person.about


def test_counts_are_as_promised():
    assert (len(PEOPLE), len(POSTS), len(LISTINGS)) == (60, 126, 80)


@pytest.mark.parametrize("things", [PEOPLE, POSTS, LISTINGS], ids=["people", "posts", "listings"])
def test_keys_are_unique(things):
    assert [key for key, count in Counter(thing.key for thing in things).items() if count > 1] == []


def test_phones_are_fictional():
    numbers = [PHONE, *(number for _name, number in DANGER_NUMBERS)]
    numbers += [thing.phone for thing in (*PEOPLE, *LISTINGS) if thing.phone]
    assert [number for number in numbers if not FICTIONAL.fullmatch(number)] == []


def test_words_hold_no_number_mail_or_link_that_could_be_somebodys():
    text = "\n".join(words())
    assert [number for number in re.findall(r"\d[\d -]{5,}\d", text) if not FICTIONAL.fullmatch(number)] == []
    assert re.findall(r"\S+@\S+|https?:\S+|www\.\S+", text) == []


def test_posts_tell_no_house_number():
    public = "\n".join(f"{post.title} {post.text}" for post in POSTS)
    streets = "|".join(map(re.escape, STREETS))
    assert re.findall(rf"\d+ (?:{streets})|(?:{streets}) \d+", public) == []


def test_listings_stand_in_invented_streets():
    assert {listing.street for listing in LISTINGS if listing.street} <= set(STREETS)


def test_people_live_in_four_groups_of_squares():
    assert Counter(area_of(person.square).key for person in PEOPLE).keys() == {area.key for area in AREAS}


def test_neighbours_by_phone_are_entered_by_organizers():
    organizers = {person.key for person in PEOPLE if person.organizer}
    by_phone = [person for person in PEOPLE if person.by]
    assert len(by_phone) == 9
    assert {person.by for person in by_phone} == organizers
    assert all(person.phone for person in by_phone)


def test_terms_are_of_the_taxonomy():
    assert {slug for thing in (*POSTS, *LISTINGS) for slug in thing.needs} <= slugs("needs")
    assert {slug for listing in LISTINGS for slug in listing.access} <= slugs("access")
    both = {slug for listing in LISTINGS for slug in (*listing.communities_for, *listing.communities_by)}
    assert both <= slugs("communities")


def test_posts_are_in_every_state_kind_form_mode_and_several_languages():
    assert {post.state for post in POSTS} == STATES
    assert {(post.kind, post.form) for post in POSTS} == {
        (kind, form) for kind in ("request", "offer") for form in ("service", "resource")
    }
    assert {post.mode for post in POSTS} == {"give", "lend", "together"}
    assert {post.language for post in POSTS} >= {"en", "es", "pt", "ar", "fr", "vi", "pl"}


def test_hours_are_of_every_shape():
    hours = [(listing, line) for listing in LISTINGS for line in listing.hours]
    assert any(line.closes and line.closes < line.opens for _listing, line in hours), "past midnight"
    assert any(line.weeks.startswith("-") for _listing, line in hours), "the last of the month"
    assert any(line.weeks == "2 4" for _listing, line in hours), "2nd and 4th"
    assert any(not line.opens for _listing, line in hours), "around the clock"
    assert any(line.season for _listing, line in hours), "a season"
    assert any(listing.by_appointment for listing in LISTINGS)
    assert any(closed.opens for listing in LISTINGS for closed in listing.closed), "a short day"
    assert any(not closed.opens for listing in LISTINGS for closed in listing.closed), "a holiday"
    assert any((listing.checked or 0) > 180 for listing in LISTINGS), "stale"
    assert any(listing.checked is None for listing in LISTINGS), "never checked"
    assert sum(listing.confidential for listing in LISTINGS) == 3


def test_hardly_anybody_is_asked_at_once_whether_it_is_still_so():
    """Whatever the hour: a post may be written up to nine hours before its day."""
    assert len([post.key for post in POSTS if post.state == "open" and post.ago in {29, 30, 31}]) <= 1


def test_swaps_fit_their_posts():
    posts = {post.key: post for post in POSTS}
    people = {person.key for person in PEOPLE}
    taken = defaultdict(int)
    for swap in SWAPS:
        post = posts[swap.post]
        hours = [swap.answered, *(hour for _who, hour, _said in swap.says)]
        assert swap.other in people - {post.author}
        assert swap.ago <= post.ago, (swap.post, swap.other)
        assert hours == sorted(hours), (swap.post, swap.other)
        assert max(*hours, swap.ended) < swap.ago * 24 or swap.state == "proposed", (swap.post, swap.other)
        assert {who for who, *_said in (*swap.says, *swap.thanks)} <= {swap.other, post.author}
        assert bool(swap.thanks) <= (swap.state == "done")
        taken[post.key] += swap.quantity * (swap.state in {"accepted", "done"})
    assert {
        key for key, count in taken.items() if count > posts[key].quantity and not posts[key].standing
    } == set()
    full = {post.key for post in POSTS if post.state == "full"}
    assert {key for key in full if taken[key] != posts[key].quantity} == set()


def test_gatherings_fit_their_posts():
    posts = {post.key: post for post in POSTS}
    assert {key for key, post in posts.items() if post.gathering} == {text.post for text in GATHERINGS}
    for text in GATHERINGS:
        post, came = posts[text.post], {who: hours for who, hours, *_rest in text.joins}
        assert post.mode == "together"
        assert (post.day or 0) > 0
        assert came.keys() <= {person.key for person in PEOPLE} - {post.author}
        assert all(hours > came[who] for who, hours in text.leaves)
        assert all(who == post.author or hours > came[who] for who, hours, _said in text.says)
        # All of it happened before today's first hours.
        assert max([*came.values(), *(hours for _who, hours, *_words in (*text.leaves, *text.says))]) < (
            post.ago * 24 - 10
        )


def test_ana_and_ben_have_answers_to_give_and_to_wait_for():
    authors = {post.key: post.author for post in POSTS}
    waiting = [swap for swap in SWAPS if swap.state == "proposed"]
    for who in ("ana", "ben"):
        assert sum(authors[swap.post] == who for swap in waiting) >= 2
        assert sum(swap.other == who for swap in waiting) >= 1
    assert sum(authors[swap.post] in {"frank", "olu"} for swap in waiting) >= 2


def test_drawings_are_used_and_described():
    pictured = [post for post in POSTS if post.photo]
    assert {post.photo for post in pictured} == set(DRAWINGS)
    assert all(post.photo_text for post in pictured)
    assert draw("soup") == draw("soup")


@pytest.mark.parametrize("hour", [3, 9, 15, 23])
def test_waking_keeps_the_order_and_never_runs_ahead(hour):
    now = dt.datetime(2026, 3, 10, hour, 40, tzinfo=dt.UTC)
    moments = [now - dt.timedelta(minutes=37) * number for number in range(100)][::-1]
    told = [waking(moment, now) for moment in moments]
    assert told == sorted(told)
    assert told[-1] <= now
    assert {moment.hour for moment in told if moment.date() < now.date()} <= set(range(8, 22))
