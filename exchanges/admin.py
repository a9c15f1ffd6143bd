"""What organizers see of posts and swaps. No message is here, and no name that a post was written without."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from members.admin_site import tells, waits
from members.models import Person
from members.viewers import Viewer
from mutualaid.base.admin import ModelAdmin

from . import actions, pages, record, wording
from .models import Exchange, Post


class ReasonForm(ActionForm):
    """The bar over the list, with the reason that hiding asks for."""

    reason = forms.ChoiceField(label=_("Reason:"), choices=[("", "—"), *Post.BY_HAND], required=False)


class HiddenFilter(admin.SimpleListFilter):
    title = _("hidden")
    parameter_name = "hidden"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _t("hidden")), ("no", _t("not hidden")), ("held", _t("waits for its words"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "held":
            return queryset.filter(hidden_reason=Post.HiddenReason.HELD)
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(hidden_at__isnull=self.value() == "no")


class PhoneFilter(admin.SimpleListFilter):
    title = _("how it came")
    parameter_name = "phone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _t("by phone")), ("no", _t("on the site"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(person__user__isnull=self.value() == "yes")


@admin.register(Post)
class PostAdmin(ModelAdmin):
    """Posts in every state. Their words are their authors': organizers hide and restore, they do not edit."""

    list_display = ("title", "kind", "about", "whose", "audience", "state", "created_at")
    list_filter = ("kind", HiddenFilter, "status", "audience", "urgency", PhoneFilter, "form")
    list_select_related = ("person",)
    search_fields = ("title", "text", "=public_id")
    search_help_text = _("Words of the post, or the end of its page's address.")
    ordering = ("-created_at",)
    action_form = ReasonForm
    actions = ("hide", "restore")
    fields = (
        *("title", "text", "kind", "form", "mode", "about", "whose", "for_someone", "decides"),
        *("audience", "pod", "goes", "access_note"),
        *("state", "amount", "urgency", "urgency_reason", "spoken", "created_at", "edited_at", "closed_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).prefetch_related("needs", "occurrences")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A post that an organizer enters is a neighbour's who phones: first who it is, then what."""
        return redirect("exchanges:post_enter")

    def view_on_site(self, post: Post) -> str:
        return post.get_absolute_url()

    @admin.display(description=_("needs"))
    def about(self, post: Post) -> str:
        return ", ".join(need.name for need in post.needs.all())

    @admin.display(description=_("whose"))
    def whose(self, post: Post) -> str:
        return _t("without a name") if post.is_anonymous else post.person.called

    @admin.display(description=_("state"))
    def state(self, post: Post) -> str:
        if post.hidden_at:
            return _t("hidden: %(reason)s") % {"reason": post.get_hidden_reason_display()}
        return post.get_status_display()

    @admin.display(description=_("how many"))
    def amount(self, post: Post) -> str:
        time = post.occurrence
        if post.is_gathering:
            return pages.gathering.count(time)
        return wording.amount(time.quantity, time.left, post.unit) or "—"

    @admin.display(description=_("languages"))
    def spoken(self, post: Post) -> str:
        return ", ".join(post.languages) or "—"

    @admin.action(description=_("Hide them, for the reason chosen"))
    def hide(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        reason = request.POST.get("reason", "")
        if reason not in dict(Post.BY_HAND):
            self.message_user(request, _t("Choose a reason beside the action."), "ERROR")
            return
        self.each(request, queryset, _hide, reason=reason)

    @admin.action(description=_("Put them back on the board"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        self.each(request, queryset, _restore)


def _hide(*, by: Person, subject: Post, reason: str) -> None:
    actions.hide_post(by=by, post=subject, reason=reason)


def _restore(*, by: Person, subject: Post) -> None:
    actions.restore_post(by=by, post=subject)


@admin.register(Exchange)
class ExchangeAdmin(ModelAdmin):
    """How swaps go, to read only: who and when, never what the two wrote to each other."""

    list_display = (
        "public_id",
        "about",
        "gives",
        "receives",
        "quantity",
        "status",
        "created_at",
        "closed_at",
    )
    list_filter = ("status", "mode")
    list_select_related = ("occurrence__post", "giver", "receiver")
    search_fields = ("=public_id", "occurrence__post__title")
    search_help_text = _("Words of the post, or the end of the swap's address.")
    ordering = ("-created_at",)
    fields = (
        *("public_id", "about", "gives", "receives", "quantity", "mode", "return_on", "status"),
        *("created_at", "accepted_at", "closed_at"),
    )

    def view_on_site(self, exchange: Exchange) -> None:
        """Its page is for the two."""

    @admin.display(description=_("post"))
    def about(self, exchange: Exchange) -> str:
        post = exchange.post
        return format_html('<a href="{}">{}</a>', post.get_absolute_url(), post.title or "—")

    @admin.display(description=_("gives"))
    def gives(self, exchange: Exchange) -> str:
        return _named(exchange, exchange.giver)

    @admin.display(description=_("receives"))
    def receives(self, exchange: Exchange) -> str:
        return _named(exchange, exchange.receiver)


def _named(exchange: Exchange, person: Person) -> str:
    post = exchange.post
    return _t("without a name") if post.is_anonymous and person.pk == post.person_id else person.called


def _for_organizers(viewer: Viewer) -> int:
    return Post.objects.open().filter(audience=Post.Audience.ORGANIZERS, kind=Post.Kind.REQUEST).count()


def _both() -> str:
    share = record.share_of_both(timezone.now())
    if share is None:
        return ""
    text = _t("%(percent)s%% of the members both gave and received in the last three months.")
    return text % {"percent": round(share * 100)}


tells(_both)
waits(
    _("Posts that wait for their words"),
    lambda viewer: (
        Post.objects.filter(hidden_reason=Post.HiddenReason.HELD).exclude(person=viewer.person).count()
    ),
    "admin:exchanges_post_changelist",
    "hidden=held",
)
waits(
    _("Requests that only organizers see"),
    _for_organizers,
    "admin:exchanges_post_changelist",
    "audience__exact=organizers&kind__exact=request&status__exact=open",
)
