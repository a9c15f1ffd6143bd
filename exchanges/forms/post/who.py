"""Who sees it, and whose it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Person

from ...models import Post
from .part import Names, Part

# A pod is chosen by its name, once pods can be chosen here.
AUDIENCES = [choice for choice in Post.Audience.choices if choice[0] != Post.Audience.POD]
USUAL = [("", _("As usual: what is sensitive for organizers, requests for members, offers for everybody"))]


class Who(Part):
    fold = "who"
    on_post: Names = ("audience", "is_anonymous", "for_someone")

    audience = forms.ChoiceField(
        label=_("Who may see it"), choices=USUAL + AUDIENCES, required=False, widget=forms.RadioSelect
    )
    is_anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_(
            "Nobody is told whose it is, not even when you have agreed. You can say it yourself then."
        ),
    )
    for_someone = forms.BooleanField(label=_("It is for someone else"), required=False)
    consent = forms.BooleanField(label=_("They said yes to this post"), required=False)

    @classmethod
    def usual(cls, person: Person) -> dict[str, Any]:
        return {**super().usual(person), "audience": ""}

    @classmethod
    def told(cls, post: Post) -> dict[str, Any]:
        return {**super().told(post), "consent": post.for_someone}

    def set_up(self) -> None:
        super().set_up()
        if self.post:
            self.fields["audience"].choices = AUDIENCES  # type: ignore[attr-defined]

    def check(self, data: dict[str, Any]) -> None:
        super().check(data)
        if data.get("for_someone") and not data.get("consent"):
            self.add_error("consent", _("Ask them first, then tick this."))

    def values(self) -> dict[str, Any]:
        values = super().values()
        del values["consent"]
        return values
