"""Widgets that the house needs beyond Django's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from andersom.ui import texts


class DateInput(forms.DateInput):
    """The browser's own date field; it always speaks ISO, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time field, in hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class EuroInput(forms.TextInput):
    """An amount in euros, typed the Dutch way, for a field that keeps cents."""

    template_name = "ui/widgets/euro.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show 1250 cents as "12,50"; text that was typed comes back as it was."""
        if isinstance(value, int):
            return texts.euro_text(value).removeprefix("€" + texts.NBSP)
        return super().format_value(value)


class BitmaskInput(forms.Widget):
    """Checkboxes, one per bit; posts bit numbers, so that it works without JavaScript."""

    use_fieldset = True
    bits = 0

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:
        """Return nothing: the group is named by its legend, each box by its own label."""
        return ""

    def use_required_attribute(self, initial: Any) -> bool:
        """Return False: a browser would demand every single box."""
        return False

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: browsers send nothing for a group without a tick."""
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the posted bit numbers as a list of texts."""
        if hasattr(data, "getlist"):
            return data.getlist(name)
        value = data.get(name)
        return value if value is None or isinstance(value, (list, tuple)) else [value]

    def mask(self, value: Any) -> int:
        """Return the mask that ``value`` shows: a number, posted bit numbers, or nothing."""
        if isinstance(value, (list, tuple)):
            wanted = {str(item) for item in value}
            return sum(1 << bit for bit in range(self.bits) if str(bit) in wanted)
        return int(value) if isinstance(value, int) else 0

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Say whether the field is wrong; each box carries that, for the group cannot."""
        context = super().get_context(name, value, attrs)
        context["invalid"] = context["widget"]["attrs"].get("aria-invalid") == "true"
        return context

    def box(self, bit: int, mask: int, context: dict[str, Any]) -> dict[str, Any]:
        """Return what one checkbox needs: its number, id and whether it is ticked."""
        base = context["widget"]["attrs"].get("id")
        return {
            "bit": bit,
            "id": f"{base}_{bit}" if base else "",
            "checked": bool(mask >> bit & 1),
        }


class DagdeelGrid(BitmaskInput):
    """The school week as a table of day parts: bit = weekday * 2 + (0 morning | 1 afternoon)."""

    template_name = "ui/widgets/dagdeel.html"
    bits = 10

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the columns (days) and rows (morning, afternoon) of the table."""
        context = super().get_context(name, value, attrs)
        mask = self.mask(value)
        rows = [pgettext("day part", "Morning"), pgettext("day part", "Afternoon")]
        context["days"] = [
            {"number": day, "name": WEEKDAYS[day], "short": WEEKDAYS_ABBR[day]} for day in range(5)
        ]
        context["rows"] = [
            {"name": row, "boxes": [self._part(day * 2 + part, mask, context) for day in range(5)]}
            for part, row in enumerate(rows)
        ]
        return context

    def _part(self, bit: int, mask: int, context: dict[str, Any]) -> dict[str, Any]:
        return {**self.box(bit, mask, context), "label": texts.part_name(bit), "day": bit // 2}


class YearsPicker(BitmaskInput):
    """Groups 1 to 8 of a primary school: bit 0 is groep 1."""

    template_name = "ui/widgets/years.html"
    bits = 8

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the eight boxes."""
        context = super().get_context(name, value, attrs)
        mask = self.mask(value)
        context["boxes"] = [
            {
                **self.box(bit, mask, context),
                "label": _("group %(years)s") % {"years": bit + 1},
                "number": bit + 1,
            }
            for bit in range(self.bits)
        ]
        return context
