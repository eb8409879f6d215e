"""A visit is where its lesson is: it follows, or opens again when the trainer cannot come then."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from andersom.accounts.models import User
from andersom.placements.models import Lesson
from andersom.placements.states import TAKING_TIME
from andersom.workflow.domain import move
from training import planner
from training.domain.visits.facts import Facts
from training.domain.visits.planning import NOWHERE, hold
from training.emails import visits as emails
from training.models import Enrolment, Visit
from training.states import OVER, VISIT, VisitState

TO_COME = (VisitState.PROPOSED, VisitState.CONFIRMED)
UNHELD = (VisitState.OPEN, *TO_COME, VisitState.MISSED)


def follow_lessons(lessons: Sequence[Lesson], step: str, *, by: User | None, at: datetime) -> None:
    """Registered with `placements.domain.lessons`: runs in the transaction of the change."""
    for visit in _held(Visit.objects.filter(lesson__in=lessons, state__in=TO_COME)):
        follow(visit, by=by, at=at)


def reconcile(*, at: datetime) -> int:
    """The same for lessons that were changed by another road, for trainers who visit no more in
    the edition, and for who left the programme; how many.
    """
    same = Q(lesson__state__in=TAKING_TIME, lesson__during=F("during"))
    changed = Visit.objects.filter(state__in=TO_COME).exclude(same)
    gone = Visit.objects.filter(state__in=TO_COME, during__startswith__gt=at).without_trainer()
    left = Enrolment.objects.filter(state__in=OVER, visits__state__in=UNHELD)
    return (
        sum(_each(changed, lambda visit: follow(visit, by=None, at=at)))
        + sum(_each(gone, lambda visit: _reopen(visit, "trainer_gone", by=None, at=at)))
        + sum(call_off(enrolment, by=None, at=at) for enrolment in left.distinct())
    )


def _each(rows: QuerySet[Visit], act: Callable[[Visit], None]) -> Iterator[bool]:
    """Act on each in a transaction of its own, if it is still one of them."""
    for number in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            for visit in _held(rows.filter(pk=number)):
                act(visit)
                yield True


@transaction.atomic
def call_off(enrolment: Enrolment, *, by: User | None, at: datetime) -> int:
    """Cancel the visits of who stops; trainer and school hear of those that were to come."""
    visits = _held(enrolment.visits.filter(state__in=UNHELD))
    for visit in visits:
        was_confirmed = visit.state == VisitState.CONFIRMED
        move(visit, VISIT, "cancel", by=by, at=at)
        if was_confirmed and visit.during.lower > at:
            assert visit.lesson is not None  # noqa: S101 - a CHECK
            assert visit.trainer is not None  # noqa: S101
            facts: Any = {"lesson": visit.lesson, "trainer": visit.trainer, "was": visit.starts}
            emails.reopened(visit, **facts, why="left", at=at)
    return len(visits)


def follow(visit: Visit, *, by: User | None, at: datetime) -> None:
    """Let one visit follow its lesson; nothing when they agree."""
    lesson = visit.lesson
    assert lesson is not None  # noqa: S101 - a CHECK
    if lesson.state not in TAKING_TIME:
        _reopen(visit, "lesson_cancelled", by=by, at=at)
    elif lesson.during != visit.during and not _moved(visit, lesson, by=by, at=at):
        _reopen(visit, "lesson_moved", by=by, at=at)


def _held(rows: QuerySet[Visit]) -> list[Visit]:
    """Locked, in the order of their keys, with what the mails say."""
    numbers = [row.pk for row in rows.order_by("pk").select_for_update(of=("self",))]
    return list(Visit.objects.for_reading().filter(pk__in=numbers).order_by("pk"))


def _moved(visit: Visit, lesson: Lesson, *, by: User | None, at: datetime) -> bool:
    """Put the visit where the lesson is, if its trainer can be there."""
    hold([visit.trainer_id] if visit.trainer_id else [])
    found = Facts(visit.enrolment.cohort, [visit], at=at)
    free = {
        (choice.lesson.id, choice.trainer.id)
        for choice in planner.choices(found.problem, found.window(visit))
        if not choice.obstacle
    }
    if (lesson.pk, visit.trainer_id) not in free:
        return False
    was, confirmed = visit.starts, visit.state == VisitState.CONFIRMED
    verb = "follow_confirmed" if confirmed else "follow"
    try:
        move(visit, VISIT, verb, by=by, at=at, during=lesson.during)
    except IntegrityError:  # another visit got there first
        visit.during = None
        visit.refresh_from_db(from_queryset=Visit.objects.for_reading())
        return False
    if confirmed:
        emails.moved(visit, was=was, at=at)
    return True


def _reopen(visit: Visit, why: str, *, by: User | None, at: datetime) -> None:
    """Back to not planned; whoever counted on it hears why. The trainer looks for another."""
    was, trainer, lesson = visit.starts, visit.trainer, visit.lesson
    confirmed = visit.state == VisitState.CONFIRMED
    gone: dict[str, Any] = {"obstacle": why, **NOWHERE}
    move(visit, VISIT, "reopen", by=by, at=at, **gone)
    assert lesson is not None  # noqa: S101
    assert trainer is not None  # noqa: S101
    if confirmed:
        emails.reopened(visit, lesson=lesson, trainer=trainer, was=was, why=why, at=at)
