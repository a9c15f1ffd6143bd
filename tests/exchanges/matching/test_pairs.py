"""A board of hand-written posts in two languages: is the right counterpart among the first three?"""

from pathlib import Path

import pytest
import yaml

from exchanges.matching import fitting
from exchanges.models import Post, PostRow
from tests.factories.exchanges import PostFactory

HERE = Path(__file__).parent
FIRST = 3
AT_LEAST = 0.9
# From both sides: a request and its offer, an offer and its request.
SIDES = ("asks", "offers")


def write(post, number):
    """A post as its author wrote it; they live in nine squares, whatever they ask for."""
    need = post["need"]
    language = post.get("language", "en")
    return PostFactory(
        kind={"asks": "request", "offers": "offer"}.get(post["kind"], post["kind"]),
        title=post["title"],
        text=post.get("text", ""),
        needs=[need],
        form=post.get("form", "service"),
        mode=post.get("mode", "give"),
        language=language,
        languages=[language],
        quantity=None if post["kind"] in ("offers", "offer") else 1,
        cell_x=number * 7 % 3,
        cell_y=number * 5 % 4 % 3,
        random=number,
    )


def rate(name, capsys):
    """Write the board of a file, look from each post for its counterpart; print what is not among the first."""
    board = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    pairs = [
        {side: write({**pair[side], "kind": side}, 2 * number + place) for place, side in enumerate(SIDES)}
        for number, pair in enumerate(board["pairs"])
    ]
    for number, post in enumerate(board.get("others", [])):
        write(post, number)
    titles = dict(PostRow.objects.values_list("pk", "title"))
    wrong = []
    for pair, told in zip(pairs, board["pairs"], strict=True):
        for side, other in (SIDES, SIDES[::-1]):
            found = [one.post_id for one in fitting(pair[side].pk)]
            if pair[other].pk not in found[:FIRST]:
                place = found.index(pair[other].pk) + 1 if pair[other].pk in found else "not found"
                wrong.append(
                    f"{told['kind']}: {pair[side].title!r} -> {pair[other].title!r}: {place}; first: "
                    + "; ".join(titles[pk] for pk in found[:FIRST])
                )
    share = 1 - len(wrong) / (2 * len(pairs))
    with capsys.disabled():
        print(f"\n{name}: {share:.1%} of {2 * len(pairs)} among the first {FIRST}", *wrong, sep="\n  ")
    return share, wrong


@pytest.mark.django_db
def test_right_counterpart_is_among_the_first_three(capsys):
    share, wrong = rate("pairs.yaml", capsys)
    assert Post.objects.count() >= 180
    assert share >= AT_LEAST, wrong
