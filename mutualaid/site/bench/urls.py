"""The site's addresses and one more, which answers with nothing: the price of a request as such."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """What our middleware alone takes."""
    return HttpResponse(b"")


urlpatterns = [path("bench/empty/", empty), path("", include("mutualaid.urls"))]
