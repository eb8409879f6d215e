"""What a trainee writes before the intake, and what a trainer fills in around it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.ui.texts import minutes_text
from andersom.ui.widgets import DateInput, TimeInput
from training.models import Cohort, IntakeSlot

LONGEST = 4000
LENGTHS = (20, 30, 45, 60)  # minutes


def _text(label: Any, hint: Any, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class IntakeForm(forms.Form):
    """A draft may miss anything; what is sent misses nothing."""

    experience = _text(
        _("Your experience now"),
        _("Which groups do you teach, since when, and what goes well?"),
    )
    brings = _text(_("What you bring"), _("What can others in the group learn from you?"))
    needs = _text(
        _("What you need to grow"),
        _("What do you find difficult in front of a group? What do you want to be able to do?"),
    )

    def __init__(self, *args: Any, draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if draft:
            for field in self.fields.values():
                field.required = False


class SlotForm(forms.Form):
    """One of the free moments; whether it still is free is for the verb to say."""

    slot = forms.ModelChoiceField(
        IntakeSlot.objects.none(), widget=forms.RadioSelect, label=_("Moment")
    )

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = cohort.intake_slots.for_reading()  # type: ignore[attr-defined]


class SlotsForm(forms.Form):
    """Several moments at once: a day, from when until when, and how long each takes."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Edition"), empty_label=None)
    day = forms.DateField(label=_("Day"), widget=DateInput)
    start = forms.TimeField(label=_("From"), widget=TimeInput)
    end = forms.TimeField(label=_("Until"), widget=TimeInput)
    minutes = forms.TypedChoiceField(
        label=_("Length of each"),
        choices=lambda: [(length, minutes_text(length)) for length in LENGTHS],
        coerce=int,
        initial=30,
    )
    place = forms.CharField(
        label=_("Place"), max_length=200, help_text=_("A room, or how you call.")
    )

    def __init__(self, cohorts: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The end comes before the start. Choose a later end."))
        return found


class NotesForm(forms.Form):
    """What was said in the conversation."""

    all_optional = True

    notes = forms.CharField(
        label=_("Notes of the conversation"),
        help_text=_("The trainee and the trainers of this edition can read this."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class GoalForm(forms.Form):
    text = forms.CharField(
        label=_("New learning goal"),
        help_text=_("In one sentence, as the trainee says it: “I ...”"),
        max_length=300,
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, in one sentence"),
        required=False,
        max_length=300,
    )


class LogForm(forms.Form):
    """A reflection."""

    text = forms.CharField(
        label=_("What did you try, and what did you see?"),
        help_text=_("Write no names of pupils."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    shared = forms.BooleanField(
        label=_("My trainers may read this"),
        help_text=_("You can change this later."),
        required=False,
    )
