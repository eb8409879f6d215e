"""Groups: one by one, or a pasted list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.ui.fields import YearsField
from schools.domain import labels
from schools.models import Group, School


class GroupForm(forms.ModelForm):
    years = YearsField(
        label=_("Years"),
        required=False,
        help_text=_("Leave empty when the name tells: “5/6B” is groep 5 and 6."),
    )

    class Meta:
        model = Group
        fields = ["label", "years", "pupils", "active"]
        labels = {
            "label": _("Name of the group"),
            "pupils": _("Number of pupils"),
            "active": _("This group exists"),
        }
        help_texts = {"label": _("For example 5A or 5/6B.")}

    def __init__(self, *args: Any, school: School, school_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.school_year = school, school_year
        if not self.instance.pk:
            del self.fields["active"]

    def clean_label(self) -> str:
        label = labels.tidy(self.cleaned_data["label"])
        others = self.school.groups.in_year(self.school_year).exclude(pk=self.instance.pk)
        if others.filter(label__iexact=label).exists():
            raise forms.ValidationError(_("This school year has a group with this name already."))
        return label

    def clean_pupils(self) -> int:
        pupils = self.cleaned_data["pupils"]
        if not 1 <= pupils <= 60:
            raise forms.ValidationError(_("Enter a number from 1 to 60."))
        return pupils

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["years"] = data.get("years") or labels.years_in(data.get("label", ""))
        if not data["years"] and "label" in data and "years" not in self.errors:
            self.add_error("years", _("Choose the years: the name does not tell them."))
        self.instance.school, self.instance.school_year = self.school, self.school_year
        return data


class PasteForm(forms.Form):
    """A list from a spreadsheet; ``confirmed`` says that the preview was seen."""

    text = forms.CharField(
        label=_("Your list"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "data-width": "full"}),
        help_text=_(
            "One group per line: name, number of pupils, and the years when the name does not "
            "tell. For example “5/6B; 27” or “Plus group; 14; 5-8”."
        ),
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
