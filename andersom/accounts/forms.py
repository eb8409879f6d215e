from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from andersom.accounts.models import User


def _terms() -> str:
    return format_html(
        gettext('I have read <a href="{url}">how Andersom handles my data</a> and agree.'),
        url=reverse("overview:privacy"),
    )


class SignupForm(forms.Form):
    """What we ask besides allauth's address and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    terms = forms.BooleanField(
        label=lazy(_terms, str)(),
        error_messages={"required": _("Please agree before you go on.")},
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = (get_language() or "nl")[:2]
        user.save(update_fields=["name", "language"])


class WelcomeForm(forms.Form):
    """An invited newcomer: the address is proven by the link, a name and a password remain."""

    name = SignupForm.base_fields["name"]
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A few words in a row are easy to remember."),
    )
    terms = SignupForm.base_fields["terms"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data:
            person = User(email=self.email, name=data.get("name", ""))
            try:
                password_validation.validate_password(data["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": forms.RadioSelect,
        }


class HatForm(forms.Form):
    hat = forms.CharField(max_length=60)
