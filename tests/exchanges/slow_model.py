"""The board as it ought to be: read in one statement, counted slowly in plain Python from the swaps alone."""

import json

from django.db import connection

from exchanges.models import Post

HELD, EXPECTED = {"accepted", "lent"}, {"coming", "waiting"}
# Every row that a move may change, in one statement.
EVERYTHING = """
SELECT json_build_object(
  'people', (SELECT json_object_agg(id, status) FROM members_person),
  'blocks', (SELECT json_agg(json_build_array(blocker_id, blocked_id) ORDER BY id) FROM members_block),
  'posts', (
    SELECT json_object_agg(p.id, json_build_object(
      'author', p.person_id, 'kind', p.kind, 'status', p.status, 'hidden', p.hidden_at IS NOT NULL,
      'gathering', p.is_gathering, 'published', r.published, 'shown', r."left"))
    FROM exchanges_post p JOIN exchanges_postrow r ON r.post_id = p.id),
  'times', (
    SELECT json_object_agg(id, json_build_object(
      'post', post_id, 'quantity', quantity, 'promised', promised, 'done', done))
    FROM exchanges_occurrence),
  'swaps', (
    SELECT json_object_agg(id, json_build_object(
      'of', array_remove(ARRAY[occurrence_id, met_id], NULL), 'giver', giver_id, 'receiver', receiver_id,
      'proposer', proposer_id, 'quantity', quantity, 'mode', mode, 'status', status,
      'was_out', handed_over_at IS NOT NULL))
    FROM exchanges_exchange),
  'comings', (
    SELECT json_object_agg(id, json_build_object(
      'time', occurrence_id, 'person', person_id, 'people', people, 'status', status))
    FROM exchanges_coming)
)::text
"""


class Board:
    """The rows of one moment, and what the slow model thinks of them."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(EVERYTHING)
            self.rows = json.loads(cursor.fetchone()[0])
        for name in ("people", "posts", "times", "swaps", "comings"):
            setattr(self, name, {int(pk): row for pk, row in (self.rows[name] or {}).items()})
        self.blocks = {frozenset(pair) for pair in self.rows["blocks"] or []}

    def post_of(self, time):
        return self.posts[self.times[time]["post"]]

    def takes(self, time):
        """What is promised and done of it, counted from the swaps and from who comes."""
        if self.post_of(time)["gathering"]:
            here = [row for row in self.comings.values() if row["time"] == time]
            return sum(row["people"] for row in here if row["status"] == "coming"), 0
        mine = [row for row in self.swaps.values() if time in row["of"]]
        return (
            sum(row["quantity"] for row in mine if row["status"] in HELD),
            sum(row["quantity"] for row in mine if self.uses_up(row, time)),
        )

    def uses_up(self, row, time):
        """Done is done; what was offered on loan is back, unless it never came."""
        if row["status"] == "done":
            return row["mode"] != "lend" or self.post_of(time)["kind"] == "request"
        return row["status"] == "not_done" and row["was_out"]

    def left(self, time):
        quantity = self.times[time]["quantity"]
        return None if quantity is None else quantity - sum(self.takes(time))

    def has(self, time, quantity):
        left = self.left(time)
        return left is None or left >= quantity

    def is_open(self, post):
        return self.posts[post]["status"] == "open" and not self.posts[post]["hidden"]

    def is_up(self, post):
        author, [time] = self.posts[post]["author"], self.times_of(post)
        there = self.posts[post]["gathering"] or self.left(time) != 0
        return self.is_open(post) and self.people[author] == "active" and there

    def times_of(self, post):
        return [pk for pk, row in self.times.items() if row["post"] == post]

    def may_see(self, person, post):
        if frozenset([person, self.posts[post]["author"]]) in self.blocks:
            return False
        [time] = self.times_of(post)
        swaps = [row for row in self.swaps.values() if row["of"][0] == time]
        comings = [row for row in self.comings.values() if row["time"] == time and row["status"] in EXPECTED]
        there = [(row["giver"], row["receiver"]) for row in swaps] + [(row["person"],) for row in comings]
        return self.is_up(post) or any(person in people for people in there)

    def is_asked(self, time, person):
        """Does a proposal of theirs wait there?"""
        mine = [row for row in self.swaps.values() if row["of"][0] == time and row["proposer"] == person]
        return any(row["status"] == "proposed" for row in mine)

    def is_expected(self, time):
        """Does anybody come to it, or wait for a place?"""
        return any(row["time"] == time and row["status"] in EXPECTED for row in self.comings.values())

    def check(self):
        for pk, time in self.times.items():
            promised, done = self.takes(pk)
            assert (time["promised"], time["done"]) == (promised, done)
            assert time["quantity"] is None or promised + done <= time["quantity"]
        for pk, post in self.posts.items():
            [time] = self.times_of(pk)
            assert (post["published"], post["shown"]) == (self.is_up(pk), self.left(time))
            is_used_up = self.left(time) == 0 and not self.takes(time)[0]
            assert not is_used_up or post["status"] in Post.OVER
        for swap in self.swaps.values():
            is_open = swap["status"] in {"proposed", *HELD}
            assert not (is_open and frozenset([swap["giver"], swap["receiver"]]) in self.blocks)
            of = self.posts[self.times[swap["of"][0]]["post"]]
            assert not (swap["status"] == "proposed" and of["status"] in Post.OVER)
        for coming in self.comings.values():
            host = self.post_of(coming["time"])["author"]
            is_apart = frozenset([coming["person"], host]) in self.blocks
            assert not (is_apart and coming["status"] in EXPECTED)
