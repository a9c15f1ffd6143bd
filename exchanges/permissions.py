"""Who may do what. The actions ask, and the pages ask before they show a button."""

from typing import TypeGuard

from members.models import Block, Person
from members.permissions import is_organizer as is_organizer
from members.speaking import acts_for as acts_for

from .models import Exchange, Message, Post, WallLine


def is_active(person: Person | None) -> TypeGuard[Person]:
    """Every active member, and a neighbour by phone for whom an organizer acts."""
    return person is not None and person.status == Person.Status.ACTIVE


def can_begin(person: Person) -> bool:
    """Members with an account, and whoever has one and waits to be let in."""
    return person.user_id is not None and person.status in (Person.Status.ACTIVE, Person.Status.PENDING)


def are_blocked(a: Person, b: Person) -> bool:
    """Did either of the two block the other?"""
    return Block.objects.between(a.pk, b.pk).exists()


def can_change_post(by: Person | None, post: Post) -> bool:
    """Its author, or the organizer who entered them."""
    return acts_for(by, post.person)


def can_hide_post(by: Person | None, post: Post) -> bool:
    """Organizers, but not their own: neither to hide it nor to put it back."""
    return is_organizer(by) and not acts_for(by, post.person)


def can_hide_message(by: Person | None, message: Message) -> bool:
    """Organizers who decide of its report, but not what they wrote."""
    return is_organizer(by) and not acts_for(by, message.author)


def can_answer_post(by: Person | None, post: Post) -> bool:
    """Every active person but its author. That they may see it is asked by `Post.objects.visible_to`.

    Nobody answers a gathering: whoever likes joins it.
    """
    return is_active(by) and not acts_for(by, post.person) and not post.is_gathering


def can_join(by: Person | None, person: Person, post: Post) -> bool:
    """A gathering: every active person but its author; for a neighbour by phone, who entered them."""
    return post.is_gathering and acts_for(by, person) and is_active(person) and person.pk != post.person_id


def is_party(by: Person | None, exchange: Exchange) -> bool:
    """The two, and an organizer who entered one of them."""
    return acts_for(by, exchange.giver) or acts_for(by, exchange.receiver)


def can_decide(by: Person | None, exchange: Exchange) -> bool:
    """Whose post it is accepts or declines."""
    return acts_for(by, exchange.author)


def can_take_back(by: Person | None, exchange: Exchange) -> bool:
    """Whoever proposed."""
    return acts_for(by, exchange.proposer)


def side(by: Person, exchange: Exchange) -> Person:
    """The one of the two as whom this person acts. Ask `is_party` first."""
    return exchange.giver if acts_for(by, exchange.giver) else exchange.receiver


def other(by: Person, exchange: Exchange) -> Person:
    """The one of the two as whom they do not act."""
    return exchange.other(side(by, exchange))


def can_ask_to_keep(by: Person | None, exchange: Exchange) -> bool:
    """Whoever borrowed."""
    return acts_for(by, exchange.receiver)


def can_set_return(by: Person | None, exchange: Exchange) -> bool:
    """Whoever lent."""
    return acts_for(by, exchange.giver)


def can_answer_reason(by: Person, exchange: Exchange) -> bool:
    """The one who was told why it did not happen, once, while neither blocked the other."""
    if exchange.status != Exchange.Status.NOT_DONE or exchange.is_apart:
        return False
    reasons = Message.objects.filter(thread__exchange=exchange, kind=Message.Kind.REASON)
    said_by = set(reasons.values_list("author", flat=True))
    return side(by, exchange).pk not in said_by and bool(said_by)


def can_propose_time(by: Person | None, exchange: Exchange) -> bool:
    """The two; as long as the swap itself is only proposed, whoever proposed it."""
    if exchange.status == Exchange.Status.PROPOSED:
        return can_take_back(by, exchange)
    return is_party(by, exchange)


def must_be_sure(by: Person, exchange: Exchange) -> bool:
    """Whoever posted without a name, and an organizer who tells something for a neighbour by phone."""
    mine = side(by, exchange)
    return mine.pk != by.pk or (exchange.post.is_anonymous and mine.pk == exchange.post.person_id)


def can_agree_to_wall(by: Person | None, line: WallLine) -> bool:
    """The one who was thanked, while neither blocked the other."""
    return acts_for(by, line.other) and not line.exchange.is_apart


def can_take_off_wall(by: Person | None, line: WallLine) -> bool:
    """Either of the two, at any time; organizers, what stands there."""
    return is_party(by, line.exchange) or (line.agreed_at is not None and is_organizer(by))
