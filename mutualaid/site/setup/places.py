"""Where a new network is: a town or postcode of our own gazetteer, or coordinates as map apps give them."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory import gazetteer
from directory.models import Place

_NUMBERS = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


@dataclass
class Found:
    """What a look-up came to. `said`: for whoever looked; `others`: further places of that name."""

    said: str
    point: tuple[float, float] | None = None
    others: list[Place] = field(default_factory=list)

    @property
    def is_empty_gazetteer(self) -> bool:
        return self.point is None and not Place.objects.exists()


def look_up(text: str) -> Found:
    """The point that a text means, in degrees: "52.1, 4.3", "Alderton", "90011"."""
    if not text.strip():
        return Found(_("Write a town, a postcode or two numbers such as 52.1, 4.3."))
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        latitude, longitude = float(numbers[1]), float(numbers[2])
        if abs(latitude) <= 85 and abs(longitude) <= 180:
            return Found(_("The middle of your area is set."), (latitude, longitude))
        return Found(_("There is no such place: north comes first, up to 85, then east, up to 180."))
    places = gazetteer.find(text)
    if not places:
        return Found(_("We know no place of this name."))
    first, *others = places
    said = _("The middle of your area is set to %(place)s.") % {"place": first}
    return Found(said, (round(first.latitude, 3), round(first.longitude, 3)), others)
