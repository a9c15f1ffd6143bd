"""What it is: always seen, one line is enough."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import needs
from directory.models import Need
from members.models import Person

from ...models import Post
from ..widgets import Several
from .part import Names, Part

MAX_NEEDS = 4
# As it reads for whoever asks and for whoever shares.
_HOW = {
    Post.Mode.GIVE: _("It is given"),
    Post.Mode.LEND: _("It is lent, and comes back"),
    Post.Mode.TOGETHER: _("It is done together"),
}


class What(Part):
    fold = ""
    on_post: Names = ("kind", "title", "text", "form", "mode")
    public: Names = ("title", "text")

    kind = forms.ChoiceField(label=_("What is it?"), choices=Post.Kind, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("In one line"),
        max_length=100,
        help_text=_("For example: a lift to the shops on Thursday morning. No address, no phone number."),
    )
    needs = forms.MultipleChoiceField(label=_("What is it about?"), widget=Several)
    text = forms.CharField(
        label=_("More about it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You can give your address later, to the neighbour you agree with."),
    )
    form = forms.ChoiceField(label=_("Is it a thing?"), choices=Post.Form, widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("How"), choices=_HOW, widget=forms.RadioSelect)

    @classmethod
    def usual(cls, person: Person) -> dict[str, Any]:
        return {**super().usual(person), "mode": Post.Mode.GIVE}

    @classmethod
    def told(cls, post: Post) -> dict[str, Any]:
        return {**super().told(post), "needs": [str(need.pk) for need in post.needs.all()]}

    def set_up(self) -> None:
        super().set_up()
        known = [(str(node.pk), node.name) for node in needs.tree().active]
        self.fields["needs"].choices = known  # type: ignore[attr-defined]

    def clean_needs(self) -> list[Need]:
        chosen = self.cleaned_data["needs"]
        if len(chosen) > MAX_NEEDS:
            raise forms.ValidationError(_("Choose up to four: the ones that fit best."))
        return list(Need.objects.filter(pk__in=chosen))

    def check(self, data: dict[str, Any]) -> None:
        super().check(data)
        if data.get("mode") == Post.Mode.LEND and data.get("form") == Post.Form.SERVICE:
            self.add_error("mode", _("Only a thing can be lent."))
