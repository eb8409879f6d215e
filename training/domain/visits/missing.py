"""Visits that were not: by the clock, or because the trainer says so."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.workflow.domain import move, retrying
from training.domain.refusals import Refused
from training.domain.visits import rhythm
from training.domain.visits.planning import locked
from training.emails import visits as emails
from training.models import Cohort, Visit
from training.states import VISIT, VisitState

# So long after the lesson the report may still come.
REPORT_TERM = timedelta(days=14)
UNPLANNED = (VisitState.OPEN, VisitState.PROPOSED)


def mark_missed(*, at: datetime) -> int:
    """Visits of which the period is over without a confirmed moment, or without a report."""
    waiting = Visit.objects.filter(state__in=[*UNPLANNED, VisitState.CONFIRMED])
    cohorts = Cohort.objects.filter(
        pk__in=waiting.filter(week__lt=local_date(at)).values("enrolment__cohort")
    )
    return sum(_mark(visit, at) for cohort in cohorts for visit in _over(cohort, at))


def _over(cohort: Cohort, at: datetime) -> Iterable[Visit]:
    periods, today = rhythm.windows(cohort), local_date(at)
    rows = Visit.objects.filter(enrolment__cohort=cohort, week__lt=today).order_by("pk")
    for visit in rows.filter(state__in=UNPLANNED):
        if rhythm.period_of(visit, periods, cohort.weeks_between_visits).last < today:
            yield visit
    yield from rows.filter(state=VisitState.CONFIRMED, during__endswith__lte=at - REPORT_TERM)


@retrying
def _mark(visit: Visit, at: datetime) -> bool:
    before = visit.state
    locked(visit)
    if visit.state != before:
        return False
    why = {VisitState.PROPOSED: "not_confirmed", VisitState.CONFIRMED: "no_report"}
    obstacle = why.get(VisitState(visit.state), visit.obstacle or "no_lesson")
    move(visit, VISIT, "miss", by=None, at=at, obstacle=obstacle)
    emails.missed(visit, at=at)
    return True


@retrying
def miss(visit: Visit, *, by: User, at: datetime, reason: str) -> Visit:
    """The trainer says that a confirmed visit did not take place, and why. Raises `Refused`."""
    if not reason.strip():
        raise Refused("reason_missing")
    locked(visit)
    if visit.state != VisitState.CONFIRMED:
        raise Refused("too_late")
    if visit.during.lower > at:
        raise Refused("visit_early")
    move(visit, VISIT, "miss", by=by, at=at, reason=reason, obstacle="not_held")
    emails.missed(visit, at=at)
    return visit
