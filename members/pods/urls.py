"""The addresses under /pods/. Fixed words come first: a public id never looks like one."""

from django.urls import path

from . import views

app_name = "pods"
urlpatterns = [
    path("<str:public_id>/", views.pod_detail, name="pod_detail"),
]
