"""`python -m mutualaid.base.postgres ensure|stop|address DATA_DIR`."""

import argparse
import sys
from pathlib import Path

from . import Refused, address, ensure, stop


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m mutualaid.base.postgres", description=__doc__)
    parser.add_argument("what", choices=["ensure", "stop", "address"])
    parser.add_argument("data_dir", type=Path)
    given = parser.parse_args()
    try:
        if given.what == "ensure":
            said = ensure(given.data_dir)
        elif given.what == "address":
            said = address(given.data_dir)
        else:
            said = "PostgreSQL stopped." if stop(given.data_dir) else "PostgreSQL was not running."
    except Refused as refused:
        print(refused, file=sys.stderr)  # noqa: T201
        return 1
    print(said)  # noqa: T201
    return 0


sys.exit(main())
