"""Enrolling, and who gets which place.

Applying takes a place at once, or else the next number on the waiting list. Whatever frees a place
offers it to the first who waits. Every act that touches places locks the edition first, then the
enrolment; the edition's own counter and CHECK have the last word.
"""

from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.workflow.domain import move, record, retrying
from andersom.workflow.machine import IllegalMove
from providers.models import Professional
from training.domain import eligibility
from training.domain.refusals import Refused, verb
from training.domain.term import end_of_answering
from training.domain.visits import following
from training.emails import enrolment as emails
from training.models import Cohort, Enrolment, Intake
from training.states import ENROLMENT, SEATED, CohortState, EnrolmentState

# --- By the trainee -----------------------------------------------------------------------------


@verb
def apply(
    cohort: Cohort,
    professional: Professional,
    *,
    by: User | None,
    at: datetime,
    motivation: str = "",
) -> Enrolment:
    """Take a place, or the next number on the waiting list when all are taken or others wait.

    Raises `Refused`: ``not_open``, ``too_early``, ``over``, ``already_enrolled``, ``not_eligible``.
    """
    cohort = lock(cohort.pk)
    _may_apply(cohort, professional, at)
    results = eligibility.judge(cohort, professional, local_date(at))
    if not eligibility.eligible(results):
        raise Refused("not_eligible")
    _fill(cohort, by=None, at=at)  # whoever waits goes first
    enrolment = Enrolment.objects.create(
        cohort=cohort,
        professional=professional,
        user_id=professional.user_id,
        applied_at=_after_the_others(cohort, at),
        motivation=motivation,
        eligibility=eligibility.as_json(results),
        **_seat_or_number(cohort),
    )
    record(enrolment, "apply", target=enrolment.state, by=by, at=at)
    emails.applied(enrolment, at=at)
    emails.new_enrolment(enrolment, at=at)
    return enrolment


@verb
def withdraw(enrolment: Enrolment, *, by: User | None, at: datetime, reason: str = "") -> Enrolment:
    """Stop; the place goes to the next. Without ``by`` she is being erased, and gets no mail.

    Raises `Refused`.
    """
    cohort = _lock_of(enrolment)
    had_a_place = _stored_state(enrolment) in SEATED
    _step(enrolment, "withdraw", by=by, at=at, reason=reason, **_NOWHERE)
    _let_go(enrolment, by=by, at=at)
    if by is not None:
        emails.withdrawn(enrolment, at=at)
    if had_a_place:
        emails.place_came_free(enrolment, at=at)
    _fill(cohort, by=None, at=at)
    return enrolment


@verb
def accept(enrolment: Enrolment, *, by: User, at: datetime) -> Enrolment:
    """Take the offered place. Raises `Refused` ``no_offer`` or ``offer_over``."""
    _lock_of(enrolment)
    enrolment.refresh_from_db(fields=["state", "answer_by"])
    if enrolment.state != EnrolmentState.OFFERED or enrolment.answer_by is None:
        raise Refused("no_offer")
    if enrolment.answer_by <= at:
        raise Refused("offer_over")
    seen = Intake.objects.filter(enrolment=enrolment, done_at__isnull=False).exists()
    _step(enrolment, "accept_admitted" if seen else "accept", by=by, at=at, answer_by=None)
    if seen:
        emails.admitted(enrolment, at=at)
    else:
        emails.applied(enrolment, at=at)
        emails.new_enrolment(enrolment, at=at)
    return enrolment


@verb
def turn_down(enrolment: Enrolment, *, by: User, at: datetime) -> Enrolment:
    """Say no to the offered place. Raises `Refused` ``no_offer``: an old page stops nobody."""
    _lock_of(enrolment)
    if _stored_state(enrolment) != EnrolmentState.OFFERED:
        raise Refused("no_offer")
    return withdraw(enrolment, by=by, at=at)


# --- By the trainers and the team ---------------------------------------------------------------


@verb
def admit(enrolment: Enrolment, *, by: User | None, at: datetime, reason: str = "") -> Enrolment:
    """After the intake: she takes part. Raises `Refused` when the intake has not been."""
    _lock_of(enrolment)
    _step(enrolment, "admit", by=by, at=at, reason=reason)
    emails.admitted(enrolment, at=at)
    return enrolment


@verb
def decline(enrolment: Enrolment, *, by: User | None, at: datetime, reason: str) -> Enrolment:
    """Say no with the reason, which the trainee reads. Raises `Refused`."""
    if not reason.strip():
        raise Refused("reason_missing")
    cohort = _lock_of(enrolment)
    _step(enrolment, "decline", by=by, at=at, reason=reason, **_NOWHERE)
    _let_go(enrolment, by=by, at=at)
    emails.declined(enrolment, reason=reason, at=at)
    _fill(cohort, by=by, at=at)
    return enrolment


@verb
def put_on_hold(
    enrolment: Enrolment, *, by: User | None, at: datetime, reason: str = ""
) -> Enrolment:
    """To the end of the waiting list; her place goes to the first of the others who wait.

    Raises `Refused`.
    """
    cohort = _lock_of(enrolment)
    _step(enrolment, "put_on_hold", by=by, at=at, reason=reason, queue_number=_next_number(cohort))
    _let_go(enrolment, by=by, at=at)
    emails.waiting(enrolment, at=at)
    _fill(cohort, by=by, at=at, passing=enrolment.pk)
    return enrolment


@verb
def offer_next(cohort: Cohort, *, by: User | None, at: datetime) -> list[Enrolment]:
    """Offer every free place to who waits, first in front, also after the first day.

    Raises `Refused` ``no_place`` or ``nobody_waits``.
    """
    cohort = lock(cohort.pk)
    if cohort.free <= 0:
        raise Refused("no_place")
    offered = _offer(cohort, by=by, at=at)
    if not offered:
        raise Refused("nobody_waits")
    return offered


# --- By the clock -------------------------------------------------------------------------------


def lapse_due(*, at: datetime) -> int:
    """Offers without an answer go to the next; how many. Safe to run again and side by side."""
    due = Enrolment.objects.lapsed(at).order_by("answer_by", "pk")
    return sum(_lapse(each, at=at) for each in due)


@retrying
def _lapse(enrolment: Enrolment, *, at: datetime) -> bool:
    cohort = _lock_of(enrolment)
    if not Enrolment.objects.lapsed(at).filter(pk=enrolment.pk).exists():
        return False  # answered meanwhile
    _step(enrolment, "lapse", by=None, at=at, **_NOWHERE)
    emails.lapsed(enrolment, at=at)
    _fill(cohort, by=None, at=at)
    return True


def start_due(*, at: datetime) -> int:
    """On the first day whoever was admitted takes part; how many."""
    due = Enrolment.objects.filter(
        state=EnrolmentState.ADMITTED, cohort__start__lte=local_date(at)
    ).order_by("pk")
    return sum(_start(each, at=at) for each in due)


@retrying
def _start(enrolment: Enrolment, *, at: datetime) -> bool:
    _lock_of(enrolment)
    try:
        move(enrolment, ENROLMENT, "start", by=None, at=at)
    except IllegalMove:
        return False  # withdrew meanwhile
    return True


# --- Places -------------------------------------------------------------------------------------

_NOWHERE: dict[str, Any] = {"queue_number": None, "answer_by": None}


def lock(cohort_pk: int) -> Cohort:
    """The edition as it is now, held until the end of the transaction.

    Others may still refer to it (a foreign key does not wait).
    """
    rows = Cohort.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("programme").get(pk=cohort_pk)


def _lock_of(enrolment: Enrolment) -> Cohort:
    enrolment.cohort = lock(enrolment.cohort_id)
    return enrolment.cohort


def _may_apply(cohort: Cohort, professional: Professional, at: datetime) -> None:
    window = cohort.window(local_date(at))
    if cohort.state != CohortState.PUBLISHED:
        raise Refused("not_open")
    if window == "before":
        raise Refused("too_early", start=f"{cohort.enrol_from:%d-%m-%Y}")
    if window == "over":
        raise Refused("over", end=f"{cohort.enrol_until:%d-%m-%Y}")
    if enrolled(cohort, professional).exists():
        raise Refused("already_enrolled")


def enrolled(cohort: Cohort, professional: Professional) -> Any:
    """Open enrolments of this person in the edition; also through another provider."""
    hers = Q(professional=professional)
    if professional.user_id:
        hers |= Q(user=professional.user_id)
    return Enrolment.objects.open().filter(hers, cohort=cohort)


def _after_the_others(cohort: Cohort, at: datetime) -> datetime:
    """Whoever waited for the lock applied after who held it, also when the clocks say otherwise."""
    latest = cohort.enrolments.aggregate(latest=Max("applied_at"))["latest"]
    return max(at, latest) if latest else at


def _seat_or_number(cohort: Cohort) -> dict[str, Any]:
    """Nobody passes those who wait, also not when the team has yet to offer a free place."""
    if cohort.free > 0 and not cohort.enrolments.waiting().exists():
        return {"state": EnrolmentState.APPLIED}
    return {"state": EnrolmentState.WAITING, "queue_number": _next_number(cohort)}


def _next_number(cohort: Cohort) -> int:
    last = cohort.enrolments.aggregate(last=Max("queue_number"))["last"]
    return (last or 0) + 1


def _fill(cohort: Cohort, *, by: User | None, at: datetime, passing: int | None = None) -> None:
    """Offer what is free to who waits, as long as the edition has not begun."""
    if cohort.state == CohortState.PUBLISHED and local_date(at) < cohort.start:
        _offer(cohort, by=by, at=at, passing=passing)


def _offer(
    cohort: Cohort, *, by: User | None, at: datetime, passing: int | None = None
) -> list[Enrolment]:
    """Offer free places in the order of the list, all but to ``passing``; needs the lock."""
    cohort.refresh_from_db(fields=["taken"])
    if cohort.free <= 0:
        return []
    first = list(cohort.enrolments.waiting().exclude(pk=passing or 0).for_reading()[: cohort.free])
    term = end_of_answering(at, cohort.answer_days) if first else None
    for enrolment in first:
        _step(enrolment, "offer", by=by, at=at, queue_number=None, answer_by=term)
        emails.offered(enrolment, at=at)
    cohort.refresh_from_db(fields=["taken"])
    return first


def _step(
    enrolment: Enrolment, verb: str, *, by: User | None, at: datetime, reason: str = "", **to: Any
) -> None:
    try:
        move(enrolment, ENROLMENT, verb, by=by, at=at, reason=reason, **to)
    except IllegalMove as error:
        raise Refused("too_late") from error


def _stored_state(enrolment: Enrolment) -> str:
    state: str = Enrolment.objects.values_list("state", flat=True).get(pk=enrolment.pk)
    return state


def _let_go(enrolment: Enrolment, *, by: User | None, at: datetime) -> None:
    """Give back the moment of an intake that was not yet, and the visits that were not yet."""
    Intake.objects.filter(enrolment=enrolment, done_at=None).update(slot=None)
    following.call_off(enrolment, by=by, at=at)


@verb
def fill(cohort: Cohort, *, by: User | None, at: datetime) -> None:
    """Offer places that came by raising their number; nothing when there are none."""
    _fill(lock(cohort.pk), by=by, at=at)
