"""The page that makes this mutual aid and not charity: both questions on one form."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import needs
from directory.models import Need
from members.models import Person
from members.worry import WorryForm

from ..actions import PostContent
from ..models import Post

LINES = 2


class WelcomeForm(WorryForm):
    """A few lines to ask and a few to share, each with what it is about. A filled line becomes a post."""

    worry_fields = tuple(f"{kind}_{number}" for kind in Post.Kind.values for number in range(1, LINES + 1))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.person = person
        about = [("", _("It is about ..."))] + [
            (root.name, [(str(node.pk), node.name) for node in root.descendants])
            for root in needs.tree().roots
        ]
        for kind in Post.Kind.values:
            for number in range(1, LINES + 1):
                self._line(f"{kind}_{number}", about)

    def _line(self, name: str, about: list[Any]) -> None:
        self.fields[name] = forms.CharField(label=_("In one line"), max_length=100, required=False)
        self.fields[f"{name}_need"] = forms.ChoiceField(label=_("It is about"), choices=about, required=False)
        self.fields[f"{name}_form"] = forms.ChoiceField(
            label=_("Is it a thing?"),
            choices=Post.Form,
            initial=Post.Form.SERVICE,
            required=False,
        )

    @classmethod
    def names(cls) -> list[str]:
        """The fields in which something is said."""
        return list(cls.worry_fields)

    def texts(self) -> list[tuple[str, str]]:
        """What others will read, each with the label of its field."""
        return [(str(self[name].label), self[name].value() or "") for name in self.names()]

    def lines(self, kind: str) -> list[tuple[Any, Any, Any]]:
        """The bound fields of each line of this kind: what, about, a thing or not."""
        names = [f"{kind}_{number}" for number in range(1, LINES + 1)]
        return [(self[name], self[f"{name}_need"], self[f"{name}_form"]) for name in names]

    def clean(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        for name in self.names():
            if data.get(name) and not data.get(f"{name}_need"):
                self.add_error(f"{name}_need", _("Choose what it is about, so that neighbours find it."))
            if data.get(f"{name}_need") and not data.get(name):
                self.add_error(name, _("Say in one line what it is."))
        return super().clean()

    def contents(self) -> list[PostContent]:
        """A post for each line that was filled in."""
        return [self._content(name) for name in self.names() if self.cleaned_data[name]]

    def _content(self, name: str) -> PostContent:
        return PostContent(
            kind=name.split("_")[0],
            form=self.cleaned_data[f"{name}_form"] or Post.Form.SERVICE,
            title=self.cleaned_data[name],
            needs=list(Need.objects.filter(pk=self.cleaned_data[f"{name}_need"])),
            language=get_language() or "en",
            languages=self.person.languages,
            cell=self.person.cell,
        )
