"""The picture: whole, with everything in it."""

from xml.etree import ElementTree

import pytest

from mutualaid.site.bench import goals, report
from mutualaid.site.bench.measure import Figures
from mutualaid.site.bench.plot import LEFT, TOP, WIDTH, plot

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(db):
    figures = [
        Figures(name, [ms, ms], 1, 1, 1) for name, ms in [("empty view", 2), ("a < b & c", 4), ("/me/", 60)]
    ]
    heavy = Figures("import", [90_000], 9, 9, 9, is_heavy=True)
    runs = [
        goals.Run(10_000, "towns", figures),
        goals.Run(100_000, "towns", [*figures, heavy]),
        goals.Run(100_000, "metro", figures),
        goals.Run(100_000, "towns", figures, is_aged=True),
    ]
    return ElementTree.fromstring(plot(report.as_json(runs, [])))


def test_every_scenario_and_database_is_in_it(drawn):
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    assert {"a < b & c", "/me/", "import"} <= set(texts)
    assert {"10,000, towns", "100,000, towns", "100,000, metro", "100,000, towns, after thirty days"} <= set(
        texts
    )
    assert "empty view" not in texts  # it is what the others are counted in


def test_it_is_told_to_whoever_does_not_see_it(drawn):
    assert drawn.get("role") == "img"
    assert "empty views" in drawn.find(f"{SVG}title").text
    assert "10,000, towns: a < b & c 2.0, /me/ 30.0." in drawn.find(f"{SVG}desc").text


def test_marks_differ_by_more_than_colour(drawn):
    circles = {(one.get("r"), one.get("class")) for one in drawn.iter(f"{SVG}circle")}
    assert circles == {("3.5", "a"), ("5.0", "b"), ("5.0", "b aged")}
    assert {one.get("width") for one in drawn.iter(f"{SVG}rect")} == {"10.0"}


def test_what_takes_longer_is_farther_right_and_all_is_within(drawn):
    marks = [(float(one.get("cy")), float(one.get("cx"))) for one in drawn.iter(f"{SVG}circle")]
    lines = sorted({(y, x) for y, x in marks if y > TOP})
    assert len(lines) == 3
    across = [x for _y, x in lines]
    assert across == sorted(across)
    assert LEFT < across[0] < across[-1] < WIDTH


def test_nothing_measured_is_no_error(db):
    ElementTree.fromstring(plot(report.as_json([], [])))
