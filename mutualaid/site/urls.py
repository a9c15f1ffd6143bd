"""The addresses of the pages that mix apps."""

from django.urls import path

from . import calls, gallery, health, importing, tile, twice, views
from .setup import views as setup

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("about/", views.about, name="about"),
    path("me/", views.me, name="me"),
    path("privacy/", views.privacy, name="privacy"),
    path("danger/", views.danger, name="danger"),
    path("language/", views.language, name="language"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/places.json", gallery.places, name="gallery_places"),
    path("healthz", health.healthz, name="healthz"),
    path("setup/", setup.start, name="setup_start"),
    path("setup/done/", setup.done, name="setup_done"),
    path("setup/<str:token>/", setup.network, name="setup"),
    path("setup/<str:token>/places.json", setup.places, name="setup_places"),
    # Under the directory's own address; the page asks who organizes, which the directory does not know.
    path("directory/import/", importing.directory_import, name="directory_import"),
    path("directory/import/<int:pk>/", importing.import_run, name="import_run"),
    path("directory/import/<int:pk>/columns/", importing.import_columns, name="import_columns"),
    path("directory/calls/", calls.call_list, name="call_list"),
    path("directory/calls/<int:pk>/", calls.call_done, name="call_done"),
    path("directory/twice/", twice.twice_list, name="twice_list"),
    path("directory/twice/<int:keep>/<int:other>/", twice.twice_said, name="twice_said"),
    path("map/tile/", tile.tile, name="tile"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.worker, name="worker"),
]
