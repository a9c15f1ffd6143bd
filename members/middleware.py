"""`request.viewer`, read from the database only when something asks, and the day somebody was last here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from . import actions
from .accounts import sessions
from .viewers import viewer_of


def viewer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Reading writes nothing: the day is noted when somebody does something, and when they sign in."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))  # type: ignore[attr-defined]
        response = get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            sessions.note(request.session)
            person, today = request.viewer.person, timezone.localdate()  # type: ignore[attr-defined]
            if person is not None and person.last_seen_on != today:
                actions.see(person_id=person.pk, today=today)
        return response

    return respond
