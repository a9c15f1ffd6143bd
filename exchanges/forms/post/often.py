"""How often: once, or again and again. The days of the part "when" say from when and until when."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from ...calendar import recurrence
from ...calendar.recurrence import Every, Rule
from ...models import Post
from .part import Part

MOST_INTERVAL = 12
MOST_TIMES = 200


class How(TextChoices):
    ONCE = "", _("Once, or whenever it suits")
    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")
    FORTNIGHT = "fortnight", _("Every two weeks")
    MONTH = "month", _("Every month")
    YEAR = "year", _("Every year")
    # A rule that these fields have no words for.
    KEEP = "keep", _("As it is now")


EVERY = {
    How.DAY: Every.DAY,
    How.WEEK: Every.WEEK,
    How.FORTNIGHT: Every.WEEK,
    How.MONTH: Every.MONTH,
    How.YEAR: Every.YEAR,
}
ORDINALS = [
    (1, _("The first")),
    (2, _("The second")),
    (3, _("The third")),
    (4, _("The fourth")),
    (-1, _("The last")),
]
DAYS_OF_MONTH = [
    ("", _("That of the first day")),
    *((day, day) for day in range(1, 32)),
    (-1, _("The last day")),
]


def _several(label: Any, choices: Any, help_text: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class Often(Part):
    fold = "often"

    often = forms.ChoiceField(
        label=_("How often"),
        choices=[choice for choice in How.choices if choice[0] != How.KEEP],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Say above from which day until which, and at what time."),
    )
    weekdays = _several(_("On which days"), list(WEEKDAYS.items()))
    nth = _several(
        _("Which of them in a month"),
        ORDINALS,
        _("For “the first Monday”. Not needed for a day such as the 15th."),
    )
    month_day = forms.TypedChoiceField(
        label=_("Or on which day of the month"),
        choices=DAYS_OF_MONTH,
        coerce=int,
        empty_value=None,
        required=False,
    )
    interval = forms.IntegerField(
        label=_("Every how many"),
        required=False,
        min_value=1,
        max_value=MOST_INTERVAL,
        help_text=_("3 for every third week or month. Empty: each of them."),
    )
    times = forms.IntegerField(
        label=_("How many times"),
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        help_text=_("If you know no last day."),
    )

    @classmethod
    def told(cls, post: Post) -> dict[str, Any]:
        told = super().told(post)
        if not post.is_recurring:
            return told
        rule = recurrence.parse(post.rule)
        each = ("quantity", "from_time", "until_time")
        return {
            **told,
            **{name: getattr(post, f"each_{name}") for name in each},
            "from_day": post.rule_start,
            "until_day": rule.until,
            **_fields(rule),
        }

    def set_up(self) -> None:
        super().set_up()
        if self.initial.get("often") == How.KEEP:
            if self.post:
                self.fields["often"].choices = How.choices  # type: ignore[attr-defined]
            else:
                # A copy: there is nothing that it could keep.
                self.initial["often"] = How.ONCE

    @property
    def said(self) -> str:
        """How often it comes round by now, in words; "" for a post that does not."""
        return recurrence.words(recurrence.parse(self.post.rule)) if self.post and self.post.rule else ""

    def check(self, data: dict[str, Any]) -> None:
        super().check(data)
        how = data.get("often")
        if not how:
            return
        if data.get("is_standing"):
            self.add_error("often", _("Either always or again and again. Take one of the two out."))
        if data.get("times") and data.get("until_day"):
            self.add_error("times", _("Either until a day or so many times, not both."))
        if how in (How.WEEK, How.FORTNIGHT):
            self._check_week(data)
        if how == How.MONTH:
            self._check_month(data)

    def _check_week(self, data: dict[str, Any]) -> None:
        """Where no day was ticked, it is that of the first day."""
        if not data.get("weekdays"):
            if start := data.get("from_day"):
                data["weekdays"] = [start.weekday()]
            else:
                self.add_error("weekdays", _("On which days? Tick one or more."))

    def _check_month(self, data: dict[str, Any]) -> None:
        days, which, number = (data.get(name) for name in ("weekdays", "nth", "month_day"))
        if number and (days or which):
            self.add_error("month_day", _("Either weekdays or a day of the month, not both."))
        elif which and not days:
            self.add_error("weekdays", _("On which days? Tick one or more."))
        elif days and not which:
            self.add_error("nth", _("Which of them: the first, the last? Tick one or more."))
        elif not days and not number:
            if start := data.get("from_day"):
                data["month_day"] = start.day
            else:
                self.add_error("month_day", _("On which day of the month?"))

    def values(self) -> dict[str, Any]:
        values = super().values()
        names = ("often", "weekdays", "nth", "month_day", "interval", "times")
        often = {name: values.pop(name) for name in names}
        if not often["often"]:
            return values
        until = values.pop("until_day")
        if often["often"] == How.KEEP and self.post:
            return {**values, "rule": self.post.rule}
        return {**values, "rule": _rule(until=until, **often).to_rrule()}


def _rule(
    *,
    often: str,
    weekdays: list[int],
    nth: list[int],
    month_day: int | None,
    interval: int | None,
    times: int | None,
    until: dt.date | None,
) -> Rule:
    """What the fields say. What does not belong to the choice is left out."""
    how = How(often)
    every = EVERY[how]
    is_week, is_month = every is Every.WEEK, every is Every.MONTH
    return Rule(
        every=every,
        interval=(interval or 1) * (2 if how == How.FORTNIGHT else 1),
        weekdays=tuple(sorted(weekdays)) if is_week else (),
        nth=tuple((number, day) for day in sorted(weekdays) for number in sorted(nth)) if is_month else (),
        month_days=(month_day,) if is_month and month_day else (),
        until=until,
        times=times,
    )


def _fields(rule: Rule) -> dict[str, Any]:
    """The way back. Where the fields have no words for the rule, it is kept as it is."""
    how = next((how for how, every in EVERY.items() if every is rule.every), How.KEEP)
    if how == How.WEEK and rule.interval == 2:
        how = How.FORTNIGHT
    said = {
        "often": how.value,
        "weekdays": list(rule.weekdays) or sorted({day for _number, day in rule.nth}),
        "nth": sorted({number for number, _day in rule.nth}),
        "month_day": rule.month_days[0] if rule.month_days else None,
        "interval": None if how == How.FORTNIGHT or rule.interval == 1 else rule.interval,
        "times": rule.times,
    }
    return said if _is_sayable(rule, said) else {"often": How.KEEP}


def _is_sayable(rule: Rule, said: dict[str, Any]) -> bool:
    if said["often"] == How.KEEP or not {*said["nth"]} <= {number for number, _label in ORDINALS}:
        return False
    is_too_much = rule.interval > MOST_INTERVAL or (rule.times or 0) > MOST_TIMES
    return not is_too_much and _rule(until=rule.until, **said) == rule
