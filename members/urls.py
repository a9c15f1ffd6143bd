"""The addresses under /members/. Fixed words come first: a public id never looks like one."""

from django.urls import URLPattern, URLResolver, path

from .agreement import views as agreement
from .joining import views as joining
from .notices import views as notices
from .talk import views as talk
from .views import calls, decisions, leaving, lists, persons, portraits, safety, tour

app_name = "members"
urlpatterns: list[URLPattern | URLResolver] = [
    path("welcome/", persons.welcome, name="welcome"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("tour/", tour.tour, name="tour"),
    path("settings/photo/", portraits.portrait_edit, name="portrait_edit"),
    path("settings/photo/remove/", portraits.portrait_remove, name="portrait_remove"),
    path("photo/<str:public_id>/", portraits.portrait, name="portrait"),
    path("application/", joining.application, name="application"),
    path("application/write/", joining.application_write, name="application_write"),
    path("application/still/", joining.application_still, name="application_still"),
    path("application/withdraw/", joining.application_withdraw, name="application_withdraw"),
    path("still-waiting/<str:token>/", joining.still_waiting, name="still_waiting"),
    path("invite/", joining.invite, name="invite"),
    path("invite/<int:pk>/take-back/", joining.invite_take_back, name="invite_take_back"),
    path("invite/<str:token>/", joining.invited, name="invited"),
    path("vouch/", joining.vouch_code, name="vouch_code"),
    path("vouch/<str:code>/", joining.vouch, name="vouch"),
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
    path("decisions/", decisions.decision_list, name="decision_list"),
    path("decisions/<str:public_id>/", decisions.decision, name="decision"),
    path("report/<slug:name>/<str:public_id>/", safety.report, name="report"),
    path("talk/<str:public_id>/", talk.page, name="talk"),
    path("talk/<str:public_id>/say/", talk.say, name="talk_say"),
    path("talk/<str:public_id>/read/", talk.read, name="talk_read"),
    path("talk/<str:public_id>/mute/", talk.mute, name="talk_mute"),
    path("<str:public_id>/", persons.profile, name="profile"),
]
