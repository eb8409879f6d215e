from django import forms
from django.utils.translation import gettext_lazy as _

from andersom.accounts.models import User


class SignupForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120)

    def signup(self, request: object, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
