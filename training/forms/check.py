"""The code of a certificate, as somebody reads it from paper."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.models.certificate import LENGTH, folded


class CheckForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code on the certificate"),
        max_length=80,
        help_text=gettext_lazy(
            "Sixteen letters and digits. Dashes, blanks and capitals make no difference."
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "data-width": "m"}),
    )

    def clean_code(self) -> str:
        """As it is stored."""
        code = folded(self.cleaned_data["code"])
        if len(code) != LENGTH:
            raise forms.ValidationError(
                _("A code has %(length)d letters and digits. Look at it again.")
                % {"length": LENGTH}
            )
        return code
