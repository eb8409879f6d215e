"""What people type about times, lessons and hours."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from andersom.lib.dates import SCHOOL_WEEK
from andersom.placements import hours
from andersom.placements.models import Placement
from andersom.ui.forms import FilterForm
from andersom.ui.widgets import DateInput, TimeInput
from providers.models import Professional, Provider
from schools.models import Board, Group, School

EARLIEST, LATEST = date(2020, 1, 1), date(2100, 12, 31)
LONGEST = 366
ALL = 0  # as the group of a moment: all of them together


def day_field(**more: Any) -> forms.DateField:
    """A date within a century, so that no calendar runs off its end."""
    limits = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(widget=DateInput(), validators=limits, **more)


def month_field(**more: Any) -> forms.DateField:
    """A month as 2026-11, kept as its first day."""
    limits = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    return forms.DateField(
        label=_("Month"), widget=widget, input_formats=["%Y-%m"], validators=limits, **more
    )


class TimesForm(forms.Form):
    """The period of a placement and whether a teacher is in the room."""

    start = day_field(label=_("First day"))
    end = day_field(label=_("Last day"))
    teacher_present = forms.BooleanField(
        label=_("A licensed teacher is in the room"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day comes before the first day."))
        elif start and end and (end - start).days > LONGEST:
            self.add_error("end", _("Choose at most one year."))
        return cleaned


class SlotForm(forms.Form):
    """One weekly moment, for one of ``groups`` or for all; one group needs no choice."""

    weekday = forms.TypedChoiceField(
        label=_("Day"),
        coerce=int,
        choices=[("", "–"), *((day, WEEKDAYS[day]) for day in SCHOOL_WEEK)],
    )
    start = forms.TimeField(label=pgettext_lazy("lesson", "Starts at"), widget=TimeInput())
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=480)
    group = forms.TypedChoiceField(label=_("Group"), coerce=int, initial=ALL)

    def __init__(self, *args: Any, groups: Sequence[Group] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(groups) < 2:
            del self.fields["group"]
            return
        choices = [(ALL, _("All together")), *((group.pk, group.label) for group in groups)]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]

    @property
    def left_out(self) -> bool:
        """Whether its boxes are empty: nothing was filled in, or a moment was taken away."""
        return not any(self[name].data for name in ("weekday", "start", "minutes"))

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.left_out:
            self.errors.clear()

    def slot(self) -> hours.Slot:
        facts = self.cleaned_data
        group = facts.get("group")
        whose = () if group in {None, ALL} else (group,)
        return hours.Slot(facts["weekday"], facts["start"], facts["minutes"], whose)


class SlotFormSet(forms.BaseFormSet):
    """At least one weekly moment, none twice."""

    def clean(self) -> None:
        if any(self.errors):
            return
        slots = self.slots()
        if not slots:
            raise forms.ValidationError(_("Choose at least one weekly moment."))
        if len({(slot.weekday, slot.start) for slot in slots}) < len(slots):
            raise forms.ValidationError(_("The same moment is there twice."))

    def slots(self) -> list[hours.Slot]:
        return [form.slot() for form in self.forms if not form.left_out]


Slots = forms.formset_factory(SlotForm, formset=SlotFormSet, extra=2, max_num=50, validate_max=True)


class ContractForm(forms.ModelForm):
    class Meta:
        model = Placement
        fields = ["contract"]
        widgets = {"contract": forms.RadioSelect}


class ReasonForm(forms.Form):
    """Why somebody cancels, moves or stops; everybody involved reads it."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The other side reads this. Do not name pupils."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TeacherForm(forms.Form):
    """Why the school still changes who was in the room, once the lesson has begun."""

    reason = forms.CharField(
        label=_("Why is this changed now?"), max_length=500, help_text=_("Do not name pupils.")
    )


class MomentForm(forms.Form):
    """When a lesson is."""

    day = day_field(label=_("Date"))
    start = forms.TimeField(label=pgettext_lazy("lesson", "Starts at"), widget=TimeInput())
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=480)


class AddForm(MomentForm):
    """When one more lesson is, and for which of the groups; one group needs no choice."""

    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("For which groups?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Groups that you choose here have this lesson together."),
        error_messages={"required": _("Choose at least one group.")},
    )

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = placement.groups.order_by("label")
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]
        if len(groups) < 2:
            del self.fields["groups"]


class MoveForm(MomentForm):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The other side reads this. Do not name pupils."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExtraForm(forms.Form):
    """Minutes above the limit, with the reason that the school leader records."""

    minutes = forms.IntegerField(label=_("Extra minutes"), min_value=0, max_value=6000)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class CalendarFilter(FilterForm):
    """Which part of the calendar."""

    maand = month_field(required=False)
    groep = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, empty_label=_("All groups")
    )
    professional = forms.ModelChoiceField(
        Professional.objects.none(),
        label=_("Professional"),
        required=False,
        empty_label=_("All professionals"),
    )
    school = forms.ModelChoiceField(
        School.objects.none(), label=_("School"), required=False, empty_label=_("All schools")
    )
    aanbieder = forms.ModelChoiceField(
        Provider.objects.none(), label=_("Provider"), required=False, empty_label=_("All providers")
    )
    weergave = forms.ChoiceField(
        required=False, choices=[("maand", ""), ("lijst", "")], widget=forms.HiddenInput
    )


class LedgerFilter(FilterForm):
    """Which school (only the team chooses) and which month."""

    maand = month_field(required=False)
    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), required=False)


class ExportForm(forms.Form):
    """What goes into the file."""

    board = forms.ModelChoiceField(
        Board.objects.all(), label=_("School board"), required=False, empty_label=_("All boards")
    )
    school = forms.ModelChoiceField(
        School.objects.none(), label=_("School"), required=False, empty_label=_("All schools")
    )
    first = month_field(required=True)
    last = month_field(required=True)
    format = forms.ChoiceField(
        label=_("File"),
        choices=[("csv", _("CSV for Excel")), ("xlsx", "XLSX")],
        widget=forms.RadioSelect,
        initial="csv",
    )

    def __init__(self, *args: Any, schools: Any, with_board: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.fields["first"].label = _("From month")
        self.fields["last"].label = _("Up to and including month")
        if not with_board:
            del self.fields["board"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= (last - first).days <= LONGEST:
            self.add_error("last", _("Choose a period of at most a year, first month first."))
        return cleaned
