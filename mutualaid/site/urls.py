"""The addresses of the pages that mix apps."""

from django.urls import path

from . import views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("danger/", views.danger, name="danger"),
    path("language/", views.language, name="language"),
    path("gallery/", views.gallery, name="gallery"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
