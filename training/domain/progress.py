"""How far a trainee is, and what stands between her and the certificate. Only reads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.domain import presence
from training.models import Attendance, Cohort, Enrolment, Intake, Session, Visit
from training.states import VisitState


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as one trainee sees it. ``state``: present, excused, absent, unfilled, to_come."""

    session: Session
    state: str
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Visits:
    """Numbers of practice visits. ``planned`` have a lesson and a trainer and are to come."""

    needed: int
    signed: int = 0
    held: int = 0
    planned: int = 0
    unplanned: int = 0
    missed: int = 0

    @property
    def met(self) -> bool:
        return self.signed >= self.needed

    @property
    def left(self) -> int:
        """So many still have to be signed."""
        return max(0, self.needed - self.signed)

    @property
    def short(self) -> int:
        """So many of what is left are not held, planned, or waiting for a plan."""
        return max(0, self.left - self.held - self.planned - self.unplanned)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is missing: what, and what to do about it."""

    code: str
    text: str
    fix: str

    def __str__(self) -> str:
        return f"{self.text} {self.fix}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one enrolment is, at one moment; texts are in the language of the moment."""

    attendance: presence.Attendance
    visits: Visits
    intake_done: bool
    sessions: Sequence[SessionLine] = field(default=(), repr=False)

    @property
    def complete(self) -> bool:
        """Everything that the certificate asks is there."""
        return self.intake_done and self.attendance.met and self.visits.met

    @property
    def missing(self) -> list[Need]:
        """What the certificate still asks, in the order in which it comes."""
        found = [self._intake(), self._attendance(), self._visits()]
        return [need for need in found if need]

    @property
    def at_risk(self) -> bool:
        """Too much was missed: somebody must look at it with her."""
        return not self.attendance.on_course or bool(self.visits.missed and self.visits.short)

    def _intake(self) -> Need | None:
        if self.intake_done:
            return None
        return Need(
            "intake", _("The intake is not done."), _("Plan a conversation with a trainer.")
        )

    def _attendance(self) -> Need | None:
        found = self.attendance
        if found.met:
            return None
        text = _("Present at %(counted)d of the %(needed)d sessions that are needed.") % {
            "counted": found.counted,
            "needed": found.needed,
        }
        if not found.reachable:
            return Need(
                "attendance",
                text,
                _("Too much was missed: agree with the project team on a make-up session."),
            )
        if found.unfilled:
            return Need("attendance", text, _("The trainer still has to fill in the attendance."))
        if found.still:
            return Need("attendance", text, _("Come to the next sessions and the make-up session."))
        return Need("attendance", text, _("Come to the next sessions."))

    def _visits(self) -> Need | None:
        found = self.visits
        if found.met:
            return None
        text = ngettext(
            "One practice visit is still to be held and signed.",
            "%(left)d practice visits are still to be held and signed.",
            found.left,
        ) % {"left": found.left}
        if found.held:
            return Need("visits", text, _("Sign the report of the visit that was held."))
        if found.planned:
            return Need("visits", text, _("The next visit is planned."))
        return Need("visits", text, _("A trainer still has to plan the next visit."))


def of(enrolment: Enrolment, at: datetime) -> Progress:
    """How far one trainee is."""
    return of_many(enrolment.cohort, [enrolment], at)[enrolment.pk]


def of_cohort(cohort: Cohort, at: datetime) -> dict[int, Progress]:
    """How far everybody in training is, by the key of the enrolment; four queries and one."""
    return of_many(cohort, list(cohort.enrolments.in_training()), at)


def of_many(cohort: Cohort, enrolments: Iterable[Enrolment], at: datetime) -> dict[int, Progress]:
    """How far some trainees of one edition are, in four queries whatever their number."""
    keys = [enrolment.pk for enrolment in enrolments]
    sessions = list(cohort.sessions.select_related("module", "trainer__user"))
    states = _attended(keys)
    visits = _visited(keys)
    intakes = set(
        Intake.objects.filter(enrolment__in=keys, done_at__isnull=False).values_list(
            "enrolment", flat=True
        )
    )
    found = {}
    for key in keys:
        lines = _lines(sessions, states[key], at)
        marks = [_mark(session, states[key], at) for session in sessions]
        attendance = presence.count(marks, required=cohort.attendance)
        found[key] = Progress(attendance, _counted(cohort, visits[key]), key in intakes, lines)
    return found


def _attended(keys: list[int]) -> dict[int, dict[int, str]]:
    rows = Attendance.objects.filter(enrolment__in=keys)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for enrolment, session, state in rows.values_list("enrolment", "session", "state"):
        found[enrolment][session] = state
    return found


def _visited(keys: list[int]) -> dict[int, dict[str, int]]:
    rows = Visit.objects.filter(enrolment__in=keys).order_by()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows.values("enrolment", "state").annotate(number=Count("pk")):
        found[row["enrolment"]][row["state"]] = row["number"]
    return found


def _counted(cohort: Cohort, numbers: dict[str, int]) -> Visits:
    return Visits(
        needed=cohort.visits,
        signed=numbers.get(VisitState.SIGNED, 0),
        held=numbers.get(VisitState.HELD, 0),
        planned=numbers.get(VisitState.PROPOSED, 0) + numbers.get(VisitState.CONFIRMED, 0),
        unplanned=numbers.get(VisitState.OPEN, 0),
        missed=numbers.get(VisitState.MISSED, 0),
    )


def _mark(session: Session, states: dict[int, str], at: datetime) -> presence.Mark:
    over = session.during.upper <= at
    return presence.Mark(session.module_id, session.make_up, over, states.get(session.pk, ""))


def _lines(
    sessions: list[Session], states: dict[int, str], at: datetime
) -> tuple[SessionLine, ...]:
    """Every session with her state; the first missed ones of a module are the ones made up for."""
    left = Counter(
        session.module_id
        for session in sessions
        if session.make_up and states.get(session.pk) == presence.PRESENT
    )
    lines = []
    for session in sessions:
        state = states.get(session.pk, "") or (
            "unfilled" if session.during.upper <= at else "to_come"
        )
        made_up = not session.make_up and state in presence.MISSED and left[session.module_id] > 0
        left[session.module_id] -= made_up
        lines.append(SessionLine(session, state, made_up))
    return tuple(lines)
