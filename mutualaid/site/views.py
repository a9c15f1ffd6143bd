"""The pages that mix apps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The question, one search, two verbs, what is new nearby, the directory's needs."""
    return render(request, "site/home.html")
