"""How often chance is given a try: as often as it takes to find what was broken on purpose, or far more often
with `THOROUGH=1 python3 dev.py test`, for whoever changes what is tried.
"""

import os


def times(usual: int, thorough: int) -> int:
    return thorough if os.environ.get("THOROUGH") else usual
