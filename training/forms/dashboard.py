"""Choices on the pages of the team: a file, whom to award, and why something is revoked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.placements.domain.sheets import KINDS
from training.models import Enrolment


class FileForm(forms.Form):
    format = forms.ChoiceField(choices=[(name, name) for name in KINDS], required=False)


class AwardForm(forms.Form):
    enrolments = forms.ModelMultipleChoiceField(
        label=_("To whom"),
        queryset=Enrolment.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "list"}),
        error_messages={"required": _("Tick at least one trainee.")},
    )

    def __init__(self, *args: Any, ready: list[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["enrolments"]
        keys = [one.pk for one in ready]
        field.queryset = Enrolment.objects.filter(pk__in=keys).select_related("professional")
        field.label_from_instance = lambda one: one.professional.name
        field.initial = keys


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The trainee reads this in the mail. It does not appear on the public page."),
    )
