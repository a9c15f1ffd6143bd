"""The dates of a recurring post: read back to its author, one of them left out or changed."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .. import dates
from ..models import Post


def say_dates(request: HttpRequest, post: Post) -> None:
    """What the rule comes to, and what does not follow it."""
    if not post.is_recurring:
        return
    messages.info(request, _("The next dates: %(days)s.") % {"days": dates.first_days(post)})
    if days := dates.apart(post):
        messages.info(
            request,
            _("Not like the others, since somebody has answered, or you changed them: %(days)s.")
            % {"days": days},
        )
