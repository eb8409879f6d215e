"""The report of a visit: a draft, the rubric, the trainee's reaction, and both signatures."""

from collections.abc import Mapping
from datetime import datetime

from andersom.accounts.models import User
from andersom.workflow.domain import move, record
from training.domain.refusals import Refused, verb
from training.domain.visits.planning import locked
from training.emails import visits as emails
from training.models import Criterion, Visit, VisitScore
from training.states import VISIT, VisitState

type Scores = Mapping[int, int | None]


class Incomplete(Refused):
    """A report with gaps. ``fields`` names them: ``criterion_<pk>``, ``went_well``, ``next_step``.

    What was filled in is kept as a draft.
    """

    def __init__(self, fields: list[str]) -> None:
        super().__init__("visit_incomplete")
        self.fields = fields


@verb
def save_draft(
    visit: Visit, *, scores: Scores, went_well: str, next_step: str, by: User, at: datetime
) -> Visit:
    """Keep what the trainer has so far. Raises `Refused` when it is too early or too late."""
    _held_for_report(visit, by=by, at=at)
    _fill(visit, scores, went_well, next_step)
    return visit


def report(
    visit: Visit, *, scores: Scores, went_well: str, next_step: str, by: User, at: datetime
) -> Visit:
    """The report is done; the trainer signs it by that, and the trainee is asked to.

    Only after the lesson. Raises `Incomplete` with the fields, after keeping the draft.
    """
    save_draft(visit, scores=scores, went_well=went_well, next_step=next_step, by=by, at=at)
    if missing := gaps(visit):
        raise Incomplete(missing)
    return _finish(visit, by=by, at=at)


@verb
def _finish(visit: Visit, *, by: User, at: datetime) -> Visit:
    _held_for_report(visit, by=by, at=at)
    if visit.during.upper > at:
        raise Refused("visit_draft_kept")
    if visit.state == VisitState.CONFIRMED:
        move(visit, VISIT, "report", by=by, at=at)
    return sign_as_trainer(visit, by=by, at=at)


def gaps(visit: Visit) -> list[str]:
    """Names of the fields that a complete report still needs."""
    criteria = Criterion.objects.filter(cohort=visit.enrolment.cohort_id)
    scored = set(visit.scores.values_list("criterion_id", flat=True))
    names = [f"criterion_{each.pk}" for each in criteria if each.pk not in scored]
    return names + [name for name in ("went_well", "next_step") if not getattr(visit, name).strip()]


@verb
def sign_as_trainer(visit: Visit, *, by: User, at: datetime) -> Visit:
    """The visitor signs; the trainee herself never does this. Raises `Refused`."""
    locked(visit)
    _refuse_unless_visitor(visit, by)
    _refuse_unless_held(visit, at)
    if visit.trainer_signed_at:
        return visit
    visit.trainer_signed_at = at
    visit.save(update_fields=["trainer_signed_at"])
    record(visit, "sign_trainer", source=visit.state, target=visit.state, by=by, at=at)
    emails.to_sign(visit, at=at)
    return _sign_when_both(visit, by=by, at=at)


@verb
def sign_as_trainee(visit: Visit, *, by: User, at: datetime, reaction: str = "") -> Visit:
    """The trainee has read the report and signs; her reaction stays with it. Raises `Refused`."""
    locked(visit)
    _refuse_unless_trainee(visit, by)
    _refuse_unless_held(visit, at)
    if not visit.trainer_signed_at:
        raise Refused("visit_trainer_first")
    visit.reaction = reaction or visit.reaction
    visit.trainee_signed_at = at
    visit.save(update_fields=["reaction", "trainee_signed_at"])
    record(visit, "sign_trainee", source=visit.state, target=visit.state, by=by, at=at)
    return _sign_when_both(visit, by=by, at=at)


@verb
def react(visit: Visit, *, reaction: str, by: User, at: datetime) -> Visit:
    """Keep the trainee's reaction without signing yet. Raises `Refused`."""
    locked(visit)
    _refuse_unless_trainee(visit, by)
    _refuse_unless_held(visit, at)
    visit.reaction = reaction
    visit.save(update_fields=["reaction"])
    record(visit, "react", source=visit.state, target=visit.state, by=by, at=at)
    return visit


def _sign_when_both(visit: Visit, *, by: User, at: datetime) -> Visit:
    if visit.trainer_signed_at and visit.trainee_signed_at:
        move(visit, VISIT, "sign", by=by, at=at)
    return visit


def _held_for_report(visit: Visit, *, by: User, at: datetime) -> None:
    """Lock; only the visitor writes, from the start of the lesson until she has signed."""
    locked(visit)
    refuse_unless_writable(visit, by=by, at=at)


def refuse_unless_writable(visit: Visit, *, by: User, at: datetime) -> None:
    """Raises `Refused` when this person writes no report now: too early, too late, or signed."""
    _refuse_unless_visitor(visit, by)
    if visit.state == VisitState.CONFIRMED:
        if visit.during.lower > at:
            raise Refused("visit_early")
    elif visit.state != VisitState.HELD:
        raise Refused("too_late")
    elif visit.trainer_signed_at:
        raise Refused("visit_signed")


def _fill(visit: Visit, scores: Scores, went_well: str, next_step: str) -> None:
    visit.went_well, visit.next_step = went_well, next_step
    visit.save(update_fields=["went_well", "next_step"])
    known = set(
        Criterion.objects.filter(cohort=visit.enrolment.cohort_id).values_list("pk", flat=True)
    )
    given = {pk: score for pk, score in scores.items() if score and pk in known}
    VisitScore.objects.filter(visit=visit).exclude(criterion__in=given).delete()
    VisitScore.objects.bulk_create(
        [VisitScore(visit=visit, criterion_id=pk, score=score) for pk, score in given.items()],
        update_conflicts=True,
        unique_fields=["visit", "criterion"],
        update_fields=["score"],
    )


def _refuse_unless_visitor(visit: Visit, by: User) -> None:
    if visit.trainer is None or visit.trainer.user_id != by.pk or visit.enrolment.user_id == by.pk:
        raise Refused("visit_not_yours")


def _refuse_unless_trainee(visit: Visit, by: User) -> None:
    if visit.enrolment.user_id != by.pk:
        raise Refused("visit_not_yours")


def _refuse_unless_held(visit: Visit, at: datetime) -> None:
    """Nothing is signed before the lesson took place."""
    if visit.during is None or visit.during.upper > at:
        raise Refused("visit_early")
    if visit.state != VisitState.HELD:
        raise Refused("too_late")
