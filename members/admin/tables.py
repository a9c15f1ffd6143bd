"""Sign-up tables in the admin: opened for some hours, with a code to put on the table."""

from typing import Any

import segno
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mutualaid.base.admin import ModelAdmin
from mutualaid.base.mail import absolute

from .. import actions
from ..actions.tables import LONGEST
from ..models import Person, SignUpTable


class TableForm(forms.ModelForm):
    """For how long."""

    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=LONGEST, initial=3)

    class Meta:
        model = SignUpTable
        fields = ()


@admin.register(SignUpTable)
class SignUpTableAdmin(ModelAdmin):
    """Opened, shown, closed; it also ends by itself."""

    form = TableForm
    list_display = ("opened_at", "until", "state")
    actions = ("close",)

    def get_fields(self, request: HttpRequest, obj: SignUpTable | None = None) -> Any:
        return ("hours",) if obj is None else ("state", "until", "code_to_type", "square")

    def get_readonly_fields(self, request: HttpRequest, obj: SignUpTable | None = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    @admin.display(description=_("state"))
    def state(self, table: SignUpTable) -> str:
        return _t("closed") if table.closed_at or table.until <= timezone.now() else _t("open")

    @admin.display(description=_("code"))
    def code_to_type(self, table: SignUpTable) -> str:
        return format_html("<b>{} {}</b>", table.code[:4], table.code[4:])

    @admin.display(description=_("to photograph"))
    def square(self, table: SignUpTable) -> str:
        path = reverse("account_table", query={"code": table.code})
        drawn = segno.make(absolute(path), error="m", micro=False)
        return mark_safe(drawn.svg_inline(border=4, scale=6, light="#fff"))

    @admin.action(description=_("Close them"))
    def close(self, request: HttpRequest, queryset: QuerySet[SignUpTable]) -> None:
        self.each(request, queryset, actions.close_table)

    def action_create(self, *, by: Person, hours: int) -> SignUpTable:
        return actions.open_table(by=by, hours=hours)
