"""Small pictures for some posts, drawn line by line: no stock photos, nobody's home.

Each drawing is a few strokes on a grid of 80 x 60, in the colours of the noticeboard.
"""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

INK, PAPER = "#1f2520", "#faf6ea"
AMBER, BLUE, GREEN, RED = "#f5b13d", "#8fb0ea", "#7cc0a2", "#d9795d"
SIZE, SCALE = (80, 60), 8  # drawn at 640 x 480
Box = tuple[float, float, float, float]


class Sheet:
    """Paper to draw on, measured in the 80 x 60 grid."""

    def __init__(self, wash: str) -> None:
        self.image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.pen.rounded_rectangle(self._scaled((4, 4, 76, 56)), radius=SCALE * 4, fill=wash)

    def _scaled(self, numbers: tuple[float, ...]) -> list[float]:
        return [number * SCALE for number in numbers]

    def box(self, box: Box, fill: str, radius: float = 1.5) -> None:
        self.pen.rounded_rectangle(
            self._scaled(box), radius=radius * SCALE, fill=fill, outline=INK, width=SCALE // 2
        )

    def round(self, box: Box, fill: str | None) -> None:
        self.pen.ellipse(self._scaled(box), fill=fill, outline=INK, width=SCALE // 2)

    def shape(self, fill: str, *points: float) -> None:
        self.pen.polygon(self._scaled(points), fill=fill, outline=INK, width=SCALE // 2)

    def line(self, *points: float) -> None:
        self.pen.line(self._scaled(points), fill=INK, width=SCALE // 2, joint="curve")

    def bow(self, box: Box, start: int, end: int) -> None:
        self.pen.arc(self._scaled(box), start, end, fill=INK, width=SCALE // 2)


def _soup(s: Sheet) -> None:
    for x in (12, 32, 52):
        s.box((x, 22, x + 16, 46), AMBER, 3)
        s.box((x + 1.5, 17, x + 14.5, 22), PAPER, 1)
        s.box((x + 3, 30, x + 13, 38), PAPER, 1)
    s.line(8, 46, 72, 46)


def _bread(s: Sheet) -> None:
    s.box((10, 44, 70, 49), GREEN)
    for x in (14, 42):
        s.round((x, 22, x + 26, 46), AMBER)
        for cut in (6, 12, 18):
            s.line(x + cut, 27, x + cut - 3, 35)


def _vegetables(s: Sheet) -> None:
    for x, colour in ((16, GREEN), (26, GREEN), (36, RED), (48, RED)):
        s.round((x, 16, x + 13, 36), colour)
    s.box((12, 30, 68, 50), AMBER)
    s.line(12, 37, 68, 37)
    s.line(12, 43.5, 68, 43.5)


def _seeds(s: Sheet) -> None:
    for x, colour in ((12, AMBER), (28, BLUE)):
        s.box((x, 20, x + 14, 46), PAPER, 1)
        s.round((x + 3, 26, x + 11, 34), colour)
    s.shape(RED, 50, 36, 66, 36, 63, 48, 53, 48)
    s.line(58, 36, 58, 20)
    s.round((58, 16, 68, 24), GREEN)
    s.round((48, 20, 58, 28), GREEN)


def _herbs(s: Sheet) -> None:
    for x in (12, 32, 52):
        for dx, top in ((3, 18), (8, 14), (13, 18)):
            s.line(x + 8, 34, x + dx, top)
            s.round((x + dx - 3, top - 3, x + dx + 3, top + 4), GREEN)
        s.shape(RED, x, 34, x + 16, 34, x + 13, 47, x + 3, 47)
    s.line(8, 47, 72, 47)


def _pram(s: Sheet) -> None:
    s.shape(BLUE, 18, 28, 58, 28, 52, 42, 24, 42)
    s.shape(AMBER, 18, 28, 38, 28, 38, 14, 24, 18)
    s.line(58, 28, 66, 18, 70, 18)
    for x in (22, 44):
        s.round((x, 40, x + 11, 51), PAPER)


def _dog(s: Sheet) -> None:
    s.box((22, 28, 50, 40), AMBER, 5)
    s.round((44, 18, 60, 33), AMBER)
    s.shape(INK, 46, 19, 50, 19, 45, 29)
    s.round((52.5, 23, 54.5, 25), INK)
    for x in (26, 44):
        s.line(x, 40, x, 49)
    s.line(22, 30, 15, 20)
    s.line(48, 31, 34, 12, 12, 10)
    s.line(10, 49, 70, 49)


def _tools(s: Sheet) -> None:
    s.box((20, 24, 24, 50), AMBER, 1)
    s.box((13, 15, 31, 24), BLUE, 1)
    s.shape(PAPER, 38, 20, 66, 32, 66, 38, 38, 38)
    s.box((32, 20, 40, 40), AMBER, 2)
    s.line(36, 48, 66, 48)
    s.shape(RED, 66, 46, 71, 48, 66, 50)


def _thread(s: Sheet) -> None:
    s.box((16, 14, 38, 19), AMBER)
    s.box((19, 19, 35, 43), BLUE, 0.5)
    for y in (24, 29, 34, 39):
        s.line(19, y, 35, y - 2)
    s.box((16, 43, 38, 48), AMBER)
    s.line(35, 38, 46, 46, 54, 30, 62, 20)
    s.line(50, 48, 68, 14)


def _shoes(s: Sheet) -> None:
    for x in (11, 42):
        s.shape(INK, x, 24, x + 9, 24, x + 13, 31, x + 26, 34, x + 26, 39, x, 39)
        s.box((x, 39, x + 26, 43), AMBER, 0.5)


def _table(s: Sheet) -> None:
    s.box((20, 24, 60, 29), AMBER, 1)
    for x in (23, 57):
        s.line(x, 29, x, 50)
    for back, front in ((9, 18), (71, 62)):
        s.line(back, 20, back, 50)
        s.line(front, 38, front, 50)
        s.box((min(back, front), 35, max(back, front), 39), GREEN, 0.5)


def _bike(s: Sheet) -> None:
    for x in (10, 48):
        s.round((x, 28, x + 22, 50), None)
    s.line(59, 39, 54, 24, 31, 24, 21, 39, 37, 39, 54, 24)
    s.line(31, 24, 37, 39)
    s.line(54, 24, 52, 18, 59, 16)
    s.box((26, 19, 37, 23), AMBER, 1)


def _van(s: Sheet) -> None:
    s.box((12, 20, 52, 44), BLUE)
    s.shape(BLUE, 52, 28, 62, 28, 69, 36, 69, 44, 52, 44)
    s.box((16, 25, 30, 44), AMBER, 0.5)
    for x in (18, 52):
        s.round((x, 39, x + 11, 50), PAPER)


def _laptop(s: Sheet) -> None:
    s.box((20, 14, 60, 40), BLUE)
    s.box((12, 41, 68, 46), PAPER)
    s.round((32, 21, 35, 24), INK)
    s.round((45, 21, 48, 24), INK)
    s.bow((31, 20, 49, 35), 25, 155)


def _boat(s: Sheet) -> None:
    s.shape(RED, 18, 36, 62, 36, 54, 46, 26, 46)
    s.line(38, 36, 38, 10)
    s.shape(PAPER, 40, 12, 58, 33, 40, 33)
    for x in (8, 24, 40, 56):
        s.bow((x, 44, x + 16, 54), 0, 180)


def _scissors(s: Sheet) -> None:
    s.line(26, 36, 50, 12)
    s.line(40, 36, 22, 12)
    s.round((16, 34, 28, 48), None)
    s.round((37, 34, 49, 48), None)
    s.box((54, 14, 60, 48), AMBER, 1)
    for y in range(18, 48, 4):
        s.line(60, y, 67, y)


def _hall(s: Sheet) -> None:
    s.box((16, 26, 64, 50), PAPER, 0.5)
    s.shape(AMBER, 12, 26, 40, 10, 68, 26)
    s.round((36, 15, 44, 23), BLUE)
    s.box((35, 34, 47, 50), GREEN, 0.5)
    for x in (20, 52):
        s.box((x, 32, x + 8, 40), BLUE, 0.5)
    s.line(8, 50, 72, 50)


def _ball(s: Sheet) -> None:
    s.round((24, 12, 60, 48), PAPER)
    s.shape(INK, 42, 22, 50, 28, 47, 37, 37, 37, 34, 28)
    for points in ((42, 22, 42, 12), (50, 28, 59, 25), (47, 37, 53, 45), (37, 37, 31, 45), (34, 28, 25, 25)):
        s.line(*points)
    s.line(10, 49, 72, 49)


DRAWINGS: dict[str, tuple[str, Callable[[Sheet], None]]] = {
    "soup": ("#fbe3b8", _soup),
    "bread": ("#dfe8fb", _bread),
    "vegetables": ("#d8eee3", _vegetables),
    "seeds": ("#fbe3b8", _seeds),
    "herbs": ("#dfe8fb", _herbs),
    "pram": ("#d8eee3", _pram),
    "dog": ("#dfe8fb", _dog),
    "tools": ("#d8eee3", _tools),
    "thread": ("#fbe3b8", _thread),
    "shoes": ("#dfe8fb", _shoes),
    "table": ("#dfe8fb", _table),
    "bike": ("#dfe8fb", _bike),
    "van": ("#fbe3b8", _van),
    "laptop": ("#d8eee3", _laptop),
    "boat": ("#dfe8fb", _boat),
    "scissors": ("#d8eee3", _scissors),
    "hall": ("#dfe8fb", _hall),
    "ball": ("#d8eee3", _ball),
}


def draw(name: str) -> bytes:
    """The picture of that name as a PNG of 640 x 480; the site encodes it anew like any photo."""
    wash, strokes = DRAWINGS[name]
    sheet = Sheet(wash)
    strokes(sheet)
    out = BytesIO()
    sheet.image.save(out, "PNG")
    return out.getvalue()
