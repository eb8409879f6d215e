from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from andersom.ui.fields import DagdeelField
from andersom.ui.forms import FilterForm
from andersom.ui.widgets import DateInput

FURTHEST = timedelta(days=3 * 366)


class GridForm(forms.Form):
    """The usual week, from a day on."""

    grid = DagdeelField(
        label=_("Free on"),
        required=False,
        help_text=_("Tick the day parts on which lessons are possible."),
    )
    start = forms.DateField(label=_("From this day on"), widget=DateInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("start", today)

    def clean_start(self) -> date:
        start = self.cleaned_data["start"]
        if start < self.today:
            raise ValidationError(_("Choose today or a later day: what was, stays."), "past")
        if start > self.today + FURTHEST:
            raise ValidationError(_("Choose a day within three years."), "far")
        return start


class AwayForm(forms.Form):
    """Days off; no reason is asked."""

    first_day = forms.DateField(label=_("First day away"), widget=DateInput)
    last_day = forms.DateField(label=_("Last day away"), widget=DateInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error(
                "last_day",
                ValidationError(_("The last day lies before the first day."), "backwards"),
            )
        elif last and last < self.today:
            self.add_error("last_day", ValidationError(_("These days are over."), "past"))
        elif last and last > self.today + FURTHEST:
            self.add_error(
                "last_day", ValidationError(_("Choose a day within three years."), "far")
            )
        return data


class WeekForm(FilterForm):
    """Which week to look at, by any of its days."""

    week = forms.DateField(required=False)
