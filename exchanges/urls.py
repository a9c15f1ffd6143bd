"""The addresses under /exchanges/. Fixed words first: a public id has twelve characters, no word here has."""

from django.urls import path

from .views import answers, board, exchanges, gatherings, inbound, posts, rings, searches, thread, welcome

app_name = "exchanges"
urlpatterns = [
    path("", board.post_list, name="post_list"),
    path("new/", posts.post_create, name="post_create"),
    path("enter/", posts.post_enter, name="post_enter"),
    path("mine/", posts.post_mine, name="post_mine"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("inbound/", inbound.inbound, name="inbound"),
    path("photos/<str:public_id>/", posts.photo, name="photo"),
    path("searches/", searches.search_list, name="search_list"),
    path("searches/new/", searches.search_create, name="search_create"),
    path("searches/<str:public_id>/", searches.search_open, name="search_open"),
    path("searches/<str:public_id>/edit/", searches.search_edit, name="search_edit"),
    path("searches/<str:public_id>/drop/", searches.search_drop, name="search_drop"),
    path("rings/suggest/", rings.ring_suggest, name="ring_suggest"),
    path("rings/<str:public_id>/", rings.ring_detail, name="ring_detail"),
    path("rings/<str:public_id>/answer/", rings.ring_answer, name="ring_answer"),
    path("threads/<str:public_id>/say/", thread.thread_say, name="thread_say"),
    path("threads/<str:public_id>/read/", thread.thread_read, name="thread_read"),
    path("pictures/<str:public_id>/", thread.picture, name="picture"),
    path("swaps/", exchanges.exchange_list, name="exchange_list"),
    path("swaps/<str:public_id>/", exchanges.exchange_detail, name="exchange_detail"),
    path("swaps/<str:public_id>/accept/", answers.exchange_accept, name="exchange_accept"),
    path("swaps/<str:public_id>/decline/", answers.exchange_decline, name="exchange_decline"),
    path("swaps/<str:public_id>/withdraw/", answers.exchange_withdraw, name="exchange_withdraw"),
    path("swaps/<str:public_id>/done/", answers.exchange_done, name="exchange_done"),
    path(
        "swaps/<str:public_id>/did-not-happen/",
        answers.exchange_did_not_happen,
        name="exchange_did_not_happen",
    ),
    path("swaps/<str:public_id>/answer/", answers.exchange_answer, name="exchange_answer"),
    path("swaps/<str:public_id>/thank/", exchanges.exchange_thank, name="exchange_thank"),
    path("<str:public_id>/", posts.post_detail, name="post_detail"),
    path("<str:public_id>/edit/", posts.post_edit, name="post_edit"),
    path("<str:public_id>/propose/", exchanges.exchange_propose, name="exchange_propose"),
    path("<str:public_id>/gathering/<int:pk>/", gatherings.gathering_detail, name="gathering_detail"),
    path("<str:public_id>/gathering/<int:pk>/join/", gatherings.gathering_join, name="gathering_join"),
    path("<str:public_id>/gathering/<int:pk>/change/", gatherings.gathering_change, name="gathering_change"),
    path("<str:public_id>/gathering/<int:pk>/leave/", gatherings.gathering_leave, name="gathering_leave"),
    path(
        "<str:public_id>/gathering/<int:pk>/decline/", gatherings.gathering_decline, name="gathering_decline"
    ),
    path("<str:public_id>/gathering/<int:pk>/mute/", gatherings.gathering_mute, name="gathering_mute"),
    path("<str:public_id>/gathering/<int:pk>/done/", gatherings.gathering_done, name="gathering_done"),
    path(
        "<str:public_id>/gathering/<int:pk>/did-not-happen/",
        gatherings.gathering_did_not_happen,
        name="gathering_did_not_happen",
    ),
    path("<str:public_id>/pause/", posts.post_pause, name="post_pause"),
    path("<str:public_id>/reopen/", posts.post_reopen, name="post_reopen"),
    path("<str:public_id>/close/", posts.post_close, name="post_close"),
    path("<str:public_id>/withdraw/", posts.post_withdraw, name="post_withdraw"),
    path("<str:public_id>/block/", posts.post_block, name="post_block"),
    path("<str:public_id>/hide/", posts.post_hide, name="post_hide"),
    path("<str:public_id>/restore/", posts.post_restore, name="post_restore"),
]
