"""One form for a post, new or edited."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory import needs
from directory.models import Need
from members import languages
from members.models import Person
from members.squares import parse, value_of

from ..actions import PostContent
from ..models import Photo, Post
from . import areas

MAX_NEEDS = 4
# A pod is chosen by its name, once pods can be chosen here.
AUDIENCES = [choice for choice in Post.Audience.choices if choice[0] != Post.Audience.POD]
USUAL = [("", _("As usual: what is sensitive for organizers, requests for members, offers for everybody"))]


# What a page may keep folded: most posts need none of it.
PARTS = {
    "when": (
        *("quantity", "unit", "from_day", "until_day", "from_time", "until_time", "is_standing"),
        *("urgency", "urgency_reason"),
    ),
    "where": ("area", "handover", "languages", "language"),
    "who": ("audience", "is_anonymous", "for_someone", "consent"),
}


# What an action writes where nothing was said.
UNSAID = {"quantity": 1}


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Several(forms.SelectMultiple):
    """Values from a list and from tick boxes of the same name: each once, the list's "" left out."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(dict.fromkeys(value for value in data.getlist(name) if value))


class Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PostForm(forms.Form):
    """`person`: whose post it is. `content()` hands what was filled in to an action."""

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
    language = forms.ChoiceField(label=_("Written in"), required=False)
    form = forms.ChoiceField(label=_("Is it a thing?"), choices=Post.Form, widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("How"), choices=Post.Mode, widget=forms.RadioSelect)
    quantity = forms.IntegerField(label=_("How many"), required=False, min_value=1, max_value=10_000)
    unit = forms.CharField(
        label=_("Of what"), required=False, max_length=30, help_text=_("Jars, hours, people ...")
    )
    from_day = forms.DateField(label=_("From (day)"), required=False, widget=Day)
    until_day = forms.DateField(label=_("Until or by (day)"), required=False, widget=Day)
    from_time = forms.TimeField(label=_("From (time)"), required=False, widget=Clock)
    until_time = forms.TimeField(label=_("Until (time)"), required=False, widget=Clock)
    is_standing = forms.BooleanField(label=_("Always, until I take it down"), required=False)
    urgency = forms.TypedChoiceField(
        label=_("How soon"),
        choices=Post.Urgency,
        coerce=int,
        required=False,
        empty_value=0,  # type: ignore[arg-type]
    )
    urgency_reason = forms.CharField(
        label=_("Why so soon"), required=False, max_length=140, help_text=_("Only if you want to say it.")
    )
    handover = forms.MultipleChoiceField(
        label=_("How it is handed over"),
        choices=Post.Handover,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages we can speak"), required=False, widget=forms.CheckboxSelectMultiple
    )
    area = forms.ChoiceField(
        label=_("Where"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only the whole square is shown, never where you are in it."),
    )
    audience = forms.ChoiceField(
        label=_("Who may see it"),
        choices=USUAL + AUDIENCES,
        required=False,
        widget=forms.RadioSelect,
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

    def __init__(self, *args: Any, person: Person, post: Post | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {**(_told(post) if post else _usual(person)), **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        self.person = person
        self.label_suffix = ""
        known = [(str(node.pk), node.name) for node in needs.tree().active]
        self.fields["needs"].choices = known  # type: ignore[attr-defined]
        spoken = languages.choices(
            list(dict.fromkeys([*languages.near(), *person.languages, *(post.languages if post else [])]))
        )
        self.fields["languages"].choices = spoken  # type: ignore[attr-defined]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]
        self.fields["area"].choices = areas.choices(person.cell, post.cell if post else None)  # type: ignore[attr-defined]
        if post:
            self.fields["audience"].choices = AUDIENCES  # type: ignore[attr-defined]

    def open_parts(self) -> set[str]:
        """The folded parts that hold a mistake, or something other than what is usual."""
        usual = _usual(self.person)
        told = {name for names in PARTS.values() for name in names if name in self.errors}
        told |= {
            name
            for names in PARTS.values()
            for name in names
            if _plain(self[name].value()) not in {_plain(usual.get(name)), _plain(UNSAID.get(name))}
        }
        return {part for part, names in PARTS.items() if told & set(names)}

    def clean_needs(self) -> list[Need]:
        chosen = self.cleaned_data["needs"]
        if len(chosen) > MAX_NEEDS:
            raise forms.ValidationError(_("Choose up to four: the ones that fit best."))
        return list(Need.objects.filter(pk__in=chosen))

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or get_language() or "en"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for check in (self._loan, self._days, self._times, self._consent, self._count):
            check(data)
        return data

    def content(self, photos: list[Photo]) -> PostContent:
        """What was filled in, for `create_post` or `edit_post`."""
        data = {**self.cleaned_data, "photos": photos}
        area, _consent = data.pop("area"), data.pop("consent")
        return PostContent(cell=parse(area) if area else None, **data)

    def _loan(self, data: dict[str, Any]) -> None:
        if data.get("mode") == Post.Mode.LEND and data.get("form") == Post.Form.SERVICE:
            self.add_error("mode", _("Only a thing can be lent."))

    def _days(self, data: dict[str, Any]) -> None:
        start, end = data.get("from_day"), data.get("until_day")
        if start and end and end < start:
            self.add_error("until_day", _("This is before the first day."))

    def _times(self, data: dict[str, Any]) -> None:
        if data.get("until_time") and not data.get("from_time"):
            self.add_error("from_time", _("From when on that day?"))

    def _consent(self, data: dict[str, Any]) -> None:
        if data.get("for_someone") and not data.get("consent"):
            self.add_error("consent", _("Ask them first, then tick this."))

    def _count(self, data: dict[str, Any]) -> None:
        if "quantity" in data and data["quantity"] is None and not data.get("is_standing"):
            data["quantity"] = 1


def _area(cell: tuple[int, int, int] | None) -> str:
    return value_of(cell) if cell else areas.ANYWHERE


def _plain(value: Any) -> str:
    """A value as a form would send it, to compare what was sent with what was meant."""
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return "" if value is None or value is False else str(value)


def _usual(person: Person) -> dict[str, Any]:
    return {
        "mode": Post.Mode.GIVE,
        "urgency": Post.Urgency.WHENEVER,
        "language": get_language(),
        "languages": person.languages,
        "area": _area(person.cell),
        "audience": "",
    }


def _told(post: Post) -> dict[str, Any]:
    same = (
        *("kind", "title", "text", "language", "form", "mode", "unit", "is_standing", "urgency"),
        *("urgency_reason", "handover", "languages", "audience", "is_anonymous", "for_someone"),
    )
    times = ("quantity", "from_day", "until_day", "from_time", "until_time")
    return {
        **{name: getattr(post, name) for name in same},
        **{name: getattr(post.occurrence, name) for name in times},
        "needs": [str(need.pk) for need in post.needs.all()],
        "area": _area(post.cell),
        "consent": post.for_someone,
    }
