"""Who asks, read from the database only when something needs to know, and the day somebody was last here."""

from collections.abc import Callable

from django.contrib.auth import middleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from . import actions
from .accounts import backend, sessions
from .models import User
from .viewers import viewer_of


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's, but that session and account are one statement."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]


def _user(request: HttpRequest) -> User | AnonymousUser:
    with backend.asked(request.session):  # type: ignore[arg-type]
        return middleware.get_user(request)


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
