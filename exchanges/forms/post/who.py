"""Who sees it, and whose it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Person

from ...models import Post
from .part import Names, Part

USUAL = [("", _("As usual: what is sensitive for organizers, requests for members, offers for everybody"))]
POD = f"{Post.Audience.POD}:"


class Who(Part):
    """A pod is chosen by its name, by those who are in it."""

    fold = "who"
    on_post: Names = ("is_anonymous", "for_someone", "decides")

    audience = forms.ChoiceField(label=_("Who may see it"), required=False, widget=forms.RadioSelect)
    is_anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_(
            "Nobody is told whose it is, not even when you have agreed. You can say it yourself then."
        ),
    )
    for_someone = forms.BooleanField(label=_("It is for someone else"), required=False)
    decides = forms.ChoiceField(
        label=_("Who decides"), choices=Post.Decides, required=False, widget=forms.RadioSelect
    )
    consent = forms.BooleanField(label=_("They said yes to this post"), required=False)

    @classmethod
    def usual(cls, person: Person) -> dict[str, Any]:
        return {**super().usual(person), "audience": "", "decides": Post.Decides.AUTHOR}

    @classmethod
    def for_pod(cls, public_id: str) -> str:
        """What stands in `audience` for this pod. Nothing is chosen where the person is not in it."""
        return f"{POD}{public_id}"

    @classmethod
    def told(cls, post: Post) -> dict[str, Any]:
        audience = cls.for_pod(post.pod.public_id) if post.pod else post.audience
        return {**super().told(post), "audience": audience, "consent": post.for_someone}

    def set_up(self) -> None:
        super().set_up()
        self.pods = {f"{POD}{pod.public_id}": pod for pod in self.person.pods.all()}
        pods = [(value, _("My pod: %(name)s") % {"name": pod.name}) for value, pod in self.pods.items()]
        everybody, members, _pod, organizers = Post.Audience.choices
        # Who may see a post that is there is never left to what is usual: that might be wider.
        usual = [] if self.post else USUAL
        self.fields["audience"].choices = [*usual, everybody, members, *pods, organizers]  # type: ignore[attr-defined]
        self.fields["audience"].required = self.post is not None

    def clean_decides(self) -> str:
        return self.cleaned_data["decides"] or Post.Decides.AUTHOR

    def check(self, data: dict[str, Any]) -> None:
        super().check(data)
        if data.get("for_someone") and not data.get("consent"):
            self.add_error("consent", _("Ask them first, then tick this."))

    def values(self) -> dict[str, Any]:
        values = super().values()
        del values["consent"]
        if pod := self.pods.get(values["audience"]):
            values |= {"audience": Post.Audience.POD, "pod": pod}
        return values
