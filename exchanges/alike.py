"""Does somebody ask or share nearly the same twice? Pointed out to them, never refused."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import FloatField, Func, Value
from django.utils import timezone

from directory.models import Need
from members.models import Person

from .models import Post

# After two weeks it is no second click on the same button, but a need that came back.
RECENT = timedelta(days=14)
# How many of the three-letter pieces of two titles are the same, from 0 to 1. Said twice: "Jars of bean soup"
# and "Bean soup, eight jars" 0.63, "Sopa de lentejas para cuatro" and "Sopa de lentejas" 0.59. Two things: "A
# lift to the shops" and "A lift to the doctor" 0.50. So between them.
ALIKE = 0.55


def find(person: Person, *, kind: str, title: str, needs: Iterable[Need]) -> Post | None:
    """This person's own open post of the same kind and need whose title says nearly the same, the nearest."""
    recent = Post.objects.open().filter(person=person, kind=kind, created_at__gt=timezone.now() - RECENT)
    same_need = recent.filter(pk__in=recent.filter(needs__in=list(needs)).values("pk"))
    alike = Func(_plain("title"), _plain(Value(title)), function="similarity", output_field=FloatField())
    return same_need.annotate(alike=alike).filter(alike__gte=ALIKE).order_by("-alike", "-pk").first()


def _plain(text: str | Value) -> Func:
    return Func(text, function="unaccent")
