"""The addresses under /exchanges/."""

from django.urls import URLPattern, URLResolver

app_name = "exchanges"
urlpatterns: list[URLPattern | URLResolver] = []
