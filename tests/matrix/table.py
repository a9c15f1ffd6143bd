"""The table of who gets what: read from `access.txt`, which says how."""

from pathlib import Path

FILE = Path(__file__).parent / "access.txt"


def read() -> dict[str, tuple[str, str]]:
    """The letters of GET and POST by the name of an address, a letter a role."""
    lines = [line.split() for line in FILE.read_text().splitlines()]
    return {line[0]: (line[1], line[2]) for line in lines if line and line[0] != "#"}
