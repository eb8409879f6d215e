"""An edition at a glance: how many came how far, who is stuck, and how visits and sessions go."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.utils.translation import gettext as _

from andersom.workflow.models import Move
from training.domain import progress, standing
from training.domain.presence import ABSENT, EXCUSED, PRESENT
from training.domain.progress import Progress
from training.models import Certificate, Cohort, Enrolment, Intake, Session, Visit
from training.states import IN_TRAINING, OVER, EnrolmentState, VisitState

E = EnrolmentState
STEPS = (E.APPLIED, E.INTAKE_DONE, E.ADMITTED, E.ACTIVE, E.COMPLETED)
PLANNED = (VisitState.PROPOSED, VisitState.CONFIRMED)
HELD = (VisitState.HELD, VisitState.SIGNED)


@dataclass(frozen=True, slots=True)
class Row:
    """One trainee: where she stands, what she waits for and since when."""

    enrolment: Enrolment
    wait: standing.Wait
    since: datetime
    progress: Progress | None
    certificate: Certificate | None

    @property
    def over(self) -> bool:
        return self.enrolment.state in OVER

    @property
    def ready(self) -> bool:
        """Everything is there: the team can award the certificate."""
        active = self.enrolment.state == E.ACTIVE
        return active and self.progress is not None and self.progress.complete


@dataclass(frozen=True, slots=True)
class Week:
    """Practice visits that are due in the week of ``monday``."""

    monday: date
    unplanned: int
    planned: int
    held: int
    missed: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Who was at a session, of those in training."""

    session: Session
    present: int
    excused: int
    absent: int
    unfilled: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    cohort: Cohort
    funnel: list[tuple[str, int]]
    rows: list[Row]
    weeks: list[Week]
    sessions: list[SessionRow]

    @property
    def here(self) -> list[Row]:
        """Not declined and not withdrawn; who needs somebody comes first."""
        return [row for row in self.rows if not row.over]

    @property
    def stuck(self) -> list[Row]:
        return [row for row in self.here if row.wait.tone in ("danger", "warn")]

    @property
    def ready(self) -> list[Row]:
        return [row for row in self.rows if row.ready]

    @property
    def stopped(self) -> int:
        return len(self.rows) - len(self.here)

    @property
    def waiting(self) -> int:
        return sum(row.enrolment.state == E.WAITING for row in self.rows)


def of(cohort: Cohort, at: datetime) -> Dashboard:
    """Everything on the page, in ten queries whatever the number of trainees."""
    enrolments = list(cohort.enrolments.for_reading().order_by("applied_at", "pk"))
    moves = _moves(enrolments)
    trained = [one for one in enrolments if one.state in IN_TRAINING]
    progresses = progress.of_many(cohort, trained, at)
    rows = _rows(enrolments, moves, progresses, at)
    return Dashboard(
        cohort=cohort,
        funnel=_funnel(enrolments, moves),
        rows=sorted(rows, key=lambda row: (standing.URGENCY[row.wait.tone], row.since)),
        weeks=_weeks(cohort),
        sessions=_sessions(progresses.values()),
    )


Moves = dict[int, list[tuple[str, datetime]]]


def _moves(enrolments: list[Enrolment]) -> Moves:
    """The states each came into and when, oldest first."""
    kind = ContentType.objects.get_for_model(Enrolment)
    keys = [one.pk for one in enrolments]
    found: Moves = defaultdict(list)
    moved = Move.objects.filter(content_type=kind, object_id__in=keys).order_by("at", "pk")
    for key, target, at in moved.values_list("object_id", "target", "at"):
        found[key].append((target, at))
    return found


def _rows(
    enrolments: list[Enrolment], moves: Moves, progresses: dict[int, Progress], at: datetime
) -> Iterable[Row]:
    keys = [one.pk for one in enrolments]
    intakes = Intake.objects.filter(enrolment__in=keys).select_related("slot__trainer__user")
    intake_of = {one.enrolment_id: one for one in intakes.defer("notes")}
    standing_ones = Certificate.objects.standing().filter(enrolment__in=keys)
    certificate_of = {one.enrolment_id: one for one in standing_ones}
    queue = sorted(one.queue_number for one in enrolments if one.queue_number is not None)
    for one in enrolments:
        since = max([one.applied_at, *(when for _state, when in moves[one.pk])])
        facts = standing.Facts(
            one,
            since,
            at,
            position=queue.index(one.queue_number) + 1 if one.queue_number is not None else 0,
            intake=intake_of.get(one.pk),
            progress=progresses.get(one.pk),
            certificate=certificate_of.get(one.pk),
        )
        yield Row(one, standing.wait(facts), since, facts.progress, facts.certificate)


def _funnel(enrolments: list[Enrolment], moves: Moves) -> list[tuple[str, int]]:
    """How many came at least so far; whoever stopped later counts as far as she came."""
    labels = [_("Applied"), _("Intake done"), _("Admitted"), _("Taking part"), _("Completed")]
    reached = [_furthest(one.state, [state for state, _at in moves[one.pk]]) for one in enrolments]
    return [(label, sum(step <= far for far in reached)) for step, label in enumerate(labels)]


def _furthest(state: str, earlier: Iterable[str]) -> int:
    """The last of `STEPS` that was reached. Who completed and had to reopen did not complete."""
    ever = {state, *earlier} - ({E.COMPLETED} if state != E.COMPLETED else set())
    return max((step for step, name in enumerate(STEPS) if name in ever), default=0)


def _weeks(cohort: Cohort) -> list[Week]:
    found: dict[date, Counter[str]] = defaultdict(Counter)
    visits = Visit.objects.filter(enrolment__cohort=cohort).order_by()
    for row in visits.values("week", "state").annotate(number=Count("pk")):
        found[row["week"]][row["state"]] = row["number"]
    return [
        Week(
            monday,
            unplanned=numbers[VisitState.OPEN],
            planned=sum(numbers[state] for state in PLANNED),
            held=sum(numbers[state] for state in HELD),
            missed=numbers[VisitState.MISSED],
        )
        for monday, numbers in sorted(found.items())
    ]


def _sessions(progresses: Iterable[Progress]) -> list[SessionRow]:
    """Those that are over, oldest first."""
    states: dict[int, Counter[str]] = defaultdict(Counter)
    sessions: dict[int, Session] = {}
    for one in progresses:
        for line in one.sessions:
            sessions[line.session.pk] = line.session
            states[line.session.pk][line.state] += 1
    return [
        SessionRow(
            session,
            present=states[key][PRESENT],
            excused=states[key][EXCUSED],
            absent=states[key][ABSENT],
            unfilled=states[key]["unfilled"],
        )
        for key, session in sessions.items()
        if not states[key]["to_come"]
    ]
