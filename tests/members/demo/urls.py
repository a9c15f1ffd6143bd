"""The site's addresses as the demo has them."""

from django.urls import include, path

from mutualaid.urls import handler500
from mutualaid.urls import urlpatterns as real

__all__ = ["handler500", "urlpatterns"]
urlpatterns = [*real, path("demo/", include("members.demo.urls"))]
