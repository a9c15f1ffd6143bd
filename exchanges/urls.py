"""The addresses under /exchanges/."""

from django.urls import path

from . import views

app_name = "exchanges"
urlpatterns = [
    path("", views.post_list, name="post_list"),
    path("swaps/", views.exchange_list, name="exchange_list"),
    path("swaps/<str:public_id>/", views.exchange_detail, name="exchange_detail"),
    path("<str:public_id>/", views.post_detail, name="post_detail"),
]
