"""What two neighbours write to each other."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import Person
from members.worry import WorryForm
from mutualaid.base.network import local_today

from ..calendar import dates
from ..models import Exchange, Occurrence, Post
from .widgets import Clock, Day


class ProposeForm(WorryForm):
    """ "Count me in" to an occurrence, with a word, how many, perhaps from a post of one's own."""

    worry_fields = ("note",)

    quantity = forms.IntegerField(label=_("How many"), min_value=1, initial=1)
    note = forms.CharField(
        label=_("A word to them"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only they will read it."),
    )
    day = forms.DateField(label=_("A day that would suit you"), required=False, widget=Day)
    from_time = forms.TimeField(label=_("At about"), required=False, widget=Clock)
    return_on = forms.DateField(label=_("Returned on"), widget=Day)
    met = forms.ModelChoiceField(
        label=_("Which of your posts does it belong to?"),
        help_text=_("Then it counts for both."),
        empty_label=_("None of them"),
        queryset=Occurrence.objects.none(),
        required=False,
    )

    def __init__(
        self, *args: Any, person: Person, post: Post, asked: Collection[int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.set_up(person, post, asked)
        if post.mode != Post.Mode.LEND:
            del self.fields["return_on"]
        # Not one without a name: it would tell whose it is.
        counterparts = (
            person.posts.open().filter(is_anonymous=False, is_gathering=False).exclude(kind=post.kind)
        )
        to_come = Q(until_day=None) | Q(until_day__gte=local_today())
        mine = Occurrence.objects.filter(to_come, post__in=counterparts, is_skipped=False)
        self.offer_to_meet(mine.select_related("post"))

    def offer_to_meet(self, mine: QuerySet[Occurrence]) -> None:
        """Which of their own it could belong to, read once; not asked where there is none."""
        field: Any = self.fields["met"]
        field.queryset = mine
        field.choices = [("", field.empty_label), *((time.pk, _title(time)) for time in mine)]
        if len(field.choices) == 1:
            del self.fields["met"]

    def set_up(self, person: Person, post: Post, asked: Collection[int] | None) -> None:
        """What hangs on the time that is answered."""
        self.limit([post.occurrence], post)

    def limit(self, times: Sequence[Occurrence], post: Post) -> None:
        """Nobody is asked how many of a single thing or of what nobody counts, nor for more than there is."""
        if post.unit:
            self.fields["quantity"].label = _("How many: %(unit)s") % {"unit": post.unit}
        if all(time.quantity == 1 or (time.quantity is None and not post.unit) for time in times):
            self.fields["quantity"].widget = forms.HiddenInput()
        elif most := max((time.left for time in times if time.left is not None), default=None):
            self.fields["quantity"].widget.attrs["max"] = most

    def clean(self) -> dict[str, Any]:
        """A time is one of a day."""
        data = self.cleaned_data
        if data.get("from_time") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("On which day?"))
        return super().clean() or data


class ProposeDatesForm(ProposeForm):
    """The same on one date of a recurring post or on several: each becomes a proposal."""

    occurrences = forms.TypedMultipleChoiceField(
        label=_("On which dates"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each date is answered on its own."),
        error_messages={
            "required": _("Tick one date or more."),
            "invalid_choice": _("One of these dates is taken by now. Look again."),
        },
    )
    field_order = ("occurrences",)

    def set_up(self, person: Person, post: Post, asked: Collection[int] | None) -> None:
        # The dates say when.
        del self.fields["day"], self.fields["from_time"]
        self.times = {time.pk: time for time in dates.open_to(person, post, asked)}
        field = self.fields["occurrences"]
        field.choices = [(pk, dates.label(time, post)) for pk, time in self.times.items()]  # type: ignore[attr-defined]
        field.initial = list(self.times)[:1]
        self.limit(list(self.times.values()), post)

    def clean_occurrences(self) -> list[Occurrence]:
        return [self.times[pk] for pk in self.cleaned_data["occurrences"]]


def propose_form(
    person: Person, post: Post, data: Any = None, asked: Collection[int] | None = None
) -> ProposeForm:
    """The form with which somebody answers this post. `asked`: as in `dates.open_to`."""
    form = ProposeDatesForm if post.is_recurring else ProposeForm
    return form(data, person=person, post=post, asked=asked)


def _title(occurrence: Occurrence) -> str:
    post = occurrence.post
    return f"{post.title} ({dates.when(occurrence)})" if post.is_recurring else post.title


class ThanksForm(forms.Form):
    """Once it is done. Its ids are its own: the page has a form for a message too."""

    text = forms.CharField(
        label=_("A word to them"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only they will read it."),
    )
    for_wall = forms.BooleanField(
        label=_("It may also stand on the thanks wall, without names"),
        required=False,
        help_text=_("Only if they agree too. Then others read it: name nobody and no place."),
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.auto_id = "thanks_%s"


class WorkedForm(forms.Form):
    """Did it work?"""

    worked = forms.ChoiceField(choices=Exchange.Worked.choices)
