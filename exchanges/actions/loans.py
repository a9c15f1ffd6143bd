"""What happens to something that is lent, between "we agreed" and "it is back"."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from mutualaid.base.actions import NotNow

from .. import permissions
from ..models import Exchange, Post
from ..models.moves import take
from .locks import lock_as_party
from .steps import log


@transaction.atomic
def hand_over(*, by: Person, exchange: Exchange) -> Exchange:
    """Either of the two says that what is lent changed hands. It stays promised until it is given back."""
    exchange = lock_as_party(by, exchange)
    if exchange.mode != Post.Mode.LEND:
        raise NotNow(_("Only what is lent comes back. Say that it is done."))
    take(exchange, "hand_over")
    exchange.handed_over_at = timezone.now()
    exchange.save(update_fields=["status", "handed_over_at"])
    return log(exchange, "hand_over", by, tell=permissions.other(by, exchange))
