"""Times of the school week, closed days and the checklist."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import LONG_MORNING_ENDS
from andersom.ui.widgets import DateInput, TimeInput
from schools.domain.week import Day, Row
from schools.models import ClosedDay

DAYS_IN_WEEK = 5


class DayForm(forms.Form):
    """Times of one weekday; without a tick there is no school that day."""

    at_school = forms.BooleanField(label=_("There is school on this day"), required=False)
    start = forms.TimeField(label=_("School starts"), widget=TimeInput, required=False)
    break_start = forms.TimeField(label=_("Break starts"), widget=TimeInput, required=False)
    break_end = forms.TimeField(label=_("Break ends"), widget=TimeInput, required=False)
    end = forms.TimeField(label=_("School ends"), widget=TimeInput, required=False)
    all_optional = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("at_school"):
            self._check(data)
        return data

    def _check(self, data: dict[str, Any]) -> None:
        start, end = data.get("start"), data.get("end")
        for name in ("start", "end"):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, _("Enter a time, for example 08:30."))
        if not start or not end:
            return
        if end <= start:
            self.add_error("end", _("School ends before it starts."))
            return
        self._check_break(data, start, end)

    def _check_break(self, data: dict[str, Any], start: Any, end: Any) -> None:
        begins, ends = data.get("break_start"), data.get("break_end")
        if not begins and not ends:
            if end > LONG_MORNING_ENDS:
                self.add_error("break_start", _("A day with an afternoon has a break."))
        elif not begins or not ends:
            self.add_error("break_end", _("Enter both the start and the end of the break."))
        elif not start < begins < ends < end:
            self.add_error("break_start", _("The break has to lie within the school day."))

    @property
    def day(self) -> Day | None:
        """The times as a value; None when there is no school."""
        data = self.cleaned_data
        if not data["at_school"]:
            return None
        return Day(data["start"], data["end"], data["break_start"], data["break_end"])


class WeekFormSet(forms.BaseFormSet):
    """Monday to Friday."""

    def week(self) -> dict[int, Day]:
        """Weekday → times of the days with school."""
        days = {number: form.day for number, form in enumerate(self.forms)}
        return {number: day for number, day in days.items() if day}

    def clean(self) -> None:
        if not any(self.errors) and not self.week():
            raise forms.ValidationError(_("A school has lessons on at least one day."))

    @property
    def named(self) -> list[tuple[str, forms.Form]]:
        """Name of the weekday with its form."""
        return [(str(WEEKDAYS[number]), form) for number, form in enumerate(self.forms)]


WeekForms = forms.formset_factory(
    DayForm,
    formset=WeekFormSet,
    extra=0,
    min_num=DAYS_IN_WEEK,
    max_num=DAYS_IN_WEEK,
    absolute_max=DAYS_IN_WEEK,
    validate_min=True,
)


class SameTimesForm(forms.Form):
    """Whether Monday's times hold for every day."""

    same = forms.BooleanField(
        label=_("The times of Monday hold for every school day"), required=False
    )


def initial_of(days: list[Row]) -> list[dict[str, Any]]:
    """First values of the five forms, from the days of a school."""
    known = {day.weekday: day for day in days}
    return [_initial(known.get(number)) for number in range(DAYS_IN_WEEK)]


def _initial(day: Row | None) -> dict[str, Any]:
    if day is None:
        return {"at_school": False}
    has_break = day.break_start != day.break_end
    return {
        "at_school": True,
        "start": day.start,
        "end": day.end,
        "break_start": day.break_start if has_break else None,
        "break_end": day.break_end if has_break else None,
    }


class ClosedDayForm(forms.ModelForm):
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput,
        help_text=_("Leave empty for a single day."),
    )

    class Meta:
        model = ClosedDay
        fields = ["first_day", "last_day", "reason"]
        labels = {"first_day": _("First day"), "reason": _("What is it?")}
        help_texts = {"reason": _("For example study day, or other dates of a holiday.")}
        widgets = {"first_day": DateInput}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first = data.get("first_day")
        data["last_day"] = data.get("last_day") or first
        if first and data["last_day"] < first:
            self.add_error("last_day", _("The last day comes before the first day."))
        elif first and (data["last_day"] - first).days > 62:
            self.add_error("last_day", _("A closed period lasts at most two months."))
        return data


class TickForm(forms.Form):
    """Since which day a condition is met."""

    arranged_on = forms.DateField(label=_("Arranged on"), widget=DateInput)
