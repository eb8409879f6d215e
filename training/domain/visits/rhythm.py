"""Which visits an edition asks for: one in each so many school weeks, holidays passed over."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from andersom.lib.dates import ONE_DAY, SCHOOL_WEEK, days, local_date, week_start
from andersom.reference.domain import holidays
from training.domain.refusals import verb
from training.models import Cohort, Enrolment, Visit
from training.states import CohortState, EnrolmentState, VisitState

# A missed visit is asked for again in a later week, when there is one.
COUNTING = (
    VisitState.OPEN,
    VisitState.PROPOSED,
    VisitState.CONFIRMED,
    VisitState.HELD,
    VisitState.SIGNED,
)
TAKING_PART = (EnrolmentState.ADMITTED, EnrolmentState.ACTIVE)
SUNDAY = timedelta(days=6)
Progress = Callable[[int, int], None]  # editions done, editions in all


@dataclass(frozen=True, slots=True)
class Period:
    """From a Monday to a Sunday, both included, in which one visit is due."""

    first: date
    last: date
    holiday: bool = False


def windows(cohort: Cohort) -> list[Period]:
    """All periods of an edition in which a visit can be due, in order of time."""
    first, step = week_start(cohort.start), cohort.weeks_between_visits
    closed = holidays.closed_days(first, cohort.end)
    weeks = [
        monday
        for monday in days(first, cohort.end)
        if monday.weekday() == 0 and _school_week(monday, cohort, closed)
    ]
    groups = [weeks[start : start + step] for start in range(0, len(weeks), step)]
    return [Period(group[0], group[-1] + SUNDAY) for group in groups]


def period_of(visit: Visit, periods: list[Period], step: int) -> Period:
    """The period of a visit, also when the holidays have changed since it was made."""
    for period in periods:
        if period.first <= visit.week <= period.last:
            return Period(visit.week, period.last)
    last = visit.week + timedelta(days=7 * step) - ONE_DAY
    return Period(visit.week, last, holiday=True)


def _school_week(monday: date, cohort: Cohort, closed: dict[date, str]) -> bool:
    school = (monday + timedelta(days=weekday) for weekday in SCHOOL_WEEK)
    return any(day not in closed and cohort.start <= day <= cohort.end for day in school)


@verb
def due(cohort: Cohort, *, at: datetime) -> int:
    """Write the visits that the rhythm asks for of who takes part; how many were new.

    Nobody gets more than the number of the edition. Whoever comes later, or missed one, gets a
    later week, as long as the edition lasts. Safe to repeat.
    """
    today = local_date(at)
    periods = [period for period in windows(cohort) if period.last >= today]
    people = Enrolment.objects.filter(cohort=cohort, state__in=TAKING_PART)
    had: dict[int, dict[date, str]] = defaultdict(dict)
    rows = Visit.objects.filter(enrolment__in=people).exclude(state=VisitState.CANCELLED)
    for number, week, state in rows.values_list("enrolment_id", "week", "state"):
        had[number][week] = state
    made = [
        Visit(enrolment=enrolment, week=week)
        for enrolment in people.order_by("pk")
        for week in _missing(cohort.visits, periods, had[enrolment.pk])
    ]
    Visit.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _missing(number: int, periods: list[Period], had: dict[date, str]) -> list[date]:
    """The first weeks still free, until there are enough visits."""
    counting = sum(state in COUNTING for state in had.values())
    free = [
        period.first
        for period in periods
        if not any(period.first <= week <= period.last for week in had)
    ]
    return free[: max(0, number - counting)]


def due_everywhere(*, at: datetime, tell: Progress = lambda done, of: None) -> int:
    """The same for all editions that are not over; ``tell`` hears after each how many are done."""
    rows = Cohort.objects.exclude(state=CohortState.DRAFT).filter(end__gte=local_date(at))
    cohorts, made = list(rows), 0
    for number, cohort in enumerate(cohorts, start=1):
        made += due(cohort, at=at)
        tell(number, len(cohorts))
    return made
