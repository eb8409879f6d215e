"""The steps of a request. Each saves what it holds; together they make a request."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from andersom.lib import dates
from andersom.reference.models import Domain, SpokenLanguage, SubjectTag
from andersom.ui.fields import DagdeelField, EuroField
from andersom.ui.texts import dagdelen_text
from andersom.ui.widgets import DateInput
from schools import texts
from schools.domain import calendar, requests, week
from schools.domain import groups as group_lists
from schools.models import Group, Request, School

# Field → least, most, and what to say of anything else.
LIMITS = {
    "blocks_per_week": (1, 10, _("Choose 1 to 10 lessons per week.")),
    "lesson_minutes": (15, 330, _("A lesson lasts 15 to 330 minutes (5 hours and a half).")),
}


class StepForm(forms.ModelForm):
    """A step of a draft; ``today`` decides what is past."""

    def __init__(self, *args: Any, school: School, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.today = school, today

    def values(self) -> dict[str, Any]:
        """What `requests.save` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}  # type: ignore[attr-defined]


class WhatForm(StepForm):
    domain = forms.ModelChoiceField(
        label=_("Which domain?"),
        queryset=Domain.objects.filter(active=True),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a domain.")},
    )
    tags = forms.ModelMultipleChoiceField(
        label=_("Subjects"),
        queryset=SubjectTag.objects.select_related("domain"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Request
        fields = ["domain", "tags", "learning_area"]
        labels = {"learning_area": _("Learning area")}
        help_texts = {
            "learning_area": _("Some learning areas ask for a licensed teacher; we will tell you.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["learning_area"].empty_label = _("No particular one")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Subjects of a domain that was left again do not come along."""
        data = super().clean() or {}
        if domain := data.get("domain"):
            data["tags"] = [tag for tag in data.get("tags", ()) if tag.domain_id == domain.pk]
        return data

    def domains(self) -> list[dict[str, Any]]:
        """Each domain with its subjects, and whether it is chosen, for the page."""
        chosen = str(self["domain"].value() or "")
        ticked = {str(getattr(value, "pk", value)) for value in self["tags"].value() or ()}
        tags: dict[int, list[dict[str, Any]]] = {}
        for tag in self.fields["tags"].queryset:  # type: ignore[attr-defined]
            entry = {"pk": tag.pk, "name": tag.name, "checked": str(tag.pk) in ticked}
            tags.setdefault(tag.domain_id, []).append(entry)
        return [
            {"domain": d, "checked": str(d.pk) == chosen, "tags": tags.get(d.pk, [])}
            for d in self.fields["domain"].queryset  # type: ignore[attr-defined]
        ]


class WhyForm(StepForm):
    purpose = forms.ChoiceField(
        label=_("What are you looking for?"),
        choices=[(value, text) for value, text in texts.PURPOSES.items()],
        widget=forms.RadioSelect(attrs={"class": "list"}),
    )

    class Meta:
        model = Request
        fields = ["purpose", "vision", "goals"]
        labels = {
            "vision": _("How does this fit the vision of your school?"),
            "goals": _("What will the pupils learn?"),
        }
        help_texts = {
            "vision": _(
                "One or two sentences help professionals to join in with what you stand for."
            )
        }
        widgets = {
            "vision": forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
            "goals": forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        }


class GroupsForm(StepForm):
    groups = forms.ModelMultipleChoiceField(
        label=_("Which groups?"),
        queryset=Group.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose groups of your own school only.")},
    )
    new_groups = forms.CharField(
        label=_("Groups that are not in the list"),
        required=False,
        max_length=200,
        help_text=_("Separated by commas, for example 5A, 5/6B. We add them to your groups."),
    )
    all_optional = True  # one of the two is asked for

    class Meta:
        model = Request
        fields = ["groups"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = dates.school_year_of(self.today)
        field: Any = self.fields["groups"]
        field.queryset = (
            self.school.groups.active()
            .filter(school_year__in=[this_year, this_year + 1])
            .order_by("school_year", "label")
        )
        field.label_from_instance = lambda group: _label(group, this_year)

    def clean_new_groups(self) -> list[group_lists.Row]:
        named = group_lists.named(self.cleaned_data["new_groups"])
        if named.errors:
            raise forms.ValidationError([text for _line, text in named.errors])
        return named.rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen, added = data.get("groups") or (), data.get("new_groups")
        if not chosen and not added and not self.errors:
            self.add_error("groups", _("Choose at least one group."))
        years = {group.school_year for group in chosen} | ({self.new_year} if added else set())
        if len(years) > 1:
            self.add_error("groups", _("Choose groups of one school year."))
        return data

    @property
    def new_year(self) -> int:
        return requests.year_of_new_groups(self.instance, self.today)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("groups", "new_groups")}


class WhenForm(StepForm):
    day_parts = DagdeelField(label=_("Which day parts suit you?"))

    class Meta:
        model = Request
        fields = ["start", "end", "day_parts", "blocks_per_week", "lesson_minutes", "together"]
        labels = {
            "start": _("First day"),
            "end": _("Last day"),
            "blocks_per_week": _("Lessons per week"),
            "lesson_minutes": _("Minutes per lesson"),
            "together": _("The groups have their lessons together"),
        }
        help_texts = {
            "day_parts": _("The more you choose, the more professionals fit."),
            "together": _(
                "Do not tick this and each group has lessons of its own: the professional goes "
                "from group to group."
            ),
        }
        widgets = {"start": DateInput, "end": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "end"):
            self.fields[name].required = True
        for name, (least, most, text) in LIMITS.items():
            field = self.fields[name]
            field.validators += [MinValueValidator(least, text), MaxValueValidator(most, text)]
            field.widget.attrs |= {"min": least, "max": most}
        self.chosen = list(self.instance.groups.all())
        if len(self.chosen) < 2:
            del self.fields["together"]
        else:
            self.fields["blocks_per_week"].label = _("Lessons per week for each group")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end"):
            wrong = requests.period_problem(
                data["start"], data["end"], self.chosen, today=self.today
            )
            if wrong:
                self.add_error(*wrong)
        if {"day_parts", "lesson_minutes", "blocks_per_week"} <= data.keys():
            self._check_room(data)
        return data

    def _check_room(self, data: dict[str, Any]) -> None:
        """The school is open in these dagdelen, and the lessons of all groups fit in them."""
        if absent := data["day_parts"] & ~week.dagdelen(calendar.timetable(self.school)):
            text = _("Your school has no lessons on: %(parts)s.")
            self.add_error("day_parts", text % {"parts": dagdelen_text(absent)})
            return
        wrong = requests.room_problem(
            self.school,
            data["day_parts"],
            minutes=data["lesson_minutes"],
            blocks=data["blocks_per_week"],
            groups=1 if data.get("together") else max(1, len(self.chosen)),
        )
        if wrong:
            self.add_error(*wrong)

    def values(self) -> dict[str, Any]:
        """Whether groups are together is only asked when there are more of them."""
        return {name: self.cleaned_data[name] for name in self.fields}


class WishesForm(StepForm):
    language = forms.TypedChoiceField(
        label=_("Language of the lessons"), choices=SpokenLanguage.choices, coerce=int
    )
    budget = EuroField(
        label=_("Budget per hour"),
        required=False,
        max_cents=100_000,
        help_text=_("Without VAT. Leave empty when you do not know yet."),
    )

    class Meta:
        model = Request
        fields = ["wishes", "budget", "language", "licensed_only", "title"]
        labels = {
            "wishes": _("Wishes and particulars"),
            "licensed_only": _("Only a professional with a teaching licence"),
            "title": _("Title of the request"),
        }
        help_texts = {
            "wishes": _(
                "For example the room, materials, or what a group needs. No pupils’ names."
            ),
            "title": _("Leave empty and we make one from the subject and the groups."),
        }
        widgets = {"wishes": forms.Textarea(attrs={"rows": 3, "maxlength": 2000})}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        help_text=_("Your colleagues see this."),
    )


STEP_FORMS: dict[int, type[StepForm]] = {
    requests.WHAT: WhatForm,
    requests.WHY: WhyForm,
    requests.GROUPS: GroupsForm,
    requests.WHEN: WhenForm,
    requests.WISHES: WishesForm,
}


def _label(group: Group, this_year: int) -> str:
    pupils = _("%(label)s (%(pupils)s pupils)") % {"label": group.label, "pupils": group.pupils}
    if group.school_year == this_year:
        return str(pupils)
    return f"{pupils} · {dates.school_year_label(group.school_year)}"
