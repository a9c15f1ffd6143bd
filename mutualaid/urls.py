"""Every address of the site. Stable: links in mails and people's bookmarks rely on them."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

handler400 = "mutualaid.site.health.refused"
handler500 = "mutualaid.site.health.failed"
urlpatterns = [
    # Each address looks through what stands before it: the board's and the directory's come first. (Some of
    # the site's are below /directory/, too: their words are no listings.)
    path("exchanges/", include("exchanges.urls")),
    path("directory/", include("directory.urls")),
    path("", include("mutualaid.site.urls")),
    path("members/", include("members.urls")),
    path("pods/", include("members.rounds.urls")),
    path("pods/", include("members.pods.urls")),
    path("hsds/", include("directory.hsds.urls")),
    path("accounts/", include("members.accounts.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("members.demo.urls")))
