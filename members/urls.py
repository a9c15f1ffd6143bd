"""The addresses under /members/. Fixed words come first: a public id never looks like one."""

from django.urls import URLPattern, URLResolver, path

from .notices import views as notices
from .talk import views as talk
from .views import calls, leaving, lists, persons, safety

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("welcome/", persons.welcome, name="welcome"),
    path("settings/", persons.settings, name="settings"),
    path("settings/leave/", leaving.leave, name="leave"),
    path("settings/leave/back/", leaving.come_back, name="come_back"),
    path("settings/export/", leaving.export, name="export"),
    path("goodbye/", leaving.gone, name="gone"),
    path("enter/", calls.enter, name="enter"),
    path("slip/<str:public_id>/", calls.slip, name="slip"),
    path("settings/notices/", notices.notice_settings, name="notice_settings"),
    path("settings/notices/devices/", notices.device_add, name="device_add"),
    path("settings/notices/devices/<int:pk>/", notices.device_remove, name="device_remove"),
    path("settings/notices/number/", notices.number, name="number"),
    path("settings/notices/number/remove/", notices.number_remove, name="number_remove"),
    path("unsubscribe/<str:token>/", notices.unsubscribe, name="unsubscribe"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/<int:pk>/", notices.notice_open, name="notice_open"),
    path("lists/", lists.list_list, name="list_list"),
    path("lists/keep/", lists.list_keep, name="list_keep"),
    path("lists/<int:pk>/", lists.list_drop, name="list_drop"),
    path("blocks/", safety.block_list, name="block_list"),
    path("block/<str:public_id>/", safety.block, name="block"),
    path("unblock/<int:pk>/", safety.unblock, name="unblock"),
    path("report/<slug:name>/<str:public_id>/", safety.report, name="report"),
    path("talk/<str:public_id>/", talk.page, name="talk"),
    path("talk/<str:public_id>/say/", talk.say, name="talk_say"),
    path("talk/<str:public_id>/read/", talk.read, name="talk_read"),
    path("talk/<str:public_id>/mute/", talk.mute, name="talk_mute"),
    path("<str:public_id>/", persons.profile, name="profile"),
]
