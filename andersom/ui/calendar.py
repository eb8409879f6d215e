"""The month calendar as plain values: weeks of days with items, ready for components/month.html.

The template shows a grid on a wide screen and a list of the days that have something on a phone;
both are one ordered list, so that screen readers meet each day once, with its full date.
"""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True)
class Item:
    """One entry on a day; ``tone`` is that of a badge, ``state`` its text ("Gepland")."""

    title: str
    start: time | None = None
    end: time | None = None
    detail: str = ""
    state: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Day:
    """One square; ``closed`` says why there is no school, for example "Herfstvakantie"."""

    date: date
    in_month: bool
    is_today: bool
    items: Sequence[Item] = ()
    closed: str = ""


@dataclass(frozen=True)
class Month:
    """One month; ``columns`` is 5 (Monday to Friday) or 7 when the weekend holds something."""

    first: date
    columns: int
    days: list[Day] = field(default_factory=list)

    @property
    def previous(self) -> date:
        """The first day of the month before."""
        return shifted(self.first, -1)

    @property
    def next(self) -> date:
        """The first day of the month after."""
        return shifted(self.first, 1)

    @property
    def weekdays(self) -> list[date]:
        """The dates of the first row, to name the columns with."""
        return [day.date for day in self.days[: self.columns]]

    @property
    def is_empty(self) -> bool:
        """Whether no day holds an item."""
        return not any(day.items for day in self.days)


def shifted(first: date, months: int) -> date:
    """Return the first day of the month that lies ``months`` further."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month(
    day: date,
    items: Mapping[date, Sequence[Item]],
    *,
    today: date,
    closed: Mapping[date, str] | None = None,
) -> Month:
    """Return the month in which ``day`` falls, with whole weeks from Monday.

    Weekends are shown only when one of their days holds an item. Days of the neighbouring
    months stay empty, so that nothing is counted twice when months are printed together.
    """
    first = day.replace(day=1)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    weekend = any(one.weekday() > 4 and items.get(one) for week in weeks for one in week)
    columns = 7 if weekend else 5
    days = [
        _day(one, first=first, items=items, today=today, closed=closed or {})
        for week in weeks
        if any(one.month == first.month for one in week[:columns])
        for one in week[:columns]
    ]
    return Month(first=first, columns=columns, days=days)


def _day(
    one: date,
    *,
    first: date,
    items: Mapping[date, Sequence[Item]],
    today: date,
    closed: Mapping[date, str],
) -> Day:
    if one.month != first.month:
        return Day(date=one, in_month=False, is_today=False)
    return Day(
        date=one,
        in_month=True,
        is_today=one == today,
        items=tuple(items.get(one, ())),
        closed=closed.get(one, ""),
    )
