"""The addresses under /pods/. Fixed words come first: a public id never looks like one."""

from django.urls import path

from .views import emergency, growing, joining, pods

app_name = "pods"
urlpatterns = [
    path("", pods.pod_list, name="pod_list"),
    path("new/", pods.pod_start, name="pod_start"),
    path("join/", joining.pod_join, name="pod_join"),
    path("<str:public_id>/", pods.pod_detail, name="pod_detail"),
    path("<str:public_id>/edit/", pods.pod_edit, name="pod_edit"),
    path("<str:public_id>/leave/", pods.pod_leave, name="pod_leave"),
    path("<str:public_id>/people/", pods.pod_people, name="pod_people"),
    path("<str:public_id>/people/<str:other_id>/role/", pods.pod_role, name="pod_role"),
    path("<str:public_id>/people/<str:other_id>/out/", pods.pod_take_out, name="pod_take_out"),
    path("<str:public_id>/ask/", joining.pod_ask, name="pod_ask"),
    path("<str:public_id>/ask/back/", joining.pod_ask_back, name="pod_ask_back"),
    path("<str:public_id>/asks/<int:pk>/", joining.pod_answer, name="pod_answer"),
    path("<str:public_id>/invite/", joining.pod_invite, name="pod_invite"),
    path("<str:public_id>/invite/<int:pk>/", joining.pod_revoke, name="pod_revoke"),
    path("<str:public_id>/flyer/", joining.pod_flyer, name="pod_flyer"),
    path("<str:public_id>/emergency/", emergency.pod_emergency, name="pod_emergency"),
    path("<str:public_id>/emergency/mine/", emergency.pod_skills, name="pod_skills"),
    path("<str:public_id>/slip/", emergency.pod_slip, name="pod_slip"),
    path("<str:public_id>/neighbours/new/", emergency.pod_neighbour_add, name="pod_neighbour_add"),
    path("<str:public_id>/neighbours/<str:other_id>/", emergency.pod_neighbour, name="pod_neighbour"),
    path(
        "<str:public_id>/neighbours/<str:other_id>/step/",
        emergency.pod_neighbour_step,
        name="pod_neighbour_step",
    ),
    path("<str:public_id>/next/", growing.pod_links, name="pod_links"),
    path("<str:public_id>/next/<str:other_id>/", growing.pod_link, name="pod_link"),
    path("<str:public_id>/next/<str:other_id>/end/", growing.pod_unlink, name="pod_unlink"),
    path("<str:public_id>/split/", growing.pod_split, name="pod_split"),
]
