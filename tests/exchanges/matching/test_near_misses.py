"""Small boards with near misses: what fits comes first, and what does not is not shown."""

from datetime import time
from pathlib import Path

import pytest
import yaml

from exchanges.matching import fitting, scoring
from exchanges.models import PostRow
from tests.factories.exchanges import PostFactory, RecurringFactory

BOARDS = yaml.safe_load((Path(__file__).parent / "near_misses.yaml").read_text(encoding="utf-8"))["boards"]
# No square of one board is near one of another.
APART = 50
AT_LEAST = 0.85
# The scorer, made blind to one thing.
WITHOUT = {
    "needs": {"NEED": dict.fromkeys(scoring.NEED, 40)},
    "times": {"TIMES": 0, "OTHER_TIMES": 0},
    "places": {"PLACE": [12] * 5},
    "floor": {"ABOUT": 0},
}

pytestmark = pytest.mark.django_db


def put_up(board, number):
    """The board's posts by the list that each stands in; the first under `for`."""
    mine = board["for"]
    kind = mine.get("kind", "request")
    theirs = {"request": "offer", "offer": "request"}[kind]
    posts = {"for": write(mine, kind, number)}
    for name in ("fits", "near", "never"):
        # Of equals what fits is drawn last: that they are equal is wrong, not luck.
        last = name == "fits"
        posts[name] = [write(post, theirs, number, random=last) for post in board.get(name, [])]
    return posts


def write(post, kind, number, random=0):
    language = post.get("language", "en")
    said = {
        "kind": kind,
        "title": post["title"],
        "needs": [post["need"]],
        "form": post.get("form", "service"),
        "mode": post.get("mode", "give"),
        "language": language,
        "languages": post.get("languages", [language]),
        "random": int(random),
        "cell_x": number * APART + post.get("away", 0),
    }
    if "when" not in post:
        return PostFactory(**said)
    days, hours = post["when"].split()
    first, last = (time(int(hour)) for hour in hours.split("-"))
    return RecurringFactory(
        **said, rule=f"FREQ=WEEKLY;BYDAY={days}", each_from_time=first, each_until_time=last
    )


def judge(boards, titles):
    """What is wrong, in words, of what is expected of all boards; and how much is expected."""
    wrong, expected = [], 0
    for board, posts in boards:
        found = [one.post_id for one in fitting(posts["for"])]
        fits, never = ([post.pk for post in posts[name]] for name in ("fits", "never"))
        expected += len(fits) + len(never)
        late = [pk for pk in fits if pk not in found[: len(fits)]]
        for pk in [*late, *(pk for pk in never if pk in found)]:
            first = "; ".join(titles[pk] for pk in found[:3])
            wrong.append(f"{board['kind']}: {titles[posts['for'].pk]!r}, {titles[pk]!r}; first: {first}")
    return wrong, expected


@pytest.fixture
def boards():
    found = [(board, put_up(board, number)) for number, board in enumerate(BOARDS)]
    return found, dict(PostRow.objects.values_list("pk", "title"))


def test_what_fits_comes_first_and_what_does_not_is_not_shown(boards):
    wrong, expected = judge(*boards)
    said = f"near misses: {1 - len(wrong) / expected:.1%} of {expected} as expected"
    print("", said, *wrong, sep="\n  ")  # noqa: T201
    assert expected >= 100
    assert 1 - len(wrong) / expected >= AT_LEAST, wrong


def test_each_thing_that_is_compared_tells_near_misses_apart(boards, blind):
    wrong, _ = judge(*boards)
    for without, values in WITHOUT.items():
        with blind(**values):
            more, expected = judge(*boards)
        print(f"\n  without {without}: {1 - len(more) / expected:.1%}")  # noqa: T201
        assert len(more) > len(wrong), without
