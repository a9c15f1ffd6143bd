"""Is the site well, and what it says while its database is away."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.template import engines
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request, server_error

from mutualaid.base import watch

RETRY_AFTER_S = 10
# Neither a password nor a code is ever written into a page.
SECRET = ("password", "code", "token")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" and how many jobs are late, or 503 while the database is away. For what watches the site."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        late = len(watch.late())
        words = f"jobs that are late: {late}\n" if late else ""
    except (OperationalError, InterfaceError):
        connection.close()
        return HttpResponse("database away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n" + words, content_type="text/plain")


def failed(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: 503 and nothing lost while the database is away, else the error page."""
    if not _is_database_away(sys.exc_info()[1]):
        return server_error(request)
    connection.close()
    # Rendered without the request: its context processors would ask the database.
    page = (
        engines["jinja2"]
        .get_template("503.html")
        .render({"again": _typed(request), "path": request.get_full_path()})
    )
    response = HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
    response["Cache-Control"] = "no-store"
    return response


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`, with words of its own for what was too large to take in."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return HttpResponse(engines["jinja2"].get_template("413.html").render(), status=413)
    return bad_request(request, exception)


def _is_database_away(error: BaseException | None) -> bool:
    """A connection that could not be made or was lost; not a deadlock or a timeout on a living one."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return connection.connection is None or connection.connection.closed
        error = error.__cause__ or error.__context__
    return False


def _typed(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What a form sent, to be sent again by one button, with the token it came with: nobody else's form
    gets a valid one here. None for a page that was only read. Files cannot be kept: the page says so.
    """
    if request.method != "POST":
        return None
    try:
        posted = request.POST
    except (RawPostDataException, RequestDataTooBig, TooManyFilesSent, MultiPartParserError):
        return []
    kept = [(name, value) for name, values in posted.lists() for value in values]
    return [
        (name, str(value))
        for name, value in kept
        if name == "csrfmiddlewaretoken" or not any(word in name.lower() for word in SECRET)
    ]
