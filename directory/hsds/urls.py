"""The addresses under /hsds/, as HSDS 3.0 has them: without a slash at the end."""

from django.urls import path

from ..views import hsds as views
from .lists import COLLECTIONS

urlpatterns = [
    path("", views.hsds_about, name="hsds_about"),
    path("openapi.json", views.hsds_openapi, name="hsds_openapi"),
    path("profile.json", views.hsds_profile, name="hsds_profile"),
    *(path(kind, views.hsds_list, {"kind": kind}, name=f"hsds_{kind}") for kind in COLLECTIONS),
    *(
        path(f"{kind}/<str:id>", views.hsds_detail, {"kind": kind}, name=f"hsds_{kind}_detail")
        for kind in COLLECTIONS
    ),
    path("<path:path>", views.hsds_nothing, name="hsds_nothing"),
]
