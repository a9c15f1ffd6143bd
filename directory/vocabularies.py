"""Our own words as HSDS has words: needs, communities and access as taxonomies, each word as a term.

Their `uuid`s are made of their names, so that every network that runs this software has the same ones, and
what one exports the other reads as its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils.translation import override

from . import needs

NAMESPACE = UUID("6a2f3e0c-55a5-5f6e-8a5e-0d1c4b7f9e21")


@dataclass(frozen=True)
class Vocabulary:
    """One of our lists of words, and what an attribute that carries one of them may say."""

    name: str
    description: str
    terms: Callable[[], needs.Terms]
    # `link_type` -> what a service calls these words.
    says: dict[str, str]

    @property
    def uuid(self) -> UUID:
        return uuid5(NAMESPACE, self.name)

    def term_uuid(self, slug: str) -> UUID:
        return uuid5(NAMESPACE, f"{self.name}/{slug}")


VOCABULARIES = (
    Vocabulary("needs", "What neighbours need and share.", needs.tree, {"need": "needs"}),
    Vocabulary(
        "communities",
        "Whom a listing is by or for.",
        needs.communities,
        {"by": "by_communities", "for": "for_communities"},
    ),
    Vocabulary("access", "How easy it is to walk in.", needs.access, {"access": "access"}),
)


def words() -> Iterator[tuple[Vocabulary, needs.Node, UUID]]:
    """Every word that is in use, with its `uuid`."""
    for vocabulary in VOCABULARIES:
        for node in vocabulary.terms().active:
            yield vocabulary, node, vocabulary.term_uuid(node.slug)


def name_in_english(node: needs.Node) -> str:
    """What exports call a word, whoever asks for them."""
    with override("en"):
        return node.name
