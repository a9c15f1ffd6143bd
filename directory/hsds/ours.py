"""Our own words as HSDS has words: rows of taxonomies, terms, and what is said of listings with them."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID, uuid5

from .. import needs
from ..importing.store import OUR_TERMS
from ..models import Service
from ..vocabularies import VOCABULARIES, Vocabulary, name_in_english, words
from .rows import Row


def taxonomies() -> list[Row]:
    """Our lists of words. No statement."""
    found = [
        Row(
            "taxonomies",
            0,
            one.uuid,
            {"id": str(one.uuid), "name": one.name, "description": one.description},
        )
        for one in VOCABULARIES
    ]
    return sorted(found, key=lambda row: row.uuid)


def terms() -> list[Row]:
    """Every word that is in use. No statement, while they are held in memory."""
    return sorted((_term(*word) for word in words()), key=lambda row: row.uuid)


def _term(vocabulary: Vocabulary, node: needs.Node, uuid: UUID) -> Row:
    values = {
        "id": str(uuid),
        "code": node.slug,
        "name": name_in_english(node),
        "description": "",
        "taxonomy": vocabulary.name,
        "language": "en",
    }
    links = {"taxonomy_id": str(vocabulary.uuid)}
    if node.parent and not node.parent.is_retired:
        links["parent_id"] = str(vocabulary.term_uuid(node.parent.slug))
    return Row("taxonomy_terms", 0, uuid, values, links)


def attributes(services: Collection[int]) -> list[Row]:
    """What our words say of these listings. A statement for each of the four ways to say it."""
    uuids = dict(Service.objects.filter(pk__in=services).values_list("pk", "uuid"))
    found = [
        _attribute(vocabulary, says, node, uuids[pk], pk)
        for vocabulary in VOCABULARIES
        for says, name in vocabulary.says.items()
        for pk, node in _said(name, services)
    ]
    return sorted(found, key=lambda row: row.uuid)


def _said(name: str, services: Collection[int]) -> Iterator[tuple[int, needs.Node]]:
    column, held = OUR_TERMS[name]
    by_id = held().by_id
    through: Any = getattr(Service, name).through
    for service, term in through.objects.filter(service__in=services).values_list("service_id", column):
        if not by_id[term].is_retired:
            yield service, by_id[term]


def _attribute(vocabulary: Vocabulary, says: str, node: needs.Node, service: UUID, pk: int) -> Row:
    uuid = uuid5(service, f"{says}/{node.slug}")
    links = {
        "taxonomy_term_id": str(vocabulary.term_uuid(node.slug)),
        "link_id": str(service),
        "link_entity": "service",
    }
    return Row("attributes", 0, uuid, {"id": str(uuid), "link_type": says}, links, {"service_id": pk})
