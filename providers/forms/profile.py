from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from providers.domain import images
from providers.models import Provider

from .fields import ImageUpload, Pc4Field, PhoneField


class ProfileForm(forms.ModelForm):
    """What schools read about a provider. The KvK number is not among it: that is who it is."""

    summary = forms.CharField(
        label=_("Your organisation in one sentence"),
        max_length=200,
        required=False,
        help_text=_("Stands under your name in the catalogue. At most 200 characters."),
    )
    phone = PhoneField()
    postcode_area = Pc4Field()

    class Meta:
        model = Provider
        fields = (
            *("name", "summary", "description", "vision", "website"),
            *("email", "phone", "postcode_area"),
        )
        labels = {
            "name": _("Name of your organisation"),
            "description": _("Who you are"),
            "vision": _("Your vision on education"),
            "website": _("Website"),
            "email": _("E-mail address for schools"),
        }
        help_texts = {
            "description": _("What you do, with whom, and since when."),
            "vision": _("What do children gain, and how do you work together with a team?"),
            "website": _("For example https://www.example.nl"),
        }
        widgets = {
            "description": forms.Textarea({"rows": 6, "maxlength": 4000}),
            "vision": forms.Textarea({"rows": 5, "maxlength": 4000}),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["email"].required = True


class LogoForm(forms.Form):
    logo = ImageUpload(label=_("Logo"))

    def refuse(self, error: images.Refused) -> None:
        field = self.fields["logo"]
        assert isinstance(field, ImageUpload)  # noqa: S101 - tells the type checker
        self.add_error("logo", field.refusal(error))

    @property
    def upload(self) -> UploadedFile:
        return self.cleaned_data["logo"]
