"""The checklist of a school year: missing items warn, they never block."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from andersom.accounts.models import User
from andersom.workflow.domain import record
from schools.models import Condition, ConditionTick, School


@dataclass(frozen=True, slots=True)
class Item:
    condition: Condition
    tick: ConditionTick | None


def checklist(school: School, school_year: int) -> list[Item]:
    """The active conditions in order, each with its tick of this school year."""
    ticks = {
        tick.condition_id: tick
        for tick in school.condition_ticks.filter(school_year=school_year).select_related(
            "ticked_by"
        )
    }
    return [Item(condition, ticks.get(condition.pk)) for condition in Condition.objects.active()]


def missing(school: int, school_year: int) -> list[Condition]:
    """Active conditions that a school, by its id, has not met in this school year."""
    met = ConditionTick.objects.filter(school=school, school_year=school_year).values("condition")
    return list(Condition.objects.active().exclude(pk__in=met))


@transaction.atomic
def tick(
    school: School, condition: Condition, *, school_year: int, on: date, by: User, at: datetime
) -> ConditionTick:
    """Say that a condition is met since a day; saying it again changes the day."""
    row, _created = ConditionTick.objects.update_or_create(
        school=school,
        condition=condition,
        school_year=school_year,
        defaults={"arranged_on": on, "ticked_by": by, "ticked_at": at},
    )
    record(
        school, "tick", target=school.status, by=by, at=at, reason=f"{condition} ({school_year})"
    )
    return row


@transaction.atomic
def untick(
    school: School, condition: Condition, *, school_year: int, by: User, at: datetime
) -> None:
    """Take a tick back; without one, nothing happens."""
    gone, _kinds = ConditionTick.objects.filter(
        school=school, condition=condition, school_year=school_year
    ).delete()
    if gone:
        record(
            school,
            "untick",
            target=school.status,
            by=by,
            at=at,
            reason=f"{condition} ({school_year})",
        )
