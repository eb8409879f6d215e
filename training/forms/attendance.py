"""Who was there: one choice for each trainee."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from training.models import Attendance, Enrolment


class AttendanceForm(forms.Form):
    """A field ``state-<key of the enrolment>`` for each; an empty one stays as it was noted."""

    all_optional = True

    def __init__(
        self, enrolments: Sequence[Enrolment], noted: Mapping[int, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in enrolments:
            self.fields[f"state-{one.pk}"] = forms.ChoiceField(
                label=one.professional.name,
                choices=Attendance.State.choices,
                initial=noted.get(one.pk),
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def states(self) -> dict[int, str]:
        """What was chosen, by the key of the enrolment."""
        return {
            int(name.removeprefix("state-")): state
            for name, state in self.cleaned_data.items()
            if state
        }
