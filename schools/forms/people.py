"""Inviting people to a school."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import Member


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Member.Role,
        widget=forms.RadioSelect,
        initial=Member.Role.COORDINATOR,
        help_text=_("A coordinator may do everything except inviting and removing people."),
    )
