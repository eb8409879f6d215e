"""The intake: what she writes before, the moment, the conversation, and the goals that follow.

Whoever changes an intake holds the enrolment first, then the moment: two people who want the same
moment wait for each other there, and the second gets a clear answer.
"""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from andersom.accounts.models import User
from andersom.lib.dates import instant, local_date
from andersom.workflow.domain import move
from andersom.workflow.machine import IllegalMove
from training.domain.refusals import Refused, verb
from training.emails import intake as emails
from training.models import Cohort, Enrolment, Intake, IntakeSlot, LearningGoal, Trainer
from training.states import ENROLMENT, EnrolmentState

CHOOSING = (EnrolmentState.APPLIED, EnrolmentState.INTAKE_PLANNED)
MOST_SLOTS = 40  # a day in moments of a quarter of an hour


# --- Before: the form ---------------------------------------------------------------------------


@verb
def save(
    enrolment: Enrolment,
    *,
    experience: str,
    brings: str,
    needs: str,
    by: User,
    at: datetime,
    send: bool = False,
) -> Intake:
    """Keep what she wrote, as a draft or, with ``send``, for the trainers to read.

    What was sent stays sent. Raises `Refused` ``intake_over`` after the conversation.
    """
    _lock(enrolment)
    intake = _of(enrolment)
    if intake.done_at:
        raise Refused("intake_over")
    intake.experience, intake.brings, intake.needs = experience, brings, needs
    if send and intake.submitted_at is None:
        intake.submitted_at = at
    intake.save()
    return intake


# --- The moment ---------------------------------------------------------------------------------


@verb
def choose(enrolment: Enrolment, slot: IntakeSlot, *, by: User, at: datetime) -> Intake:
    """Take a free moment; one that she had before is free again.

    Raises `Refused`: ``slot_taken``, ``slot_over``, or ``too_late`` when no intake is to be
    planned.
    """
    _lock(enrolment)
    _step(enrolment, "plan_intake", by=by, at=at)
    slot = _lock_slot(slot)
    intake = _of(enrolment)
    if intake.slot_id == slot.pk:
        return intake
    if slot.cohort_id != enrolment.cohort_id or Intake.objects.filter(slot=slot).exists():
        raise Refused("slot_taken")
    if slot.during.lower <= at:
        raise Refused("slot_over")
    was, intake.slot = intake.slot, slot
    intake.save()
    if was is None:
        emails.moment_chosen(intake, at=at)
    else:
        emails.moment_moved(intake, was, at=at)
    return intake


@verb
def cancel(enrolment: Enrolment, *, by: User, at: datetime, reason: str = "") -> Intake:
    """Give the moment back. When a trainer does, the moment itself goes too.

    Raises `Refused` ``no_moment`` when there is none, or when it is over.
    """
    _lock(enrolment)
    intake, slot = _of(enrolment), _of(enrolment).slot
    if slot is None or intake.done_at or slot.during.lower <= at:
        raise Refused("no_moment")
    _step(enrolment, "cancel_intake", by=by, at=at, reason=reason)
    intake.slot = None
    intake.save()
    by_trainee = by.pk == enrolment.user_id
    emails.moment_cancelled(intake, slot, by_trainee=by_trainee, reason=reason, at=at)
    if not by_trainee:
        slot.delete()
    return intake


def add_slots(
    cohort: Cohort,
    trainer: Trainer,
    *,
    day: date,
    start: time,
    end: time,
    minutes: int,
    place: str,
    by: User,
    at: datetime,
) -> tuple[list[IntakeSlot], int]:
    """As many moments of ``minutes`` as fit from ``start`` to ``end``.

    Returns those made, and how many were left out because the trainer is busy then. Raises
    `Refused` ``slots_past`` or ``slots_none``.
    """
    opens, closes = instant(day, start), instant(day, end)
    if opens <= at:
        raise Refused("slots_past")
    lasts = timedelta(minutes=minutes)
    starts = [opens + number * lasts for number in range(MOST_SLOTS)]
    fitting = [begin for begin in starts if begin + lasts <= closes]
    if not fitting:
        raise Refused("slots_none")
    made = [
        _add(cohort, trainer, DateTimeTZRange(begin, begin + lasts), place) for begin in fitting
    ]
    added = [slot for slot in made if slot]
    return added, len(fitting) - len(added)


def _add(
    cohort: Cohort, trainer: Trainer, during: DateTimeTZRange, place: str
) -> IntakeSlot | None:
    """A moment; None when this trainer has one at that time, or gives a session."""
    if trainer.sessions.filter(during__overlap=during).exists():
        return None
    try:
        with transaction.atomic():
            return IntakeSlot.objects.create(
                cohort=cohort, trainer=trainer, during=during, place=place
            )
    except IntegrityError:
        return None


@verb
def remove_slot(slot: IntakeSlot, *, by: User, at: datetime) -> None:
    """Take back a moment that nobody chose. Raises `Refused` ``slot_chosen``."""
    slot = _lock_slot(slot)
    if Intake.objects.filter(slot=slot).exists():
        raise Refused("slot_chosen")
    slot.delete()


# --- The conversation ---------------------------------------------------------------------------


@verb
def take_notes(enrolment: Enrolment, notes: str, *, by: User, at: datetime) -> Intake:
    """Keep what was said; also afterwards."""
    _lock(enrolment)
    intake = _of(enrolment)
    intake.notes = notes
    intake.save()
    return intake


@verb
def finish(enrolment: Enrolment, *, by: User, at: datetime, notes: str | None = None) -> Intake:
    """The conversation was held; a mail tells her the goals.

    Raises `Refused`: ``no_goals`` as long as none is agreed, ``intake_early`` before the moment,
    ``too_late`` when it was finished already.
    """
    _lock(enrolment)
    intake = _of(enrolment)
    if notes is not None:
        intake.notes = notes
    if not enrolment.goals.exists():
        raise Refused("no_goals")
    if intake.slot and local_date(intake.slot.during.lower) > local_date(at):
        raise Refused("intake_early", day=f"{intake.slot.starts:%d-%m-%Y}")
    _step(enrolment, "finish_intake", by=by, at=at)
    intake.done_at, intake.done_by = at, Trainer.objects.get(user=by)
    intake.save()
    emails.goals_agreed(intake, at=at)
    return intake


@verb
def agree(enrolment: Enrolment, text: str, *, by: User, at: datetime) -> LearningGoal:
    """One more learning goal; the same words again are the same goal."""
    _lock(enrolment)
    goal, _new = LearningGoal.objects.get_or_create(
        enrolment=enrolment, text=text, defaults={"agreed_at": at}
    )
    return goal


def reach(goal: LearningGoal, *, by: User, at: datetime) -> LearningGoal:
    """The goal is reached today; a second time it is not reached after all."""
    goal.reached_on = None if goal.reached_on else local_date(at)
    goal.save()
    return goal


def drop(goal: LearningGoal, *, by: User, at: datetime) -> None:
    """A goal that was a mistake, before the intake is finished. Raises `Refused`."""
    if Intake.objects.filter(enrolment=goal.enrolment_id, done_at__isnull=False).exists():
        raise Refused("goal_agreed")
    goal.delete()


# --- Rows ---------------------------------------------------------------------------------------


def _lock(enrolment: Enrolment) -> None:
    """Hold the enrolment until the end of the transaction, so that its intake is ours."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)


def _lock_slot(slot: IntakeSlot) -> IntakeSlot:
    """The moment as it is now, held. Raises `Refused` ``slot_taken`` when it is gone."""
    rows = IntakeSlot.objects.select_for_update(of=("self",)).for_reading()
    held = rows.filter(pk=slot.pk).first()
    if held is None:
        raise Refused("slot_taken")
    return held


def _of(enrolment: Enrolment) -> Intake:
    """Her intake; the first who needs it makes it."""
    rows = Intake.objects.select_related("slot__trainer__user", *emails.FACTS)
    Intake.objects.get_or_create(enrolment=enrolment)
    return rows.get(enrolment=enrolment)


def _step(enrolment: Enrolment, verb: str, *, by: User, at: datetime, reason: str = "") -> None:
    try:
        move(enrolment, ENROLMENT, verb, by=by, at=at, reason=reason)
    except IllegalMove as error:
        raise Refused("too_late") from error
