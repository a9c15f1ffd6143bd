"""A session as a picture: each scenario a line, each database a mark on it, by how many empty views it takes.

Marks differ in size and shape and not in colour alone; the picture suits a light page and a dark one.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from .goals import EMPTY

LEFT, RIGHT, TOP, LINE, WIDTH = 210, 30, 64, 22, 760
# Over so many powers of ten there is room for their names alone.
CROWDED = 3.5
# Of each further size a larger mark in another colour.
SIZES = ((3.5, "a"), (5.0, "b"), (6.5, "c"), (8.0, "d"))
STYLE = """
text { font: 13px sans-serif; fill: #222 } .rule { stroke: #8884 } .span { stroke: #8888; stroke-width: 2 }
.a { stroke: #0a6ebd; fill: #0a6ebd } .b { stroke: #b35900; fill: #b35900 }
.c { stroke: #1a7f37; fill: #1a7f37 } .d { stroke: #8250df; fill: #8250df }
.aged { fill: none; stroke-width: 2 } .end { text-anchor: end } .middle { text-anchor: middle }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd } .a { stroke: #6cb6ff; fill: #6cb6ff } .b { stroke: #f0a45d; fill: #f0a45d }
  .c { stroke: #57d07a; fill: #57d07a } .d { stroke: #c297ff; fill: #c297ff } .aged { fill: none }
}
"""


def plot(told: Mapping[str, Any]) -> str:
    """The SVG of what `report.as_json` gives."""
    runs = [_multiples(run) for run in told["runs"]]
    names = list(dict.fromkeys(name for run in runs for name in run))
    values = [value for run in runs for value in run.values()] or [1.0]
    scale = _Scale(min(1.0, *values), max(10.0, *values))
    height = TOP + LINE * (len(names) + 2)
    series = _series(told["runs"])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="title desc">',
        '<title id="title">How many empty views each page and statement takes</title>',
        f'<desc id="desc">{escape(_said(told["runs"], runs))}</desc>',
        f"<style>{STYLE}</style>",
        *_legend(told["runs"], series),
        *_axis(scale, height),
    ]
    for number, name in enumerate(names):
        y = TOP + LINE * (number + 1)
        marks = [(scale(run[name]), kind) for run, kind in zip(runs, series, strict=True) if name in run]
        parts += _line(name, y, marks)
    return "\n".join([*parts, "</svg>\n"])


class _Scale:
    """Logarithmic, from the left edge of the plot to the right one."""

    def __init__(self, least: float, most: float) -> None:
        self.least, self.most = math.floor(math.log10(least)), math.log10(most) + 0.1

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.least) / (self.most - self.least)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def ticks(self) -> Iterator[float]:
        steps = (1, 2, 5) if self.most - self.least < CROWDED else (1,)
        for power in range(self.least, math.ceil(self.most)):
            yield from (10.0**power * step for step in steps if math.log10(step) + power <= self.most)


def _multiples(run: Mapping[str, Any]) -> dict[str, float]:
    """By scenario, how many empty views it takes."""
    p50 = {one["name"]: one["p50"] for one in run["scenarios"]}
    empty = p50.pop(EMPTY, 0)
    return {name: max(value / empty, 0.01) for name, value in p50.items()} if empty else {}


def _series(runs: Sequence[Mapping[str, Any]]) -> list[tuple[float, str, str, bool]]:
    """Of each database the radius, the colour, the layout, and whether it has aged."""
    sizes = sorted({run["rows"] for run in runs})
    return [
        (*SIZES[min(sizes.index(run["rows"]), len(SIZES) - 1)], run["layout"], bool(run.get("is_aged")))
        for run in runs
    ]


def _mark(x: float, y: float, kind: tuple[float, str, str, bool]) -> str:
    """A circle for towns, a square for the city; hollow if it has aged."""
    radius, colour, layout, is_aged = kind
    style = f'class="{colour}{" aged" if is_aged else ""}"'
    if layout == "towns":
        return f'<circle cx="{x}" cy="{y}" r="{radius}" {style}/>'
    return f'<rect x="{x - radius}" y="{y - radius}" width="{2 * radius}" height="{2 * radius}" {style}/>'


def _line(name: str, y: float, marks: list[tuple[float, Any]]) -> Iterator[str]:
    yield f'<text x="{LEFT - 14}" y="{y + 4}" class="end">{escape(name)}</text>'
    at = [x for x, _kind in marks]
    yield f'<line x1="{min(at)}" x2="{max(at)}" y1="{y}" y2="{y}" class="span"/>'
    yield from (_mark(x, y, kind) for x, kind in marks)


def _legend(runs: Sequence[Mapping[str, Any]], series: Sequence[Any]) -> Iterator[str]:
    """Three in a row."""
    for number, (run, kind) in enumerate(zip(runs, series, strict=True)):
        x, y = 20 + 245 * (number % 3), 16 + 20 * (number // 3)
        yield _mark(x, y, kind)
        yield f'<text x="{x + 14}" y="{y + 4}">{escape(_label(run))}</text>'


def _label(run: Mapping[str, Any]) -> str:
    return f"{run['rows']:,}, {run['layout']}{', after thirty days' if run.get('is_aged') else ''}"


def _axis(scale: _Scale, height: int) -> Iterator[str]:
    bottom = height - LINE
    for tick in scale.ticks():
        x = scale(tick)
        yield f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{bottom}" class="rule"/>'
        yield f'<text x="{x}" y="{bottom + 16}" class="middle">{tick:,g}</text>'


def _said(runs: Sequence[Mapping[str, Any]], multiples: Sequence[Mapping[str, float]]) -> str:
    """For whoever does not see it."""
    said = []
    for run, many in zip(runs, multiples, strict=True):
        each = ", ".join(f"{name} {value:.1f}" for name, value in many.items())
        said.append(f"{_label(run)}: {each}.")
    return " ".join(said)
