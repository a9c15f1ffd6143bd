"""Real data beside the checkout, for those who have it: `../shared/data`, or where SHARED_DATA says."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """A folder of the real data; the test that asks is skipped, saying so, where there is none."""
    told = os.environ.get("SHARED_DATA")
    places = [Path(told)] if told else [parent / "shared" / "data" for parent in ROOT.parents]
    found = next((place / name for place in places if (place / name).is_dir()), None)
    if found is None:
        pytest.skip(f"the real data ({name}) are not beside this checkout")
    return found
