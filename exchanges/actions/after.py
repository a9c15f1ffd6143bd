"""What comes once a swap is done: thanks, a line on the wall where both want it, and whether it worked."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base import audit
from mutualaid.base.actions import NotAllowed, NotNow

from .. import permissions
from ..models import Exchange, Message, WallLine
from .locks import lock_as_party, lock_exchange
from .steps import log, write


@transaction.atomic
def thank(*, by: Person, exchange: Exchange, text: str, for_wall: bool = False) -> Message:
    """Private words to the other one, once, after it is done.

    `for_wall`: they may also stand on the thanks wall, without names, once the other one agrees.
    """
    exchange = lock_as_party(by, exchange)
    me = permissions.side(by, exchange)
    if exchange.status != Exchange.Status.DONE:
        raise NotNow(_("Thanks come when it is done."))
    if exchange.is_apart:
        raise NotNow(_("This conversation is closed."))
    if exchange.thread.messages.filter(author=me, kind=Message.Kind.THANKS).exists():
        raise NotNow(_("You have said thank you already."))
    message = write(exchange.thread, me, text, Message.Kind.THANKS)
    if for_wall:
        WallLine.objects.create(exchange=exchange, author=me, draft=text, language=get_language() or "en")
    log(exchange, "thank", by, tell=permissions.other(by, exchange))
    return message


@transaction.atomic
def agree_to_wall(*, by: Person, line: WallLine) -> WallLine:
    """The other one says yes: from now on it is there to read. A second yes changes nothing."""
    lock_exchange(line.exchange)
    line = WallLine.objects.get(pk=line.pk)
    if not permissions.can_agree_to_wall(by, line):
        raise NotAllowed
    if line.agreed_at is None:
        line.text, line.draft, line.agreed_at = line.draft, "", timezone.now()
        line.save(update_fields=["text", "draft", "agreed_at"])
        audit.record("wall.agree", line, by=by)
    return line


@transaction.atomic
def take_off_wall(*, by: Person, line: WallLine) -> None:
    """Either of the two does not want it there, or no longer; or an organizer takes it down. It is gone."""
    lock_exchange(line.exchange)
    found = WallLine.objects.filter(pk=line.pk).first()
    if found is None:
        return
    if not permissions.can_take_off_wall(by, found):
        raise NotAllowed
    audit.record("wall.remove", found, by=by)
    found.delete()


@transaction.atomic
def say_worked(*, by: Person, exchange: Exchange, worked: str) -> Exchange:
    """One of `Exchange.Worked`, of one's own side. Nobody else ever sees it, and it may be said anew."""
    exchange = lock_as_party(by, exchange)
    if exchange.status != Exchange.Status.DONE:
        raise NotNow(_("Something changed while you were reading. Look again before you go on."))
    field = exchange.worked_field(permissions.side(by, exchange))
    setattr(exchange, field, Exchange.Worked(worked).value)
    exchange.save(update_fields=[field])
    audit.record("exchange.worked", exchange, by=by)
    return exchange
