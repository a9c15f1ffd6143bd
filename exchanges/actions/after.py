"""What comes once a swap is done."""

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base.actions import NotNow

from .. import permissions
from ..models import Exchange, Message
from .locks import lock_as_party
from .steps import log, write


@transaction.atomic
def thank(*, by: Person, exchange: Exchange, text: str) -> Message:
    """Private words to the other one, once, after it is done."""
    exchange = lock_as_party(by, exchange)
    me = permissions.side(by, exchange)
    if exchange.status != Exchange.Status.DONE:
        raise NotNow(_("Thanks come when it is done."))
    if permissions.are_blocked(exchange.giver, exchange.receiver):
        raise NotNow(_("This conversation is closed."))
    if exchange.thread.messages.filter(author=me, kind=Message.Kind.THANKS).exists():
        raise NotNow(_("You have said thank you already."))
    message = write(exchange.thread, me, text, Message.Kind.THANKS)
    log(exchange, "thank", by, tell=permissions.other(by, exchange))
    return message
