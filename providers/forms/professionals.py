from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import Domain, LearningArea, SubjectTag
from andersom.ui.fields import EuroField, YearsField
from andersom.ui.widgets import DateInput
from providers.domain import professionals, subjects
from providers.models import Professional

from .fields import LanguagesField, Pc4Field

METRES, MINUTES = 1000, 60


class LicenceForm(forms.ModelForm):
    """Refuses a licence status under which planned lessons would break the limit of hours."""

    def clean_licence(self) -> str:
        licence: str = self.cleaned_data["licence"]
        if self.instance.pk and not professionals.licence_may_become(self.instance, licence):
            message = _(
                "With this status the planned lessons of a group would come above the limit of "
                "hours. Cancel or move lessons first."
            )
            raise ValidationError(message, "hours")
        return licence


class ProfessionalForm(LicenceForm):
    """Everything that matching asks about a person, in the units that people think in."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("In the catalogue schools only see the first name."),
    )
    introduction = forms.CharField(
        label=_("Introduction"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Experience with groups, and what makes the lessons special."),
    )
    licence = forms.ChoiceField(
        label=_("Licence status"),
        choices=Professional.Licence.choices,
        widget=forms.RadioSelect,
        help_text=_("Lessons of somebody without a teaching licence count for the hours limit."),
    )
    postcode_area = Pc4Field(help_text=_("Where you start from. Never a home address."))
    radius_km = forms.IntegerField(
        label=_("Travel distance (km)"), min_value=1, max_value=100, initial=10
    )
    years = YearsField(label=_("Groups"), initial=255)
    domains = forms.ModelMultipleChoiceField(
        Domain.objects.filter(active=True),
        label=_("Domains"),
        widget=forms.CheckboxSelectMultiple,
    )
    tags = forms.ModelMultipleChoiceField(
        SubjectTag.objects.select_related("domain"),
        label=_("Subjects"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    learning_areas = forms.ModelMultipleChoiceField(
        LearningArea.objects.all(),
        label=_("Learning areas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = LanguagesField(label=_("Languages of the lessons"), initial=1)
    capacity_hours = forms.IntegerField(
        label=_("Hours per week, at most"), min_value=1, max_value=40, initial=8
    )
    hourly_rate = EuroField(
        label=_("Rate per hour"),
        required=False,
        max_cents=50_000,
        help_text=_("Without VAT. Used to compare with the budget of a school."),
    )

    class Meta:
        model = Professional
        fields = (
            *("name", "introduction", "licence", "domains", "tags", "learning_areas", "years"),
            *("languages", "postcode_area", "hourly_rate"),
        )

    SECTIONS = (
        (_("Who"), ("name", "introduction", "licence")),
        (_("What"), ("domains", "tags", "learning_areas", "years", "languages")),
        (_("Where and how much"), ("postcode_area", "radius_km", "capacity_hours", "hourly_rate")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags = self.fields["tags"]
        tags.choices = subjects.grouped(tags.queryset)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["radius_km"] = -(-self.instance.travel_radius // METRES)
            self.initial["capacity_hours"] = -(-self.instance.weekly_capacity // MINUTES)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        same = Professional.objects.filter(
            provider=self.instance.provider_id, name__iexact=name, active=True
        )
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You have a professional of this name already."), "twice")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        domains = set(data.get("domains") or ())
        lost = [tag for tag in data.get("tags") or () if tag.domain not in domains]
        if domains and lost:
            message = gettext("“%(tag)s” belongs to %(domain)s: choose that domain too.")
            self.add_error(
                "tags",
                ValidationError(
                    message % {"tag": lost[0].name, "domain": lost[0].domain.name}, "lost"
                ),
            )
        return data

    def professional(self) -> Professional:
        """The row as typed, not yet saved; kilometres and hours become metres and minutes."""
        professional: Professional = self.instance
        professional.travel_radius = self.cleaned_data["radius_km"] * METRES
        professional.weekly_capacity = self.cleaned_data["capacity_hours"] * MINUTES
        return professional

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]


class VogForm(forms.Form):
    """When was it issued and when was it shown. Nothing else is asked, nothing is uploaded."""

    issued_on = forms.DateField(label=_("Issued on"), widget=DateInput)
    seen_on = forms.DateField(label=_("Original seen on"), widget=DateInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("seen_on", today)

    def clean_seen_on(self) -> date:
        seen = self.cleaned_data["seen_on"]
        if seen > self.today:
            raise ValidationError(_("This day has yet to come."), "future")
        return seen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        issued, seen = data.get("issued_on"), data.get("seen_on")
        if issued and seen and issued > seen:
            self.add_error(
                "issued_on",
                ValidationError(_("It cannot be issued after it was seen."), "backwards"),
            )
        return data

    def too_late(self, months: int) -> None:
        message = gettext(
            "A VOG may be at most %(months)s months old when it is shown. Ask for a new one."
        )
        self.add_error("issued_on", ValidationError(message % {"months": months}, "too_late"))

    def seen_before(self) -> None:
        self.add_error(None, ValidationError(_("This VOG is in the register already."), "before"))
