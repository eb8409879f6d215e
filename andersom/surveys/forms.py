"""The questions of a survey as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.surveys.domain import Questions

LEVELS = [
    (4, _("Very much")),
    (3, _("Quite")),
    (2, _("A little")),
    (1, _("Not at all")),
]
LONGEST = 2000


class AnswerForm(forms.Form):
    """A field for each score, and one for the open question."""

    text = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, questions: Questions, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields.pop("text")
        for code, question in questions.scores.items():
            self.fields[code] = forms.TypedChoiceField(
                label=question, choices=LEVELS, coerce=int, widget=forms.RadioSelect
            )
        text.label = questions.open_question
        text.help_text = _("Please write no names: yours nor anybody else's.")
        self.fields["text"] = text

    @property
    def scores(self) -> dict[str, int]:
        """What was chosen, by the code of the question."""
        return {code: value for code, value in self.cleaned_data.items() if code != "text"}
