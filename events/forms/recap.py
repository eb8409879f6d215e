"""Photos of a recap: looked at with suspicion, and written anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.domain import recap
from events.models import RecapPhoto
from providers.domain import images

SENTENCES = {
    "empty": _("Choose a photo."),
    "too_big": _("This file is larger than 5 MB. Make the photo smaller first."),
    "not_image": _("This is not a photo. Use JPEG, PNG or WebP."),
    "too_many_pixels": _("This photo has too many pixels. Make it smaller first."),
    "animated": _("A moving picture is not possible. Use one photo."),
    "two_in_one": _("This file is not only a photo. Save the photo anew and try again."),
    "damaged": _("This photo is damaged. Save it anew and try again."),
}


class PhotoForm(forms.ModelForm):
    """One photo with its description and consent; a new file replaces all widths."""

    upload = forms.FileField(
        label=_("photo"),
        required=False,
        help_text=_("JPEG, PNG or WebP, at most 5 MB. Place and camera are taken out."),
    )

    class Meta:
        model = RecapPhoto
        fields = ["alt", "consent", "position"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        upload = data.get("upload")
        if upload is None and not self.instance.image:
            self.add_error("upload", SENTENCES["empty"])
        elif upload is not None:
            try:
                self.files_made = dict(recap.sizes(upload, upload.size))
            except images.Refused as refused:
                self.add_error("upload", SENTENCES[refused.code])
        return data

    def save(self, commit: bool = True) -> RecapPhoto:
        for field, file in getattr(self, "files_made", {}).items():
            setattr(self.instance, field, file)
        photo: RecapPhoto = super().save(commit)
        return photo
