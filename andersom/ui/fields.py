"""Form fields that keep what the house stores: bitmasks and cents, both whole numbers."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from andersom.ui.widgets import BitmaskInput, DagdeelGrid, EuroInput, YearsPicker

_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,8}(?:[.,]\d{1,2})?")


class BitmaskField(forms.Field):
    """A whole number of which each bit is a tick; empty is 0, required means at least one."""

    widget = BitmaskInput
    default_error_messages = {
        "required": _("Choose at least one."),
        "invalid": _("Choose only from what is offered."),
    }

    def __init__(self, *, bits: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bits = bits
        self.widget.bits = bits

    def to_python(self, value: Any) -> int:
        """Return the mask from bit numbers, or from a mask given as a number."""
        if value in self.empty_values:
            return 0
        mask = value if isinstance(value, int) else sum({1 << self._bit(item) for item in value})
        if not 0 <= mask < 1 << self.bits:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return mask

    def _bit(self, item: Any) -> int:
        text = str(item)
        if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) < self.bits):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text)

    def validate(self, value: int) -> None:
        """Refuse an empty mask when something must be chosen."""
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as masks, so that the order of the ticks does not matter."""
        if self.disabled:
            return False
        try:
            return self.to_python(data) != (initial or 0)
        except ValidationError:
            return True


class DagdeelField(BitmaskField):
    """The ten day parts of a school week, shown as a grid."""

    widget = DagdeelGrid

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(bits=10, **kwargs)


class YearsField(BitmaskField):
    """Groups 1 to 8."""

    widget = YearsPicker

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(bits=8, **kwargs)


class EuroField(forms.Field):
    """An amount typed as "12,50", "12.50" or "1.250", kept as cents; empty is None."""

    widget = EuroInput
    default_error_messages = {
        "invalid": _("Enter an amount in euros, for example 12,50."),
        "min_value": _("Enter at least € %(limit)s."),
        "max_value": _("Enter at most € %(limit)s."),
    }

    def __init__(self, *, min_cents: int = 0, max_cents: int = 99_999_999, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.min_cents, self.max_cents = min_cents, max_cents

    def to_python(self, value: Any) -> int | None:
        """Return cents; "1.250" has a thousands point, "12.50" a decimal one."""
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        text = re.sub(r"[€\s]", "", str(value)).replace(",-", "")
        if not text:
            return None
        if not text.isascii() or not _AMOUNT.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d{1,2})?", text):
            text = text.replace(".", "")
        whole, _mark, rest = text.replace(",", ".").partition(".")
        return int(whole) * 100 + int(rest.ljust(2, "0"))

    def validate(self, value: int | None) -> None:
        """Hold the amount between its limits."""
        super().validate(value)
        if value is None:
            return
        for code, limit, wrong in (
            ("min_value", self.min_cents, value < self.min_cents),
            ("max_value", self.max_cents, value > self.max_cents),
        ):
            if wrong:
                shown = EuroInput().format_value(limit)
                raise ValidationError(self.error_messages[code], code, {"limit": shown})

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as cents, so that "12,5" equals 1250."""
        if self.disabled:
            return False
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True
