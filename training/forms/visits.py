"""Forms around practice visits: the plan, a week, another moment, the report, the reaction."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from andersom.ui.forms import FilterForm
from andersom.ui.texts import day_text, times_text
from training.domain.visits.planning import Choice
from training.models import Cohort, Criterion, Visit, VisitScore
from training.states import VisitState

LONGEST = 4000
LEVELS = (1, 2, 3, 4)
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


class WeekFilter(FilterForm):
    """``?week=2027-W05`` as a browser writes it; gives the Monday."""

    week = forms.CharField(required=False, max_length=8)

    def clean_week(self) -> date | None:
        written = self.cleaned_data["week"]
        if not written:
            return None
        found = _WEEK.fullmatch(written)
        if not found or not 2000 <= int(found[1]) <= 2100:
            raise ValidationError("no week")
        try:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError as error:
            raise ValidationError("no week") from error


class PlanFilter(FilterForm):
    """Which edition."""

    editie = forms.ModelChoiceField(
        label=gettext_lazy("Edition"), queryset=Cohort.objects.none(), required=False
    )

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["editie"].queryset = cohorts  # type: ignore[attr-defined]


class ConfirmVisitsForm(forms.Form):
    """Ticked proposals of one edition."""

    visit = forms.ModelMultipleChoiceField(
        queryset=Visit.objects.none(),
        error_messages={"required": gettext_lazy("Tick at least one proposal.")},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposed = Visit.objects.filter(enrolment__cohort=cohort, state=VisitState.PROPOSED)
        self.fields["visit"].queryset = proposed  # type: ignore[attr-defined]


class SwapForm(forms.Form):
    """The moments and trainers that are possible."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Which lesson, and by whom?"),
        widget=forms.RadioSelect({"class": "list"}),
        error_messages={
            "required": gettext_lazy("Choose a moment."),
            "invalid_choice": gettext_lazy(
                "This moment is not possible any more. Below you see which moments are."
            ),
        },
    )

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {choice.key: choice for choice in choices}
        field = self.fields["choice"]
        field.choices = [(key, _told(each)) for key, each in self.choices.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Choice:
        return self.choices[self.cleaned_data["choice"]]


def _told(choice: Choice) -> str:
    lesson = choice.lesson
    return _("%(day)s, %(times)s, %(school)s, by %(trainer)s") % {
        "day": day_text(lesson.day),
        "times": times_text(lesson.starts, lesson.ends),
        "school": lesson.placement.school.name,
        "trainer": choice.trainer,
    }


class ReportForm(forms.Form):
    """The rubric and two texts. Nothing is required here: a draft may have gaps."""

    all_optional = True
    went_well = forms.CharField(
        label=gettext_lazy("What went well"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )
    next_step = forms.CharField(
        label=gettext_lazy("Next step"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("One thing to try in the next lessons."),
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        scores = dict(visit.scores.values_list("criterion_id", "score"))
        first: dict[str, Any] = {"went_well": visit.went_well, "next_step": visit.next_step}
        first |= {f"criterion_{pk}": score for pk, score in scores.items()}
        super().__init__(*args, **{"initial": first} | kwargs)
        self.criteria = list(Criterion.objects.filter(cohort=visit.enrolment.cohort_id))
        for criterion in self.criteria:
            self.fields[f"criterion_{criterion.pk}"] = _score_field(criterion)
        texts = ["went_well", "next_step"]
        self.order_fields([name for name in self.fields if name not in texts] + texts)

    @property
    def scores(self) -> dict[int, int | None]:
        data = self.cleaned_data
        return {each.pk: data.get(f"criterion_{each.pk}") or None for each in self.criteria}

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ("went_well", "next_step")}

    def say_missing(self, names: Sequence[str]) -> None:
        """Put the reason at each field that a complete report needs."""
        for name in names:
            score = name.startswith("criterion_")
            self.add_error(name, _("Choose 1, 2, 3 or 4.") if score else _("Fill this in."))


def _score_field(criterion: Criterion) -> forms.TypedChoiceField:
    lines = criterion.levels.splitlines()
    choices = [
        (level, f"{level} – {lines[level - 1]}" if level <= len(lines) else str(level))
        for level in LEVELS
    ]
    return forms.TypedChoiceField(
        label=criterion.title,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect({"class": "list"}),
        error_messages={"invalid_choice": gettext_lazy("Choose 1, 2, 3 or 4.")},
    )


def score_lines(visit: Visit) -> list[dict[str, Any]]:
    """The scores of a report with the words of their level."""
    rows = VisitScore.objects.filter(visit=visit).select_related("criterion")
    return [
        {
            "title": row.criterion.title,
            "score": row.score,
            "words": (row.criterion.levels.splitlines() + [""] * 4)[row.score - 1],
        }
        for row in rows
    ]


class ReactionForm(forms.Form):
    reaction = forms.CharField(
        label=gettext_lazy("Your reaction"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("The trainer reads it. You may leave it empty."),
    )


class MissedForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why did the visit not take place?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Say why: the trainee has to know what to do.")},
    )
