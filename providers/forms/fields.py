"""Fields that several forms of supply share."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from andersom.reference.models import PostcodeArea, SpokenLanguage
from providers.domain import images

KVK_DIGITS = 8


class Pc4Field(forms.CharField):
    """Four digits of a visiting address in the table of postcode areas; gives the area."""

    default_error_messages = {
        "invalid": _("Enter the four digits of the postcode, for example 2512."),
        "unknown": _(
            "We do not know postcode %(pc4)s. Enter a postcode in or next to The Hague, "
            "for example 2512."
        ),
        "post_box": _(
            "%(pc4)s is a postcode of post-office boxes. Enter the postcode of a visiting address."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Postcode (4 digits)"))
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                {"inputmode": "numeric", "autocomplete": "off", "data-width": "s", "maxlength": 10}
            ),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, PostcodeArea) else value

    def clean(self, value: Any) -> PostcodeArea | None:
        """Also takes "2512 AB": the letters are left out, because we do not keep them."""
        text = super().clean(value)
        if not text:
            return None
        match = re.fullmatch(r"([1-9][0-9]{3}) ?([A-Za-z]{2})?", text)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return self._area(match[1])

    def _area(self, pc4: str) -> PostcodeArea:
        area = PostcodeArea.objects.filter(pk=pc4).first()
        if pc4 == "2490" or "2500" <= pc4 <= "2509" or (area and area.post_box):
            raise ValidationError(self.error_messages["post_box"], "post_box", {"pc4": pc4})
        if area is None:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"pc4": pc4})
        return area

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "").strip()


class KvkField(forms.CharField):
    """Eight digits; blanks and points that people type are left out."""

    default_error_messages = {"invalid": _("A KvK number has 8 digits.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("KvK number"))
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                {"inputmode": "numeric", "autocomplete": "off", "data-width": "s", "maxlength": 20}
            ),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = re.sub(r"[ .]", "", super().clean(value) or "")
        if not re.fullmatch(rf"[0-9]{{{KVK_DIGITS}}}", text):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return text


class PhoneField(forms.CharField):
    """Any number that can be dialled."""

    default_error_messages = {
        "invalid": _("Enter a phone number, for example 070 123 45 67."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone number"))
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault(
            "widget", forms.TextInput({"type": "tel", "autocomplete": "tel", "data-width": "m"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value) or ""
        digits = re.sub(r"[ ()\-.]", "", text)
        if text and not re.fullmatch(r"\+?[0-9]{9,15}", digits):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return text


class ImageUpload(forms.FileField):
    """A picture as it came in. It is only looked at by `domain.images`, never by name or type."""

    default_error_messages = {
        "required": _("Choose a picture."),
        "empty": _("This file is empty. Choose another picture."),
        "too_big": _("This picture is larger than 5 MB. Make it smaller first."),
        "not_image": _("This is no picture that we can show. Choose a JPEG, PNG or WebP file."),
        "too_many_pixels": _(
            "This picture has too many pixels (more than 25 million). Make it smaller first."
        ),
        "animated": _("This picture moves. Choose one that stands still."),
        "two_in_one": _(
            "This file holds something else besides a picture. Save the picture anew and try again."
        ),
        "damaged": _("This picture is damaged. Save it anew and try again."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}))
        kwargs.setdefault("help_text", _("JPEG, PNG or WebP, at most 5 MB."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile) and (upload.size or 0) > images.MAX_BYTES:
            raise ValidationError(self.error_messages["too_big"], "too_big")
        return upload if isinstance(upload, UploadedFile) else None

    def refusal(self, error: images.Refused) -> ValidationError:
        """What to say when the picture was refused on closer look."""
        return ValidationError(self.error_messages[error.code], error.code)


class LanguagesField(forms.MultipleChoiceField):
    """Languages as ticks; keeps a bitmask."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=SpokenLanguage.choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return [str(bit) for bit in SpokenLanguage.values if value >> bit & 1]
        return value

    def clean(self, value: Any) -> int:
        return sum(1 << int(bit) for bit in set(super().clean(value)))
