"""The press: a process of its own that makes a PDF of data with typst, and knows nothing of the site.

`press.py < data.json > list.pdf`. What typst keeps in memory, and whatever may go wrong in it, ends with it.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

EIGHT = 8
HERE = Path(__file__).parent


def impose(count: int) -> Iterator[tuple[int, int, int, int]]:
    """Which pages stand on each side of each sheet: top left, top right, bottom left, bottom right.

    The upper two stand on their heads. A sheet is printed on both sides, turned on its long edge, folded top
    to bottom and then left to right; the next one goes into its middle. Pages beyond `count` are empty.
    """
    last = -(-count // EIGHT) * EIGHT
    for before in range(0, last // 2, EIGHT // 2):
        p = [before + 1, before + 2, before + 3, before + 4]
        q = [last - before - 3, last - before - 2, last - before - 1, last - before]
        yield q[0], p[3], q[3], p[0]
        yield p[2], q[1], p[1], q[2]


def press(data: dict[str, Any]) -> bytes:
    """A PDF: single pages where they are large, otherwise eight small ones on each sheet."""
    import typst  # an extra: only here

    # Ours, then whatever the machine has for scripts that ours does not write.
    fonts = typst.Fonts(font_paths=data["fonts"])
    with TemporaryDirectory() as name:
        root = Path(name)

        def compiler(template: str, **more: Any) -> Any:
            (root / template).write_bytes((HERE / template).read_bytes())
            given = {"data": json.dumps({**data, **more})}
            return typst.Compiler(root / template, root=root, font_paths=fonts, sys_inputs=given)

        single = compiler("pages.typ")
        pages: bytes = single.compile(format="pdf", pdf_tags=data["large"])
        if data["large"]:
            return pages
        (root / "pages.pdf").write_bytes(pages)
        count = int(single.query("<count>", field="value", one=True))
        sheets: bytes = compiler("sheets.typ", count=count, sides=list(impose(count))).compile(format="pdf")
        return sheets


if __name__ == "__main__":
    sys.stdout.buffer.write(press(json.load(sys.stdin)))
