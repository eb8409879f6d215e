"""What a trainee and a school fill in around enrolling."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import School

YES, NO = "ja", "nee"


class EnrolForm(forms.Form):
    motivation = forms.CharField(
        label=_("Why do you want to join?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("A few sentences are enough. The trainers read this before the intake."),
    )


class SchoolField(forms.ModelChoiceField):
    """Schools by name; three names occur twice, so the address stands with it."""

    def label_from_instance(self, school: School) -> str:
        return f"{school.name}, {school.street or school.postcode}"


class SchoolForm(forms.Form):
    school = SchoolField(
        label=_("At which school do you teach every week?"),
        queryset=School.objects.open(),
        empty_label=_("Choose a school"),
        error_messages={
            "required": _("Choose the school."),
            "invalid_choice": _("Choose the school."),
        },
        help_text=_("We mail this school one question, with your name. It answers with a click."),
    )


class ConfirmForm(forms.Form):
    """The school's answer."""

    answer = forms.ChoiceField(
        label=_("Does this person teach at your school at least once a week?"),
        choices=[(YES, _("Yes, every school week")), (NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )

    @property
    def yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == YES)


class OfferForm(forms.Form):
    """The answer to an offered place."""

    answer = forms.ChoiceField(
        label=_("Do you take the place?"),
        choices=[(YES, _("Yes, I join")), (NO, _("No, give it to somebody else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )

    @property
    def yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == YES)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you stop?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only you, your trainers and the project team read this."),
    )
