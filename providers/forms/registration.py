from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from providers.domain.registration import Details
from providers.models import Provider

from .fields import KvkField, Pc4Field, PhoneField

KVK_TAKEN = _(
    "A provider with this KvK number exists already. Ask a colleague to invite you, "
    "or mail the project team."
)


class RegistrationForm(forms.Form):
    """The few things that we need before a provider can start."""

    name = forms.CharField(label=_("Name of your organisation"), max_length=120, min_length=2)
    kvk_number = KvkField(
        help_text=_("8 digits, as in the trade register. Also for self-employed.")
    )
    email = forms.EmailField(
        label=_("E-mail address for schools"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = PhoneField()
    postcode_area = Pc4Field(
        help_text=_("Only the four digits: exact enough for a distance, and no address.")
    )

    def clean_kvk_number(self) -> str:
        number = self.cleaned_data["kvk_number"]
        if Provider.objects.filter(kvk_number=number).exists():
            raise ValidationError(KVK_TAKEN, "taken")
        return number

    def kvk_taken(self) -> None:
        """Say so when somebody else was first between the check and the act."""
        self.add_error("kvk_number", ValidationError(KVK_TAKEN, "taken"))

    def details(self) -> Details:
        data: dict[str, Any] = self.cleaned_data
        return Details(**{name: data[name] for name in self.fields})
