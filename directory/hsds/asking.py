"""What an address of the API asks for: HSDS's parameters, checked. What HSDS does not know is passed over."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from mutualaid.base import search, words

from .. import gazetteer
from ..importing import values
from ..importing.store import OUR_TERMS
from ..models import Address, Attribute, ListingRow, Place, Service, ServiceArea
from ..vocabularies import words as our_words

PER_PAGE, MOST_PER_PAGE = 50, 200
# Nobody leafs farther; also what an offset may be.
MOST_PAGES = 1_000_000
FARTHEST_M = 1_000_000


class Reads(forms.CharField):
    """A parameter that one function reads, and of which a ValueError says in words what is wrong."""

    def __init__(self, convert: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(required=False, max_length=words.LONGEST_QUERY, **kwargs)
        self.convert = convert

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.convert(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from None


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ValueError("not an id: ids are UUIDs") from None


def _moment(text: str) -> Any:
    # A plus in an address that nobody wrote as %2B comes as a blank.
    return values.moment(re.sub(r" (?=\d\d:?\d\d$)", "+", text))


def _between(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        found = values.whole(text)
        if not least <= found <= most:
            raise ValueError(f"not between {least:,} and {most:,}")
        return found

    return read


def _format(text: str) -> str:
    if text not in ("json", "ndjson"):
        raise ValueError('neither "json" nor "ndjson"')
    return text


class Page(forms.Form):
    """What every list understands."""

    search = Reads(str)
    page = Reads(_between(1, MOST_PAGES))
    per_page = Reads(_between(1, MOST_PER_PAGE))
    format = Reads(_format)


class Organizations(Page):
    full = Reads(values.truth)
    full_service = Reads(values.truth)


class Services(Page):
    taxonomy_term_id = Reads(_id)
    taxonomy_id = Reads(_id)
    organization_id = Reads(_id)
    modified_after = Reads(_moment)
    minimal = Reads(values.truth)
    full = Reads(values.truth)


class Links(Page):
    taxonomy_term_id = Reads(_id)
    taxonomy_id = Reads(_id)
    organization_id = Reads(_id)
    modified_after = Reads(_moment)
    full = Reads(values.truth)
    postcode = Reads(str)
    proximity = Reads(_between(0, FARTHEST_M))

    def clean(self) -> dict[str, Any]:
        """`near`: the middle of the postcode, where a distance from it is asked for."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("proximity") is None:
            return found
        if not found.get("postcode"):
            raise ValidationError({"proximity": "is counted from a postcode, and there is none"})
        found["near"] = _middle_of(found["postcode"])
        if found["near"] is None:
            raise ValidationError({"postcode": "not one that this directory knows"})
        return found


class Terms(Page):
    taxonomy_id = Reads(_id)
    top_only = Reads(values.truth)
    parent_id = Reads(_id)


class One(forms.Form):
    """A single object: nothing to ask."""


class OneOrganization(One):
    full_service = Reads(values.truth)


def _middle_of(postcode: str) -> tuple[float, float] | None:
    key = gazetteer.key(postcode)
    found = Place.objects.filter(kind=Place.Kind.POSTCODE, key=key).order_by("-weight", "pk").first()
    return (found.latitude, found.longitude) if found else None


# --- Which rows that is -------------------------------------------------------------------------------


def of_services(asked: dict[str, Any], at: str = "") -> Q:
    """The listings that are asked for; `at`: how a row that hangs on them calls them ("service__")."""
    found = Q()
    if organization := asked.get("organization_id"):
        found &= Q(**{f"{at}organization__uuid": organization})
    if moment := asked.get("modified_after"):
        found &= Q(**{f"{at}modified_at__gte": moment})
    key = OuterRef(f"{at}pk")
    for name in ("taxonomy_term_id", "taxonomy_id"):
        if wanted := asked.get(name):
            found &= _says(name, wanted, key)
    return found


def _says(name: str, wanted: uuid.UUID, key: OuterRef) -> Q:
    """Listings of which a term is said, one of ours or of others."""
    path = "taxonomy_term" if name == "taxonomy_term_id" else "taxonomy_term__taxonomy_detail"
    found = Q(Exists(Attribute.objects.filter(service=key, **{f"{path}__uuid": wanted})))
    ids: dict[str, list[int]] = {}
    for vocabulary, node, term in our_words():
        if wanted in (term, vocabulary.uuid):
            for said in vocabulary.says.values():
                ids.setdefault(said, []).append(node.id)
    for said, nodes in ids.items():
        through: Any = getattr(Service, said).through
        column = OUR_TERMS[said][0]
        found |= Q(Exists(through.objects.filter(service=key, **{f"{column}__in": nodes})))
    return found


def saying(text: str, **on: Any) -> Q:
    """What the words are found in: the search rows, which know no secret place."""
    return Q(Exists(ListingRow.objects.visible_to(None).filter(search.Says(text), **on)))


def near(point: tuple[float, float], metres: int) -> Q:
    """Links whose place is that near."""
    rows = ListingRow.objects.visible_to(None).filter(search.Within(point, km=metres / 1000))
    return Q(Exists(rows.filter(service=OuterRef("service"), location=OuterRef("location"))))


def serving(postcode: str) -> Any:
    """Links with that postcode: of their own, or named by an area that their listing serves."""
    named = rf"\m{re.escape(postcode)}\M"
    areas = Q(name__iregex=named) | Q(description__iregex=named) | Q(extent__iregex=named)
    at = Address.objects.filter(location=OuterRef("location"), postal_code__iexact=postcode)
    return Exists(at) | Exists(ServiceArea.objects.filter(areas, service=OuterRef("service")))
