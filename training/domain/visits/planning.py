"""Proposing visits for a whole edition, confirming them, and choosing another moment for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from andersom.accounts.models import User
from andersom.placements.models import Lesson
from andersom.workflow.domain import move, move_all
from andersom.workflow.machine import IllegalMove
from training import planner
from training.domain.refusals import Refused, verb
from training.domain.visits import facts
from training.domain.visits.facts import Facts
from training.emails import visits as emails
from training.models import Cohort, Trainer, Visit
from training.states import VISIT, VisitState

SECONDS = 8.0
NOWHERE = {"lesson": None, "trainer": None, "during": None}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What planning an edition gave. ``proven``: more visits are not possible."""

    planned: int
    open: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A lesson that a trainer can see instead."""

    lesson: Lesson
    trainer: Trainer

    @property
    def key(self) -> str:
        return f"{self.lesson.pk}-{self.trainer.pk}"


def plan(
    cohort: Cohort, *, by: User | None, at: datetime, seconds: float = SECONDS, seed: int = 1
) -> Proposal:
    """Propose a moment for every visit that has none confirmed; confirmed ones stay.

    Solved outside any lock; what somebody took in the meantime stays open and is proposed next
    time. The proposals are for the trainers: the mails go when they confirm.
    """
    found = Facts(cohort, facts.to_plan(cohort, at=at), at=at)
    made = planner.plan(found.problem, seconds=seconds, seed=seed)
    written = _write(found, made, by=by, at=at)
    return Proposal(written, len(found.visits) - written, made.proven)


@verb
def _write(found: Facts, made: planner.Plan, *, by: User | None, at: datetime) -> int:
    """Write the plan as far as it still fits; returns how many visits have a moment now."""
    rows = {
        visit.pk: visit
        for visit in Visit.objects.filter(pk__in=found.visits)
        .filter(state__in=[VisitState.OPEN, VisitState.PROPOSED])
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    hold(found.trainers)
    wanted = {each.window: each for each in made.visits if each.window in rows}
    kept = {pk for pk, each in wanted.items() if _is(rows[pk], each)}
    _let_go([visit for pk, visit in rows.items() if pk not in kept], by=by, at=at)
    _say_why(rows, made)
    return len(kept) + _propose(
        found, rows, [w for w in wanted.values() if w.window not in kept], by, at
    )


def _is(visit: Visit, wanted: planner.Visit) -> bool:
    now = (visit.lesson_id, visit.trainer_id)
    return visit.state == VisitState.PROPOSED and now == (wanted.lesson, wanted.trainer)


def _let_go(visits: Iterable[Visit], *, by: User | None, at: datetime) -> None:
    """Proposals that are replaced leave the trainers' time first."""
    rows = Visit.objects.filter(pk__in=[visit.pk for visit in visits])
    proposed = rows.filter(state=VisitState.PROPOSED)
    gone = move_all(proposed, VISIT, "reopen", by=by, at=at)
    Visit.objects.filter(pk__in=[visit.pk for visit in gone]).update(**NOWHERE)


def _say_why(rows: dict[int, Visit], made: planner.Plan) -> None:
    changed = [rows[each.window] for each in made.open if each.window in rows]
    codes = {each.window: each.obstacle for each in made.open}
    for visit in changed:
        visit.obstacle = codes[visit.pk]
    Visit.objects.bulk_update(changed, ["obstacle"])


def _propose(
    found: Facts,
    rows: dict[int, Visit],
    wanted: list[planner.Visit],
    by: User | None,
    at: datetime,
) -> int:
    fresh = _same_lessons(found, {each.lesson for each in wanted})
    chosen = []
    for each in wanted:
        if each.lesson in fresh:
            visit = rows[each.window]
            visit.lesson, visit.trainer_id = fresh[each.lesson], each.trainer
            visit.during, visit.obstacle = fresh[each.lesson].during, ""
            chosen.append(visit)
    try:
        return _propose_all(chosen, by, at)
    except IntegrityError:
        return sum(_propose_one(visit, by, at) for visit in chosen)


def _same_lessons(found: Facts, numbers: set[int]) -> dict[int, Lesson]:
    """Those that still stand where they stood when the facts were brought together."""
    rows = Lesson.objects.taking_time().filter(pk__in=numbers)
    return {row.pk: row for row in rows if row.during == found.lessons[row.pk].during}


@transaction.atomic
def _propose_all(chosen: list[Visit], by: User | None, at: datetime) -> int:
    Visit.objects.bulk_update(chosen, ["lesson", "trainer", "during", "obstacle"])
    rows = Visit.objects.filter(pk__in=[visit.pk for visit in chosen])
    return len(move_all(rows, VISIT, "propose", by=by, at=at))


def _propose_one(visit: Visit, by: User | None, at: datetime) -> bool:
    try:
        return bool(_propose_all([visit], by, at))
    except IntegrityError:
        Visit.objects.filter(pk=visit.pk).update(obstacle="trainer_taken")
        return False


@verb
def confirm(visit: Visit, *, by: User | None, at: datetime) -> Visit:
    """The visit goes ahead: the school and the trainee hear of it.

    Raises `Refused`: ``too_late``, ``visit_lesson_changed``, ``visit_past``.
    """
    locked(visit)
    if visit.state != VisitState.PROPOSED:
        raise Refused("too_late")
    if not facts.still_stands(visit):
        raise Refused("visit_lesson_changed")
    if visit.during.lower <= at:
        raise Refused("visit_past")
    move(visit, VISIT, "confirm", by=by, at=at)
    emails.confirmed(visit, at=at)
    return visit


def choices(visit: Visit, *, at: datetime) -> list[Choice]:
    """Every lesson and trainer that are possible for a visit beside all other visits."""
    found = Facts(visit.enrolment.cohort, [visit], at=at)
    return [
        Choice(found.lessons[each.lesson.id], found.trainers[each.trainer.id])
        for each in planner.choices(found.problem, found.window(visit))
        if not each.obstacle
    ]


@verb
def swap(visit: Visit, *, lesson: Lesson, trainer: Trainer, by: User | None, at: datetime) -> Visit:
    """Another lesson or trainer. A trainer who takes it herself confirms it by that.

    When it was confirmed before, the school and the trainee hear that it changes. Raises
    `Refused`: ``visit_not_possible``, ``visit_taken`` (somebody else was first), ``too_late``.
    """
    locked(visit)
    hold([trainer.pk])
    if not _possible(visit, lesson, trainer, at):
        raise Refused("visit_not_possible")
    was_confirmed, was = visit.state == VisitState.CONFIRMED, visit.starts
    old = (visit.lesson, visit.trainer)
    verb = "propose" if visit.state == VisitState.OPEN else "swap"
    _take(visit, verb, lesson, trainer, by=by, at=at)
    if was_confirmed:
        emails.changed(visit, was=was, old=old, by=by, at=at)
    if by is not None and trainer.user_id == by.pk:
        return confirm(visit, by=by, at=at)
    emails.asked(visit, at=at)
    return visit


def _possible(visit: Visit, lesson: Lesson, trainer: Trainer, at: datetime) -> bool:
    if visit.state not in {VisitState.OPEN, VisitState.PROPOSED, VisitState.CONFIRMED}:
        raise Refused("too_late")
    wanted = (lesson.pk, trainer.pk)
    return wanted in {(each.lesson.pk, each.trainer.pk) for each in choices(visit, at=at)}


def _take(
    visit: Visit, verb: str, lesson: Lesson, trainer: Trainer, *, by: User | None, at: datetime
) -> None:
    """The exclusion constraint has the last word when two take one moment."""
    moment = {"lesson": lesson, "trainer": trainer, "during": lesson.during, "obstacle": ""}
    try:
        move(visit, VISIT, verb, by=by, at=at, **moment)
    except IntegrityError as error:
        visit.refresh_from_db()
        raise Refused("visit_taken") from error
    except IllegalMove as error:
        raise Refused("too_late") from error


def hold(trainers: Iterable[int]) -> None:
    """One act at a time gives a trainer her visits: those who meet wait, and then see what is left.

    Always after the visit itself, so that nobody waits in a circle.
    """
    rows = Trainer.objects.filter(pk__in=trainers).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def locked(visit: Visit) -> Visit:
    """Hold the row until the end of the transaction, and bring ``visit`` up to date."""
    Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    visit.refresh_from_db(from_queryset=readable())
    return visit


def readable() -> QuerySet[Visit]:
    return Visit.objects.for_reading()
