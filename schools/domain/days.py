"""Changing the times of a school and its own closed days."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from andersom.accounts.models import User
from andersom.workflow.domain import record
from schools.models import ClosedDay, School, SchoolDay

from .week import Day


@transaction.atomic
def set_week(school: School, week: Mapping[int, Day], *, by: User | None, at: datetime) -> None:
    """Replace the times of all weekdays; a weekday that is left out has no school."""
    School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    school.days.all().delete()
    SchoolDay.objects.bulk_create(
        SchoolDay(
            school=school,
            weekday=weekday,
            start=day.open,
            end=day.close,
            break_start=day.break_start or day.close,
            break_end=day.break_end or day.close,
        )
        for weekday, day in sorted(week.items())
    )
    record(school, "set_week", target=school.status, by=by, at=at)


@transaction.atomic
def close(
    school: School,
    *,
    first_day: date,
    last_day: date,
    reason: str,
    by: User | None,
    at: datetime,
) -> ClosedDay:
    """Add days without lessons; the same days again only change the reason."""
    row, _created = ClosedDay.objects.update_or_create(
        school=school, first_day=first_day, last_day=last_day, defaults={"reason": reason}
    )
    record(school, "close_days", target=school.status, by=by, at=at, reason=_told(row))
    return row


@transaction.atomic
def open_again(row: ClosedDay, *, by: User | None, at: datetime) -> None:
    """There are lessons on these days after all."""
    school, told = row.school, _told(row)
    row.delete()
    record(school, "open_days", target=school.status, by=by, at=at, reason=told)


def _told(row: ClosedDay) -> str:
    last = f" – {row.last_day:%d-%m-%Y}" if row.last_day != row.first_day else ""
    return f"{row.first_day:%d-%m-%Y}{last}: {row.reason}"
