"""The addresses of the pages that mix apps."""

from django.urls import path

from . import views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
]
