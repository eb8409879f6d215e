"""How the product writes minutes, metres, cents and days, in pages and mails alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

NBSP = "\u00a0"


def minutes_text(minutes: int | None) -> str:
    """Return "45 minuten", "2 uur" or "2 uur 15"; a negative amount gets a minus sign."""
    if minutes is None:
        return ""
    sign = "−" if minutes < 0 else ""
    hours, rest = divmod(abs(int(minutes)), 60)
    if not hours:
        return sign + ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest}
    text = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return f"{sign}{text} {rest:02d}" if rest else sign + text


def hours_short(minutes: int) -> str:
    """Return the clock form "12:30" used where room is scarce; the sign is kept."""
    sign = "−" if minutes < 0 else ""
    hours, rest = divmod(abs(int(minutes)), 60)
    return f"{sign}{hours}:{rest:02d}"


def distance_text(metres: int | None) -> str:
    """Return "ongeveer 2,1 km"; places are postcode areas, so never more exact than 100 m."""
    if metres is None:
        return ""
    hundreds = max(1, (metres + 50) // 100)
    if hundreds < 10:
        return _("about %(metres)s m") % {"metres": hundreds * 100}
    digits = 1 if hundreds < 100 else 0
    kilometres = formats.number_format(round(hundreds / 10, digits), digits, use_l10n=True)
    return _("about %(kilometres)s km") % {"kilometres": kilometres}


def euro_text(cents: int | None) -> str:
    """Return "€ 1.234,50" from 123450 cents, in the notation of the active language."""
    if cents is None:
        return ""
    whole, rest = divmod(abs(int(cents)), 100)
    grouped = formats.number_format(whole, 0, use_l10n=True, force_grouping=True)
    mark = formats.get_format("DECIMAL_SEPARATOR")
    return f"€{NBSP}{'−' if cents < 0 else ''}{grouped}{mark}{rest:02d}"


def day_text(value: date | datetime | None, *, year: bool = False, long: bool = False) -> str:
    """Return "di 24 nov", with ``year`` "di 24 nov 2026", with ``long`` "dinsdag 24 november"."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    month = "M" if (get_language() or "nl").startswith("en") else "b"  # Dutch months are lower case
    pattern = "l j F" if long else f"D j {month}"
    return formats.date_format(value, f"{pattern} Y" if year else pattern)


def _clock(value: time | datetime) -> str:
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%H:%M")


def times_text(start: time | datetime | None, end: time | datetime | None = None) -> str:
    """Return "10:30 – 11:30" in local time, or only the start when there is no end."""
    if start is None:
        return ""
    return f"{_clock(start)} – {_clock(end)}" if end is not None else _clock(start)


def listing(parts: Iterable[str]) -> str:
    """Return "a", "a en b" or "a, b en c"."""
    items = [str(part) for part in parts]
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def bits(mask: int, count: int) -> list[int]:
    """Return the numbers of the bits that are set in ``mask``, lowest first."""
    return [bit for bit in range(count) if mask >> bit & 1]


def years_text(mask: int | None) -> str:
    """Return "groep 5 t/m 8" for a bitmask of groups (bit 0 is groep 1)."""
    years = [bit + 1 for bit in bits(mask or 0, 8)]
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    if not runs:
        return _("no groups")
    names: list[str] = []
    for run in runs:
        if len(run) > 2:
            names.append(_("%(first)s to %(last)s") % {"first": run[0], "last": run[-1]})
        else:
            names.extend(str(year) for year in run)
    return _("group %(years)s") % {"years": listing(names)}


def part_name(bit: int) -> str:
    """Return "maandag ochtend" for a bit of the week grid (weekday * 2 + afternoon)."""
    day = str(WEEKDAYS[bit // 2])
    if bit % 2:
        return pgettext("day part", "%(day)s afternoon") % {"day": day}
    return pgettext("day part", "%(day)s morning") % {"day": day}


def dagdelen_text(mask: int | None) -> str:
    """Return "maandag (hele dag) en dinsdag ochtend" for a ten-bit week grid."""
    parts: list[str] = []
    for weekday in range(5):
        both = (mask or 0) >> weekday * 2 & 0b11
        if both == 0b11:
            parts.append(_("%(day)s (whole day)") % {"day": WEEKDAYS[weekday]})
        elif both:
            parts.append(part_name(weekday * 2 + (both == 0b10)))
    return listing(parts) or _("no day parts")
