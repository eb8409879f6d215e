"""Changing the times of a school and its own closed days."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from schools.models import ClosedDay, School, SchoolDay

from .week import Day


@transaction.atomic
def set_week(school: School, week: Mapping[int, Day]) -> None:
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


def close(school: School, *, first_day: date, last_day: date, reason: str) -> ClosedDay:
    """Add days without lessons; the same days again only change the reason."""
    row, _created = ClosedDay.objects.update_or_create(
        school=school, first_day=first_day, last_day=last_day, defaults={"reason": reason}
    )
    return row
