"""The place: an invented harbour district, laid on open sea so that no real house is meant.

Positions are metres east and north of the grid's origin.
"""

from dataclasses import dataclass

NAME = "Alder Street Mutual Aid"
AREA_NAME = "Tidewick Harbour"
PHONE = "555-0142"
PHONE_HOURS = "Mon to Sat, 9:00 to 18:00"
DANGER_NUMBERS = [
    ["Emergency: fire, ambulance, police", "555-0100"],
    ["Somebody at home hurts you, day and night", "555-0101"],
    ["Somebody to talk to, day and night", "555-0102"],
    ["Children and young people", "555-0103"],
]
ZONE = "Europe/London"
LANGUAGES = ["en", "es"]
GRID_LATITUDE = 50.2
GRID_LONGITUDE = -15.0
SIDE_M = 10_000  # the district is a square of ten by ten kilometres


@dataclass(frozen=True)
class Area:
    """A part of the district: its people live in `squares` (of 1000 m, counted from the origin)."""

    key: str
    name: str
    squares: tuple[tuple[int, int], ...]


AREAS = (
    Area("alder", "Alder Street", ((2, 2), (3, 2), (2, 3), (3, 3))),
    Area("ropewalk", "The Ropewalk", ((5, 2), (6, 2), (5, 3), (6, 3))),
    Area("lantern", "Lantern Hill", ((2, 6), (3, 6), (2, 7), (3, 7))),
    Area("saltings", "The Saltings", ((7, 7), (8, 7), (7, 8), (8, 8))),
)

# Where each street starts, and how far and which way it goes on from one house number to the next.
STREETS: dict[str, tuple[int, int, int, int]] = {
    "Alder Street": (2100, 2500, 14, 2),
    "Cooper's Yard": (2600, 2150, 3, 9),
    "Heron Lane": (3100, 2800, 6, 8),
    "Third Street": (2900, 2300, 2, 12),
    "Lamplighter Row": (3400, 3300, -10, 6),
    "Ropewalk": (5100, 2400, 15, 1),
    "Netmakers' Court": (5600, 2900, 6, 6),
    "Quay Parade": (5200, 1900, 13, -1),
    "Tar Barrel Lane": (6300, 3000, -4, 10),
    "Lantern Hill": (2300, 6200, 5, 13),
    "Gannet Steps": (2800, 6800, 8, 8),
    "Kiln Lane": (3300, 6400, -6, 12),
    "Beacon Terrace": (2600, 7300, 12, -3),
    "Saltmarsh Avenue": (7200, 7500, 14, 4),
    "Bellbuoy Close": (7900, 7900, 5, 7),
    "Curlew Road": (7500, 8200, 12, -4),
    "Tidemill Road": (4300, 4900, 12, 7),
    "Harbour Square": (4700, 3700, 4, 4),
}


def position(street: str, number: int) -> tuple[int, int]:
    """Metres east and north of the origin for a house number in an invented street."""
    east, north, step_east, step_north = STREETS[street]
    return east + number * step_east, north + number * step_north


def area_of(square: tuple[int, int]) -> Area:
    """The part of the district a square of 1000 m lies in."""
    return next(area for area in AREAS if square in area.squares)
