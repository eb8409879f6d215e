from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import Domain, LearningArea, SubjectTag
from andersom.ui.fields import EuroField, YearsField
from providers.domain import images, subjects
from providers.models import Offer, Professional

from .fields import ImageUpload

MOST_CENTS = 10_000_00


class OfferForm(forms.ModelForm):
    """One offer on one page, in five short sections."""

    summary = forms.CharField(
        label=_("In one sentence"),
        max_length=200,
        help_text=_("What is it and for whom? Stands in the catalogue. At most 200 characters."),
    )
    years = YearsField(label=_("For which groups"), initial=255)
    domain = forms.ModelChoiceField(
        Domain.objects.filter(active=True), label=_("Domain"), empty_label=_("Choose a domain")
    )
    tags = forms.ModelMultipleChoiceField(
        SubjectTag.objects.select_related("domain"),
        label=_("Subjects"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    learning_area = forms.ModelChoiceField(
        LearningArea.objects.all(),
        label=_("Learning area"),
        required=False,
        empty_label=_("None in particular"),
    )
    professionals = forms.ModelMultipleChoiceField(
        Professional.objects.none(),
        label=_("Who gives the lessons"),
        required=False,
        help_text=_("Needed before you submit."),
        widget=forms.CheckboxSelectMultiple,
    )
    group_size = forms.IntegerField(
        label=_("Largest group (pupils)"), min_value=1, max_value=200, initial=30
    )
    lesson_minutes = forms.IntegerField(
        label=_("Minutes per lesson"), min_value=15, max_value=480, initial=60
    )
    lessons = forms.IntegerField(label=_("Lessons in the series"), min_value=1, max_value=100)
    rate = EuroField(label=_("Rate"), max_cents=MOST_CENTS, help_text=_("Without VAT."))
    rate_unit = forms.ChoiceField(
        label=_("The rate counts"),
        choices=Offer.RateUnit.choices,
        initial=Offer.RateUnit.LESSON,
        widget=forms.RadioSelect,
    )
    travel = EuroField(label=_("Travel costs per lesson"), max_cents=MOST_CENTS, required=False)
    material = EuroField(
        label=_("Material for the whole series"), max_cents=MOST_CENTS, required=False
    )
    vat = forms.ChoiceField(
        label=_("VAT"),
        choices=Offer.Vat.choices,
        initial=Offer.Vat.EXEMPT,
        widget=forms.RadioSelect,
        help_text=_("Many lessons at schools are exempt. Not sure? Ask your bookkeeper."),
    )

    class Meta:
        model = Offer
        fields = (
            *("title", "summary", "description", "goals", "domain", "tags", "learning_area"),
            *("professionals", "years", "group_size", "lesson_minutes", "lessons"),
            *("rate", "rate_unit", "travel", "material", "vat"),
        )
        labels = {
            "title": _("Title"),
            "description": _("What happens in the lessons"),
            "goals": _("What pupils learn"),
        }
        help_texts = {"goals": _("Needed before you submit.")}
        widgets = {
            "description": forms.Textarea({"rows": 6, "maxlength": 6000}),
            "goals": forms.Textarea({"rows": 4, "maxlength": 3000}),
        }

    SECTIONS = (
        (_("What"), ("title", "summary", "description", "goals")),
        (_("Field"), ("domain", "tags", "learning_area")),
        (_("For whom and by whom"), ("years", "group_size", "professionals")),
        (_("How long"), ("lesson_minutes", "lessons")),
        (_("Price"), ("rate", "rate_unit", "travel", "material", "vat")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags, people = self.fields["tags"], self.fields["professionals"]
        tags.choices = subjects.grouped(tags.queryset)  # type: ignore[attr-defined]
        people.queryset = Professional.objects.active().filter(  # type: ignore[attr-defined]
            provider=self.instance.provider_id
        )

    def clean_travel(self) -> int:
        return self.cleaned_data["travel"] or 0

    def clean_material(self) -> int:
        return self.cleaned_data["material"] or 0

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        domain = data.get("domain")
        lost = [tag for tag in data.get("tags") or () if domain and tag.domain_id != domain.pk]
        if lost:
            message = gettext("“%(tag)s” belongs to another domain, %(domain)s.")
            self.add_error(
                "tags",
                ValidationError(
                    message % {"tag": lost[0].name, "domain": lost[0].domain.name}, "lost"
                ),
            )
        return data

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]


class PhotoForm(forms.Form):
    """A photo and what it shows, for who cannot see it."""

    image = ImageUpload(
        label=_("Photo"),
        help_text=_(
            "JPEG, PNG or WebP, at most 5 MB. Are children recognisable? Only with consent of "
            "their parents."
        ),
    )
    alt = forms.CharField(
        label=_("What is in the photo"),
        max_length=200,
        min_length=5,
        help_text=_("For people who cannot see it, for example: pupils drum on buckets."),
    )

    def refuse(self, error: images.Refused) -> None:
        field = self.fields["image"]
        assert isinstance(field, ImageUpload)  # noqa: S101 - tells the type checker
        self.add_error("image", field.refusal(error))

    def too_many(self, most: int) -> None:
        message = gettext("There are %(most)s photos already. Remove one first.")
        self.add_error(None, ValidationError(message % {"most": most}, "too_many"))

    @property
    def upload(self) -> UploadedFile:
        return self.cleaned_data["image"]
