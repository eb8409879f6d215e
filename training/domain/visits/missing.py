"""Visits that were not: by the clock, or because the trainer says so."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from andersom.accounts.models import User
from andersom.lib.dates import instant, local_date
from andersom.workflow.domain import move, retrying
from training.domain.refusals import Refused, verb
from training.domain.visits import obstacles, rhythm
from training.domain.visits.planning import locked
from training.emails import visits as emails
from training.models import Cohort, Visit
from training.states import VISIT, VisitState

# So long after the lesson the report may still come.
REPORT_TERM = timedelta(days=14)
UNPLANNED = (VisitState.OPEN, VisitState.PROPOSED)
WHY = {VisitState.PROPOSED: "not_confirmed", VisitState.CONFIRMED: "no_report"}


def mark_missed(*, at: datetime) -> int:
    """Visits of which the period is over without a confirmed moment, or without a report.

    All of a day become so at midnight, so that whoever they concern gets one mail a day at most.
    """
    waiting = Visit.objects.filter(state__in=[*UNPLANNED, VisitState.CONFIRMED])
    cohorts = Cohort.objects.filter(
        pk__in=waiting.filter(week__lt=local_date(at)).values("enrolment__cohort")
    )
    found = [visit.pk for cohort in cohorts for visit in _over(cohort, at)]
    return _mark_all(found, at) if found else 0


def _over(cohort: Cohort, at: datetime) -> Iterable[Visit]:
    periods, today = rhythm.windows(cohort), local_date(at)
    rows = Visit.objects.filter(enrolment__cohort=cohort, week__lt=today).order_by("pk")
    for visit in rows.filter(state__in=UNPLANNED):
        if rhythm.period_of(visit, periods, cohort.weeks_between_visits).last < today:
            yield visit
    last = instant(today - REPORT_TERM, time())
    yield from rows.filter(state=VisitState.CONFIRMED, during__endswith__lte=last)


@retrying
def _mark_all(numbers: list[int], at: datetime) -> int:
    """Together, so that the mails and the marks stand or fall together."""
    held = Visit.objects.filter(pk__in=numbers, state__in=[*UNPLANNED, VisitState.CONFIRMED])
    sure = [row.pk for row in held.order_by("pk").select_for_update(of=("self",))]
    missed = list(Visit.objects.for_reading().filter(pk__in=sure).order_by("week", "pk"))
    for visit in missed:
        why = WHY.get(VisitState(visit.state), visit.obstacle or "no_lesson")
        move(visit, VISIT, "miss", by=None, at=at, obstacle=why)
    _tell(missed, at)
    return len(missed)


def _tell(missed: list[Visit], at: datetime) -> None:
    emails.missed([(visit, obstacles.SENTENCES[visit.obstacle]) for visit in missed], at=at)


def refuse_unless_begun(visit: Visit, *, at: datetime) -> None:
    """Raises `Refused` when nobody can say yet, or any more, that it did not take place."""
    if visit.state != VisitState.CONFIRMED:
        raise Refused("too_late")
    if visit.during.lower > at:
        raise Refused("visit_early")


@verb
def miss(visit: Visit, *, by: User, at: datetime, reason: str) -> Visit:
    """The trainer says that a confirmed visit did not take place, and why. Raises `Refused`."""
    if not reason.strip():
        raise Refused("reason_missing")
    locked(visit)
    refuse_unless_begun(visit, at=at)
    move(visit, VISIT, "miss", by=by, at=at, reason=reason, obstacle="not_held")
    _tell([visit], at)
    return visit
