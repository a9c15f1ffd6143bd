"""What somebody can do for their pod in an emergency: a short list, and how it is stored."""

from django.utils.translation import gettext_lazy as _

from ..models import PodSkills

LIST = {
    "first_aid": _("First aid"),
    "care": _("Nursing or care"),
    "medicine": _("Knows about medicines and devices"),
    "car": _("Has a car, can drive people"),
    "van": _("Has a van or a trailer"),
    "carry": _("Can carry and lift"),
    "stairs": _("Can help somebody down the stairs"),
    "generator": _("Has a generator or a big battery"),
    "radio": _("Has a radio that runs without mains"),
    "water": _("Has water or can fetch it"),
    "cook": _("Can cook for many"),
    "room": _("Has a bed or a sofa for a night"),
    "carpentry": _("Carpentry, roofs, windows"),
    "electricity": _("Electricity, gas, water pipes"),
    "tools": _("Has tools: ladder, saw, pump"),
    "children": _("Can mind children"),
    "animals": _("Can look after animals"),
    "languages": _("Can interpret"),
    "listening": _("Can sit with somebody and listen"),
    "night": _("Can be woken at night"),
}
WORDS = 80


def codes_of(skills: PodSkills | None) -> list[str]:
    """What is ticked, in the order of the list."""
    ticked = set(skills.codes.split()) if skills else set()
    return [code for code in LIST if code in ticked]
