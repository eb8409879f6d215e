"""Names of groups: "5/6B" is a combination of groep 5 and 6. Pure."""

import re

YEARS = range(1, 9)
_START = re.compile(r"\s*(?:groep(?:en)?|gr\.?|klas)?\s*", re.IGNORECASE)
_YEAR = r"([1-8])(?![0-9])"
_FIRST = re.compile(_YEAR)
_NEXT = re.compile(rf"\s*(t/m|tot en met|-|–|/|\+|&|,|en)\s*{_YEAR}", re.IGNORECASE)
_RANGES = {"t/m", "tot en met", "-", "–"}


def years_in(label: str) -> int:
    """Mask of the years that a name begins with (bit 0 = groep 1); 0 when it names none.

    "5A" is groep 5; "5/6B" groep 5 and 6; "6-8" and "6 t/m 8" groep 6, 7 and 8.
    """
    start = _START.match(label)
    found = _FIRST.match(label, start.end() if start else 0)
    if not found:
        return 0
    years, last = {int(found[1])}, int(found[1])
    while found := _NEXT.match(label, found.end()):
        year = int(found[2])
        if found[1].lower() in _RANGES:
            years |= set(range(min(last, year), max(last, year) + 1))
        years.add(year)
        last = year
    return mask_of(years)


def mask_of(years: set[int]) -> int:
    """Mask of years 1..8; others are left out."""
    return sum(1 << (year - 1) for year in years if year in YEARS)


def tidy(label: str) -> str:
    """A name as it is kept: "groep 5 a" and "5A" stay apart, blanks do not."""
    return " ".join(label.split())
