"""The addresses of check-in rounds and the phone tree, under /pods/."""

from django.urls import path

from .views import calls, rounds, trees

app_name = "rounds"
urlpatterns = [
    path("check-in/here/", rounds.on_device, name="on_device"),
    path("check-in/<str:token>/", rounds.answer_link, name="answer_link"),
    path("<str:pod>/phone-tree/", trees.tree, name="tree"),
    path("<str:pod>/phone-tree/me/", trees.reach, name="reach"),
    path("<str:pod>/phone-tree/make/", trees.tree_make, name="tree_make"),
    path("<str:pod>/phone-tree/paper/", trees.tree_paper, name="tree_paper"),
    path("<str:pod>/rounds/", rounds.round_list, name="round_list"),
    path("<str:pod>/rounds/new/", rounds.round_create, name="round_create"),
    path("<str:pod>/rounds/<str:public_id>/", rounds.round_detail, name="round_detail"),
    path("<str:pod>/rounds/<str:public_id>/answer/", rounds.round_answer, name="round_answer"),
    path("<str:pod>/rounds/<str:public_id>/end/", rounds.round_end, name="round_end"),
    path("<str:pod>/rounds/<str:public_id>/calls/", calls.call_list, name="call_list"),
    path("<str:pod>/rounds/<str:public_id>/numbers/", calls.call_numbers, name="call_numbers"),
    path("<str:pod>/rounds/<str:public_id>/calls/<str:check_in>/", calls.call_done, name="call_done"),
    path("<str:pod>/rounds/<str:public_id>/calls/<str:check_in>/mine/", calls.call_take, name="call_take"),
]
