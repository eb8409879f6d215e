"""What the pages show, gathered in a number of queries that does not grow with the edition."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q

from andersom.accounts.models import User
from andersom.lib.dates import instant, local_date, week_start
from training import rules
from training.domain import next_steps, progress
from training.domain.progress import Progress, SessionLine
from training.models import (
    Certificate,
    Cohort,
    Enrolment,
    Intake,
    IntakeSlot,
    LogEntry,
    Module,
    Session,
    Visit,
)
from training.states import IN_TRAINING, OVER, EnrolmentState, VisitState

CHOOSING = (EnrolmentState.APPLIED, EnrolmentState.INTAKE_PLANNED)
LATEST_REFLECTIONS = 3
TO_DO = (VisitState.PROPOSED, VisitState.CONFIRMED, VisitState.HELD)


@dataclass
class ModuleLine:
    """A module with its sessions as one trainee sees them."""

    module: Module
    sessions: list[SessionLine] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(not line.session.make_up for line in self.sessions)

    @property
    def done(self) -> int:
        return sum(
            line.made_up or (line.state == "present" and not line.session.make_up)
            for line in self.sessions
        )


def enrolment(found: Enrolment, user: User, *, at: datetime) -> dict[str, Any]:
    """Everything on the page of a trainee; what is private only for who may read it."""
    how_far = progress.of(found, at)
    hers, trains = rules.is_hers(user, found), rules.trains(user, found)
    intake = _intake(found) if hers or trains else None
    visits = list(found.visits.exclude(state=VisitState.CANCELLED).for_reading())
    certificate = Certificate.objects.standing().filter(enrolment=found).first()
    facts = next_steps.Facts(found, how_far, at, intake, visits, certificate)
    private = {"goals": found.goals.all(), "log": _log(found, user)} if hers or trains else {}
    return private | {
        "enrolment": found,
        "cohort": found.cohort,
        "progress": how_far,
        "modules": _modules(found.cohort, how_far),
        "visits": visits,
        "certificate": certificate,
        "intake": intake,
        "hers": hers,
        "trains": trains,
        "in_training": found.state in IN_TRAINING,
        "may_leave": hers and found.state not in (*OVER, EnrolmentState.COMPLETED),
        "step": next_steps.of(facts) if hers else None,
    }


def _intake(found: Enrolment) -> Intake | None:
    rows = Intake.objects.select_related("slot__trainer__user")
    return rows.filter(enrolment=found).first()


def _log(found: Enrolment, user: User) -> list[LogEntry]:
    return list(LogEntry.objects.visible_to(user).filter(enrolment=found)[:LATEST_REFLECTIONS])


def _modules(cohort: Cohort, how_far: Progress) -> list[ModuleLine]:
    lines = {one.pk: ModuleLine(one) for one in cohort.modules.prefetch_related("materials")}
    for line in how_far.sessions:
        line.session.cohort = cohort
        lines[line.session.module_id].sessions.append(line)
    return list(lines.values())


def intake(found: Enrolment, *, at: datetime) -> dict[str, Any]:
    """The form, the moment that was chosen, and the free ones by day."""
    mine = _intake(found)
    choosing = found.state in CHOOSING
    free = found.cohort.intake_slots.free(at).for_reading() if choosing else []
    return {
        "enrolment": found,
        "intake": mine,
        "choosing": choosing,
        "days": by_day(list(free)),
        "done": bool(mine and mine.done_at),
        "may_cancel": bool(choosing and mine and mine.slot and mine.slot.during.lower > at),
    }


def by_day(slots: Sequence[IntakeSlot]) -> list[tuple[datetime, list[IntakeSlot]]]:
    """Moments under the day on which they begin."""
    days: dict[Any, list[IntakeSlot]] = {}
    for slot in slots:
        days.setdefault(slot.starts.date(), []).append(slot)
    return [(chosen[0].starts, chosen) for chosen in days.values()]


# --- The trainer --------------------------------------------------------------------------------


def trainer_home(user: User, *, at: datetime) -> dict[str, Any]:
    """What a trainer has to do: today, this week, and what was left."""
    cohorts = list(Cohort.objects.trained_by(user).filter(end__gte=_weeks_ago(at)).for_reading())
    until = instant(week_start(local_date(at)) + timedelta(days=7), time())
    intakes = _intakes(user, until)
    slots = IntakeSlot.objects.filter(trainer__user=user).free(at).count()
    return {
        "cohorts": cohorts,
        "today": local_date(at),
        "sessions": _sessions(user, at, until),
        "to_fill": _to_fill(user, cohorts, at),
        "intakes": intakes,
        "slots": slots,
        "without_moment": _without_moment(cohorts),
        "visits": _visits(user, at, until),
        "at_risk": _at_risk(cohorts, at),
    }


def _weeks_ago(at: datetime) -> Any:
    return local_date(at) - timedelta(weeks=4)


def _hers(user: User) -> Q:
    """Sessions that she gives, and those of her editions that nobody gives yet."""
    mine = Cohort.objects.trained_by(user).values("pk")
    return Q(trainer__user=user) | Q(trainer=None, cohort__in=mine)


def _sessions(user: User, at: datetime, until: datetime) -> list[Session]:
    coming = Session.objects.filter(
        _hers(user), during__endswith__gt=at, during__startswith__lt=until
    )
    return list(coming.for_reading())


def _to_fill(user: User, cohorts: list[Cohort], at: datetime) -> list[Session]:
    """Sessions that are over and of which not everybody was noted, oldest first."""
    people = dict(
        Enrolment.objects.in_training()
        .filter(cohort__in=cohorts)
        .order_by()
        .values_list("cohort")
        .annotate(Count("pk"))
    )
    over = Session.objects.filter(_hers(user), cohort__in=cohorts).regular().over(at)
    noted = Count("attendances", filter=Q(attendances__enrolment__state__in=IN_TRAINING))
    rows = over.for_reading().annotate(noted=noted)
    return [one for one in rows if one.noted < people.get(one.cohort_id, 0)]


def _intakes(user: User, until: datetime) -> list[Intake]:
    """Conversations of this week, and earlier ones that were not finished."""
    rows = Intake.objects.filter(
        slot__trainer__user=user, slot__during__startswith__lt=until, done_at=None
    )
    return list(
        rows.select_related("slot", "enrolment__professional", "enrolment__cohort").order_by(
            "slot__during"
        )
    )


def _without_moment(cohorts: list[Cohort]) -> int:
    """So many who applied and have no moment for the conversation."""
    return Enrolment.objects.filter(cohort__in=cohorts, state=EnrolmentState.APPLIED).count()


def _visits(user: User, at: datetime, until: datetime) -> list[Visit]:
    monday = week_start(local_date(at))
    rows = Visit.objects.filter(
        trainer__user=user,
        state__in=TO_DO,
        during__startswith__lt=until,
        during__startswith__gte=instant(monday, time()),
    )
    return list(rows.for_reading())


def _at_risk(cohorts: list[Cohort], at: datetime) -> list[tuple[Enrolment, Progress]]:
    """Trainees who missed too much, by name; a handful of queries for each edition."""
    found = []
    for cohort in cohorts:
        trainees = cohort.enrolments.filter(state=EnrolmentState.ACTIVE)
        people = list(trainees.select_related("professional__provider"))
        how_far = progress.of_many(cohort, people, at) if people else {}
        found += [(one, how_far[one.pk]) for one in people if how_far[one.pk].at_risk]
    return sorted(found, key=lambda row: row[0].professional.name.casefold())
