"""When a professional is free: one weekly grid at a time, and days off."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from andersom.accounts.models import User
from andersom.lib import dates
from andersom.ui import texts
from andersom.workflow import domain as workflow
from providers.models import Availability, Professional, Unavailable


@transaction.atomic
def change(
    professional: Professional, *, grid: int, start: date, by: User, at: datetime
) -> Availability:
    """From ``start`` on this grid holds: the period before ends the day before, later ones go."""
    Professional.objects.select_for_update(of=("self",)).get(pk=professional.pk)
    periods = professional.availability.all()
    periods.filter(valid_from__gte=start).delete()
    periods.on(start).update(valid_until=start - timedelta(days=1))
    period = Availability.objects.create(professional=professional, valid_from=start, grid=grid)
    workflow.record(
        professional, "availability", target="", by=by, at=at, reason=f"{start.isoformat()} {grid}"
    )
    return period


def words(kept: str) -> str:
    """What the journal keeps of a new week, for a reader; see `change`."""
    start, _space, grid = kept.partition(" ")
    return (
        f"{texts.day_text(date.fromisoformat(start), year=True)}: {texts.dagdelen_text(int(grid))}"
    )


@transaction.atomic
def be_away(
    professional: Professional, *, first_day: date, last_day: date, by: User, at: datetime
) -> Unavailable:
    """Days off, both ends included. The same days twice stay one absence."""
    away, created = Unavailable.objects.get_or_create(
        professional=professional, first_day=first_day, last_day=last_day
    )
    if created:
        days = f"{first_day.isoformat()} – {last_day.isoformat()}"
        workflow.record(professional, "away", target="", by=by, at=at, reason=days)
    return away


@transaction.atomic
def be_back(away: Unavailable, *, by: User, at: datetime) -> None:
    """Take days off back."""
    days = f"{away.first_day.isoformat()} – {away.last_day.isoformat()}"
    workflow.record(away.professional, "back", target="", by=by, at=at, reason=days)
    away.delete()


@dataclass(frozen=True, slots=True)
class Day:
    """One school day: free in the morning and in the afternoon, unless away."""

    day: date
    morning: bool
    afternoon: bool
    away: bool


def week(professional: Professional, monday: date) -> list[Day]:
    """Monday to Friday as they are, with grid and days off applied. Two queries."""
    friday = monday + timedelta(days=4)
    periods = list(professional.availability.between(monday, friday))
    absences = list(professional.unavailable.between(monday, friday))
    return [_day(day, periods, absences) for day in dates.days(monday, friday)]


def _day(day: date, periods: list[Availability], absences: list[Unavailable]) -> Day:
    grid = next(
        (
            one.grid
            for one in periods
            if one.valid_from <= day and (one.valid_until is None or day <= one.valid_until)
        ),
        0,
    )
    away = any(one.first_day <= day <= one.last_day for one in absences)
    morning, afternoon = (
        bool(grid & dates.dagdeel_bit(day.weekday(), half)) and not away
        for half in (dates.MORNING, dates.AFTERNOON)
    )
    return Day(day, morning, afternoon, away)
