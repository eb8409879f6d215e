"""The filters of the catalogue: validated by a form, turned into a `catalogue.Wish`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import Domain, PostcodeArea, SubjectTag
from andersom.ui.fields import DagdeelField, YearsField
from andersom.ui.forms import FilterForm
from providers.domain import catalogue, places, subjects
from providers.models import Offer, Professional

DISTANCES = (
    ("", _("Comes to this place")),
    ("2500", _("Within 2.5 km")),
    ("5000", _("Within 5 km")),
    ("10000", _("Within 10 km")),
)
ORDERS = (
    ("", _("Most relevant")),
    (catalogue.DISTANCE, _("Nearest")),
    (catalogue.PRICE, _("Lowest price per lesson")),
    (catalogue.TITLE, _("Title")),
)


class PlaceField(forms.CharField):
    """A postcode or the name of a school; gives the postcode area."""

    def clean(self, value: Any) -> PostcodeArea | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return places.find(text)
        except places.Several as several:
            names = "; ".join(f"{place.name}, {place.pc4}" for place in several.places[:4])
            message = gettext("There are more schools of this name. Choose one: %(names)s")
            raise ValidationError(message % {"names": names}, "several") from None
        except places.Unknown:
            raise ValidationError(
                _("We do not know this place. Enter a postcode such as 2512, or a school."),
                "unknown",
            ) from None


class CatalogueForm(FilterForm):
    """All that can be asked of the catalogue; the first two fields stand above the filters."""

    zoek = forms.CharField(label=_("What are you looking for?"), max_length=100)
    waar = PlaceField(
        label=_("From school or postcode"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    afstand = forms.ChoiceField(label=_("Distance"), choices=DISTANCES)
    domein = forms.ModelChoiceField(
        Domain.objects.filter(active=True),
        label=_("Domain"),
        to_field_name="slug",
        empty_label=_("All domains"),
    )
    vak = forms.ModelMultipleChoiceField(
        SubjectTag.objects.select_related("domain"),
        label=_("Subjects"),
        widget=forms.CheckboxSelectMultiple,
    )
    groep = YearsField(label=_("Groups"))
    dagdeel = DagdeelField(label=_("Free on"))
    bevoegdheid = forms.MultipleChoiceField(
        label=_("Licence status"),
        choices=Professional.Licence.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    volgorde = forms.ChoiceField(label=_("Order"), choices=ORDERS)

    FILTERS = ("domein", "vak", "groep", "dagdeel", "afstand", "bevoegdheid")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        tags = self.fields["vak"]
        tags.choices = subjects.grouped(tags.queryset)  # type: ignore[attr-defined]

    def clean_volgorde(self) -> str:
        order = self.cleaned_data["volgorde"]
        if order == catalogue.DISTANCE and "waar" in self.cleaned_data:
            return order if self.cleaned_data["waar"] else ""
        return order

    def wish(self) -> catalogue.Wish:
        """What was asked, without what was asked wrongly."""
        data: Mapping[str, Any] = self.cleaned_data
        return catalogue.Wish(
            words=data.get("zoek", ""),
            domain=data.get("domein"),
            tags=tuple(data.get("vak") or ()),
            years=data.get("groep", 0),
            day_parts=data.get("dagdeel", 0),
            place=data.get("waar"),
            within=int(data["afstand"]) if data.get("afstand") else None,
            licence=tuple(data.get("bevoegdheid") or ()),
            order=data.get("volgorde", ""),
        )

    @property
    def active(self) -> int:
        """How many of the filters under the fold are used."""
        return sum(bool(self.cleaned_data.get(name)) for name in self.FILTERS)


@dataclass(frozen=True, slots=True)
class Page:
    """What the catalogue page needs of the filters."""

    wish: catalogue.Wish
    found: catalogue.Found


class CatalogueFilter(django_filters.FilterSet):
    """Offers by what the form says. Unknown or broken values count as not asked, and are told."""

    class Meta:
        model = Offer
        form = CatalogueForm
        fields: list[str] = []

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, queryset=Offer.objects.public())
        self.today = today

    def get_form_class(self) -> type[CatalogueForm]:
        return CatalogueForm

    def page(self) -> Page:
        """Search once; the form is checked first."""
        self.form.is_valid()
        wish = self.form.wish()
        return Page(wish, catalogue.find(wish, today=self.today))

    def filter_queryset(self, queryset: QuerySet[Offer]) -> QuerySet[Offer]:
        return self.page().found.offers
