"""The visits of an edition as weeks by trainees, in queries that do not grow with it."""

from dataclasses import dataclass
from datetime import date

from training.models import Cohort, Enrolment, Visit
from training.states import OVER, EnrolmentState, VisitState


@dataclass(frozen=True, slots=True)
class Row:
    """A trainee and her visit of each week; None where none is due."""

    enrolment: Enrolment
    visits: tuple[Visit | None, ...]


@dataclass(frozen=True, slots=True)
class Board:
    weeks: tuple[date, ...]
    rows: tuple[Row, ...]

    def visits(self) -> list[Visit]:
        """By week, then by name."""
        found = [visit for row in self.rows for visit in row.visits if visit]
        return sorted(found, key=lambda visit: visit.week)

    def open(self) -> list[Visit]:
        """Those that are not planned or were missed: each has a reason."""
        unplanned = {VisitState.OPEN, VisitState.MISSED}
        return [visit for visit in self.visits() if visit.state in unplanned]

    def count(self, *states: str) -> int:
        return sum(visit.state in states for visit in self.visits())


def of(cohort: Cohort) -> Board:
    """Everybody who takes part or took part to the end. Three queries."""
    people = (
        Enrolment.objects.filter(cohort=cohort)
        .exclude(state__in=[*OVER, EnrolmentState.WAITING, EnrolmentState.OFFERED])
        .for_reading()
        .order_by("professional__name", "pk")
    )
    found: dict[int, dict[date, Visit]] = {person.pk: {} for person in people}
    visits = Visit.objects.for_reading().filter(enrolment__in=list(found))
    for visit in visits.exclude(state=VisitState.CANCELLED):
        found[visit.enrolment_id][visit.week] = visit
    weeks = tuple(sorted({week for row in found.values() for week in row}))
    rows = (
        Row(person, tuple(found[person.pk].get(week) for week in weeks))
        for person in people
        if found[person.pk] or person.state in {EnrolmentState.ADMITTED, EnrolmentState.ACTIVE}
    )
    return Board(weeks, tuple(rows))
