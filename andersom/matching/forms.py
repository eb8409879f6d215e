"""Asking, answering, and looking for one professional by name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from andersom.matching.domain.candidates import Candidate
from andersom.matching.models import Proposal
from andersom.ui.fields import DagdeelField
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
    at_once = forms.IntegerField(
        label=_("How many do you ask at the same time?"),
        min_value=1,
        max_value=10,
        required=False,
        help_text=_(
            "The others stand in line. Does somebody say no, or not answer in time? Then we ask "
            "the next one at once."
        ),
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
        self.fields["at_once"].initial = settings.WAVE_SIZE
        field = self.fields["professionals"]
        # Whoever does not fit is refused by the verb, with the reason; not by the form.
        field.queryset = Professional.objects.bookable().with_facts()  # type: ignore[attr-defined]

    def in_order(self) -> list[Professional]:
        """Those chosen, in the order of the page: that of how well they fit."""
        places = {key: place for place, key in reversed(list(enumerate(self.chosen())))}
        return sorted(self.cleaned_data["professionals"], key=lambda each: places[str(each.pk)])

    def chosen(self) -> list[str]:
        """What was ticked, valid or not, so that an error loses nothing."""
        return self.data.getlist("professionals") if isinstance(self.data, QueryDict) else []


class WhoForm(forms.Form):
    """Part of a professional's or provider's name."""

    name = forms.CharField(label=_("Name"), min_length=2, max_length=80)


class YesOrNoForm(forms.Form):
    """Yes, or no with a reason; ``why`` asks for the reason that is missing."""

    YES, NO = "yes", "no"
    why: Any = _("Choose a reason. The school can then look further.")

    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    refusal = forms.ChoiceField(
        label=_("If no: what is the reason?"), widget=forms.RadioSelect, required=False
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


class AnswerForm(YesOrNoForm):
    """Yes, not then but on other days, or no with a reason. ``asked`` are the dagdelen asked."""

    YES, NO, OTHER_DAY = "yes", "no", "other_day"
    field_order = ("answer", "other_day_parts", "refusal", "note")

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (YES, _("Yes, with pleasure")),
            (OTHER_DAY, _("Not then, but another day would work")),
            (NO, _("No, not this time")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    other_day_parts = DagdeelField(
        label=_("If another day: which day parts would work?"),
        required=False,
        help_text=_("The school sees this, and can ask you for one of these with one click."),
    )
    refusal = forms.ChoiceField(
        label=_("If no: what is the reason?"),
        choices=[
            choice for choice in Proposal.Refusal.choices if choice[0] != Proposal.Refusal.OTHER_DAY
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "The school reads this. A reason about time, distance or budget we also remember for "
            "later questions; you can always look at what we remember, and have us forget it."
        ),
    )

    def __init__(self, *args: Any, asked: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("answer") == self.OTHER_DAY and "other_day_parts" in data:
            if not data["other_day_parts"]:
                self.add_error("other_day_parts", _("Choose at least one day part."))
            elif not data["other_day_parts"] & ~self.asked:
                text = _("The school asks for exactly these. Do they suit you? Then choose yes.")
                self.add_error("other_day_parts", text)
        return data


class DecideForm(YesOrNoForm):
    """The school's answer to somebody who would like to come: yes, or no thanks with a reason."""

    why = _("Choose a reason. The professional learns from it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.choices = [(self.YES, _("Yes, please come")), (self.NO, _("No thanks"))]
        refusal: Any = self.fields["refusal"]
        refusal.choices = Proposal.NoThanks.choices
        refusal.help_text = _("The professional reads this. An honest reason helps her further.")


class OfferForm(YesOrNoForm):
    """Yes, I would like to come; or nothing for me, with a reason. ``fitting`` are who could go."""

    why = _("Choose a reason. You then do not read of this request any more.")
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
        refusal: Any = self.fields["refusal"]
        refusal.choices = Proposal.Refusal.choices
        refusal.help_text = _(
            "The school does not read this. A reason about time, distance or budget we remember "
            "for later questions; you can always look at what we remember, and have us forget it."
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
