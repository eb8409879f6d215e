from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from providers.models import Member


class InvitationForm(forms.Form):
    """Ask a colleague to join."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Member.Role.choices,
        initial=Member.Role.EDITOR,
        widget=forms.RadioSelect,
        help_text=_("An editor keeps profile, professionals and offers. An owner also members."),
    )

    def already_member(self) -> None:
        self.add_error("email", ValidationError(_("This person is a member already."), "member"))


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Member.Role.choices)


class ProfessionalInvitationForm(forms.Form):
    """Give a professional her own account."""

    email = forms.EmailField(label=_("E-mail address of the professional"), max_length=254)
