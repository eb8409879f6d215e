"""Asking, answering, and looking for one professional by name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from andersom.matching.models import Proposal
from providers.models import Professional
from schools.models import Group


class AskForm(forms.Form):
    """Which professionals to ask, for which groups, and a message to them.

    ``groups`` to choose from; a single one needs no choice.
    """

    professionals = forms.ModelMultipleChoiceField(
        Professional.objects.none(),
        label=_("Professionals"),
        error_messages={"required": _("Choose at least one professional.")},
    )
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What should the professional know? Everyone you ask reads this."),
    )

    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("For which groups do you ask?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one group."),
            "invalid_choice": _("Somebody has said yes for this group meanwhile."),
        },
    )

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(groups) < 2:
            del self.fields["groups"]
        else:
            chosen: Any = self.fields["groups"]
            chosen.queryset = Group.objects.filter(pk__in=[group.pk for group in groups])
            chosen.label_from_instance = lambda group: group.label
        field = self.fields["professionals"]
        # Whoever does not fit is refused by the verb, with the reason; not by the form.
        field.queryset = Professional.objects.bookable().with_facts()  # type: ignore[attr-defined]

    def chosen(self) -> list[str]:
        """What was ticked, valid or not, so that an error loses nothing."""
        return self.data.getlist("professionals") if isinstance(self.data, QueryDict) else []


class WhoForm(forms.Form):
    """Part of a professional's or provider's name."""

    name = forms.CharField(label=_("Name"), min_length=2, max_length=80)


class AnswerForm(forms.Form):
    """Yes, or no with a reason."""

    YES, NO = "yes", "no"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(YES, _("Yes, with pleasure")), (NO, _("No, not this time"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    refusal = forms.ChoiceField(
        label=_("If no: what is the reason?"),
        choices=Proposal.Refusal.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("The school reads this. It helps us to send you better questions."),
    )
    note = forms.CharField(
        label=_("Do you want to add something?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == self.NO and not data.get("refusal"):
            self.add_error("refusal", _("Choose a reason. The school can then look further."))
        return data
