"""The addresses under /directory/. Fixed words first; no listing's slug is one of them (`RESERVED`)."""

from django.urls import converters, path, register_converter

from . import views
from .models import RESERVED


class ListingSlug(converters.SlugConverter):
    """No word that is a page of its own, here or in an app above."""

    regex = rf"(?!(?:{'|'.join(RESERVED)})/){converters.SlugConverter.regex}"


register_converter(ListingSlug, "listing")
app_name = "directory"
urlpatterns = [
    path("", views.listing_list, name="listing_list"),
    path("places.geojson", views.listing_map, name="listing_map"),
    path("places/", views.place_list, name="place_list"),
    path("suggestions/", views.suggestion_list, name="suggestion_list"),
    path("print/", views.listing_print, name="listing_print"),
    path("help/", views.guided_search, name="guided_search"),
    path("files/<str:name>", views.listing_file, name="listing_file"),
    path("guides/", views.guide_list, name="guide_list"),
    path("guides/<slug:slug>/", views.guide_detail, name="guide_detail"),
    path("paper/", views.paper_list, name="paper_list"),
    path("paper/<slug:slug>/", views.paper, name="paper"),
    path("lists/", views.listing_share, name="listing_share"),
    path("suggest/", views.listing_suggest, name="listing_suggest"),
    path("<listing:slug>/", views.listing_detail, name="listing_detail"),
    path("<listing:slug>/correct/", views.listing_correct, name="listing_correct"),
    path("<listing:slug>/still-right/", views.listing_confirm, name="listing_confirm"),
    path("<listing:slug>/used/", views.listing_used, name="listing_used"),
]
