"""Asking, offering, answering, and looking for one professional by name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from andersom.matching.domain.candidates import Candidate
from andersom.matching.models import Proposal
from providers.models import Professional
from schools.models import Group


class AskForm(forms.Form):
    """Which professionals to ask, for which groups, and a message to them.

    ``groups`` to choose from; a single one needs no choice. All of them are chosen at first.
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
            chosen.initial = groups
            chosen.label_from_instance = lambda group: group.label
        field = self.fields["professionals"]
        # Whoever does not fit is refused by the verb, with the reason; not by the form.
        field.queryset = Professional.objects.bookable()  # type: ignore[attr-defined]

    def chosen(self) -> list[str]:
        """What was ticked, valid or not, so that an error loses nothing."""
        return self.data.getlist("professionals") if isinstance(self.data, QueryDict) else []


class WhoForm(forms.Form):
    """Part of a professional's or provider's name."""

    name = forms.CharField(label=_("Name"), min_length=2, max_length=80)


class AnswerForm(forms.Form):
    """Yes, or no with a reason."""

    YES, NO = "yes", "no"
    why = _("Choose a reason. The school can then look further.")

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
            self.add_error("refusal", self.why)
        return data


class DecideForm(AnswerForm):
    """The school's answer to somebody who would like to come: yes, or no thanks with a reason."""

    why = _("Choose a reason. The professional learns from it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.choices = [(self.YES, _("Yes, please come")), (self.NO, _("No thanks"))]
        refusal: Any = self.fields["refusal"]
        refusal.choices = Proposal.NoThanks.choices
        refusal.help_text = _("The professional reads this. An honest reason helps her further.")


class OfferForm(AnswerForm):
    """Yes, I would like to come; or nothing for me, with a reason. ``fitting`` are who could go."""

    why = _("Choose a reason. We then send you requests that fit you better.")
    professional = forms.ChoiceField(
        label=_("Who would like to come?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who would like to come.")},
    )
    field_order = ("answer", "professional", "refusal", "note")

    def __init__(self, *args: Any, fitting: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.choices = [
            (self.YES, _("Yes, I would like to come")),
            (self.NO, _("This is nothing for me")),
        ]
        self.fields["refusal"].help_text = _(
            "Only we read this. It helps us to send you requests that fit you better."
        )
        self.fields["note"].help_text = _("After a yes, the school reads this.")
        self.people = {str(each.professional.pk): each.professional for each in fitting}
        if len(self.people) < 2:
            del self.fields["professional"]
        else:
            chosen: Any = self.fields["professional"]
            chosen.choices = [(key, each.name) for key, each in self.people.items()]
            chosen.initial = next(iter(self.people))
            chosen.required = False
            answer.choices = [answer.choices[0], (self.NO, _("This is nothing for us"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chosen = data.get("professional") or next(iter(self.people))
        if "professional" not in self.errors:
            data["who"] = self.people[chosen]
        return data
