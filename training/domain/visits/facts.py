"""Brings what the database knows to the planner, in queries that do not grow with the edition."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from andersom.lib.dates import ONE_DAY, days, instant, local_date, week_start
from andersom.placements.models import Lesson
from andersom.placements.states import TAKING_TIME, LessonState
from andersom.reference.domain import holidays
from schools.models import ClosedDay
from training import planner
from training.domain.visits import rhythm
from training.models import Cohort, Enrolment, IntakeSlot, Session, Trainer, Visit
from training.states import STANDING, VisitState

type Busy = dict[int, list[tuple[datetime, datetime]]]


class Facts:
    """All that the visits in question are planned against; everything else stays as it is.

    Lessons are those still to come after ``at``, in the calendar and on days on which the school
    is open. ``problem`` is for the planner; ``lessons``, ``trainers`` and ``visits`` are the rows.
    """

    def __init__(self, cohort: Cohort, visits: Iterable[Visit], *, at: datetime) -> None:
        self.visits = {visit.pk: visit for visit in visits}
        self.people = list(Enrolment.objects.filter(cohort=cohort, state__in=rhythm.TAKING_PART))
        periods = rhythm.windows(cohort)
        step = cohort.weeks_between_visits
        windows = [
            _window(visit, rhythm.period_of(visit, periods, step)) for visit in self.visits.values()
        ]
        today = local_date(at)
        self.first = week_start(min((window.first for window in windows), default=today))
        self.last = max((window.last for window in windows), default=today)
        self.period = (instant(self.first, time.min), instant(self.last + ONE_DAY, time.min))
        self.trainers = {trainer.pk: trainer for trainer in _trainers(cohort)}
        self.lessons = {lesson.pk: lesson for lesson in self._open_lessons(at)}
        self.problem = planner.Problem(
            windows=tuple(windows),
            lessons=tuple(self._lessons()),
            trainers=tuple(self._people_who_visit()),
            fixed=tuple(self._fixed()),
            seen=self._seen(cohort),
        )

    def window(self, visit: Visit) -> planner.Window:
        return next(each for each in self.problem.windows if each.id == visit.pk)

    def _open_lessons(self, at: datetime) -> Iterable[Lesson]:
        """Planned and to come, on a day without holiday at a school that is open."""
        rows = list(
            Lesson.objects.filter(
                professional__in=[person.professional_id for person in self.people],
                state=LessonState.PLANNED,
                during__startswith__gt=at,
            )
            .between(*self.period)
            .select_related("placement__school__postcode_area", "placement__domain")
        )
        closed = set(holidays.closed_days(self.first, self.last))
        own = self._closed_by_school({row.placement.school_id for row in rows})
        return [
            row
            for row in rows
            if row.day not in closed and (row.placement.school_id, row.day) not in own
        ]

    def _closed_by_school(self, schools: set[int]) -> set[tuple[int, date]]:
        rows = ClosedDay.objects.filter(school__in=schools).between(self.first, self.last)
        return {(row.school_id, day) for row in rows for day in days(row.first_day, row.last_day)}

    def _lessons(self) -> Iterable[planner.Lesson]:
        trainees = defaultdict(list)
        for person in self.people:
            trainees[person.professional_id].append(person.pk)
        for lesson in self.lessons.values():
            for trainee in trainees[lesson.professional_id]:
                yield _lesson(lesson, trainee)

    def _people_who_visit(self) -> Iterable[planner.Trainer]:
        busy = self._busy()
        for trainer in self.trainers.values():
            yield planner.Trainer(
                id=trainer.pk,
                day_parts=trainer.day_parts,
                visits_per_week=trainer.visits_per_week,
                start=trainer.postcode_area.place if trainer.postcode_area else None,
                away=tuple((away.first_day, away.last_day) for away in trainer.away.all()),
                busy=tuple(busy[trainer.pk]),
                herself=frozenset(p.pk for p in self.people if p.user_id == trainer.user_id),
            )

    def _busy(self) -> Busy:
        """Sessions and moments for intakes, of all editions."""
        busy: Busy = defaultdict(list)
        kinds: list[Any] = [Session, IntakeSlot]
        for model in kinds:
            rows = model.objects.filter(trainer__in=self.trainers, during__overlap=self.period)
            for trainer, during in rows.values_list("trainer_id", "during"):
                busy[trainer].append((during.lower, during.upper))
        return busy

    def _fixed(self) -> Iterable[planner.Fixed]:
        """Visits of these trainers, and of these lessons, that are not in question."""
        rows = (
            Visit.objects.standing()
            .filter(during__overlap=self.period)
            .exclude(pk__in=self.visits)
            .select_related("lesson__placement__school__postcode_area")
        )
        for visit in rows:
            assert visit.lesson is not None  # noqa: S101 - a CHECK
            assert visit.trainer_id is not None  # noqa: S101
            yield planner.Fixed(visit.trainer_id, _lesson(visit.lesson, visit.enrolment_id))

    def _seen(self, cohort: Cohort) -> Counter[tuple[int, int]]:
        rows = Visit.objects.filter(enrolment__cohort=cohort, state__in=STANDING)
        pairs = rows.exclude(pk__in=self.visits).values_list("enrolment_id", "trainer_id")
        return Counter((trainee, trainer) for trainee, trainer in pairs if trainer)


def to_plan(cohort: Cohort, *, at: datetime) -> list[Visit]:
    """Visits of an edition without a confirmed moment, of which the period is not over."""
    periods, step, today = rhythm.windows(cohort), cohort.weeks_between_visits, local_date(at)
    rows = Visit.objects.filter(
        enrolment__cohort=cohort,
        enrolment__state__in=rhythm.TAKING_PART,
        state__in=[VisitState.OPEN, VisitState.PROPOSED],
    )
    return [
        visit
        for visit in rows.order_by("week", "pk")
        if rhythm.period_of(visit, periods, step).last >= today
        and not (visit.during and visit.during.lower <= at)
    ]


def still_stands(visit: Visit) -> bool:
    """Whether its lesson is in the calendar at the moment of the visit."""
    lesson = visit.lesson
    return bool(lesson and lesson.state in TAKING_TIME and lesson.during == visit.during)


def _trainers(cohort: Cohort) -> Iterable[Trainer]:
    rows = Trainer.objects.active().filter(cohorts=cohort, user__is_active=True)
    return rows.select_related("user", "postcode_area").prefetch_related("away").order_by("pk")


def _window(visit: Visit, period: rhythm.Period) -> planner.Window:
    now = None
    if visit.lesson_id and visit.trainer_id:
        now = (visit.lesson_id, visit.trainer_id)
    trainee = visit.enrolment_id
    return planner.Window(visit.pk, trainee, period.first, period.last, now, period.holiday)


def _lesson(lesson: Lesson, trainee: int) -> planner.Lesson:
    area = lesson.placement.school.postcode_area
    return planner.Lesson(
        id=lesson.pk,
        trainee=trainee,
        start=lesson.during.lower,
        end=lesson.during.upper,
        school=lesson.placement.school_id,
        place=area.place if area else None,
    )
