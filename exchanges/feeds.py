"""What is public on the board as an Atom feed: the same for everybody, signed in or not."""

from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from mutualaid.base.mail import absolute
from mutualaid.base.network import current_network

from . import outside
from .models import Post

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def language() -> str:
    """The first of the network's languages that the site speaks: a cache keeps one text for all."""
    spoken = dict(settings.LANGUAGES)
    return next((code for code in current_network().languages if code in spoken), settings.LANGUAGE_CODE)


def _asked(address: QueryDict) -> dict[str, list[str]] | None:
    """What of an address filters the feed."""
    found = {name: address.getlist(name) for name in ("kind", "need", "q") if address.get(name)}
    return found or None


class Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Of a feed without entries always the same, so that its text is, too."""
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


class BoardFeed(Feed):  # type: ignore[type-arg]
    """The newest posts that a newcomer sees, with the board's filters, each in the words of its note there.

    Atom asks for a date: it is the day, and no hour, on which whoever reads the feed sees a post come anyway.
    """

    feed_type = Atom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QueryDict:
        return request.GET

    def title(self, address: QueryDict) -> str:
        return current_network().name

    def subtitle(self, address: QueryDict) -> str:
        return _("What neighbours need and share")

    def link(self, address: QueryDict) -> str:
        return absolute(reverse("exchanges:post_list", query=_asked(address)))

    def feed_url(self, address: QueryDict) -> str:
        return absolute(reverse("exchanges:feed", query=_asked(address)))

    def items(self, address: QueryDict) -> list[dict[str, Any]]:
        return outside.newest(outside.asked(address), ["day"])[: outside.MOST]

    def item_title(self, item: dict[str, Any]) -> str:  # type: ignore[override]
        return f"{Post.Kind(item['kind']).label}: {item['title']}"

    def item_description(self, item: dict[str, Any]) -> str:  # type: ignore[override]
        return escape(", ".join(outside.about(item)))

    def item_link(self, item: dict[str, Any]) -> str:  # type: ignore[override]
        return outside.link(item)

    def item_updateddate(self, item: dict[str, Any]) -> datetime:
        return datetime.combine(item["day"], time(), tzinfo=UTC)
