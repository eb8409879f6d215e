"""An edition with a trainer, trainees with weekly lessons, and visits that are due."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from andersom.placements.models import Lesson
from providers.models import Professional
from schools.models import School
from tests import people
from tests.factories.placements import Place, weekly_lessons
from tests.factories.training import (
    CohortFactory,
    CriterionFactory,
    EnrolmentFactory,
    TrainerFactory,
)
from training.domain import visits
from training.models import Cohort, Enrolment, Trainer, Visit

# School weeks without a holiday, in one school year: 11, 18 and 25 January 2027.
MONDAY = date(2027, 1, 11)
TUESDAY = MONDAY + timedelta(days=1)
NOW = datetime(2027, 1, 8, 9, tzinfo=UTC)
LATER = timedelta(days=7)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant by the winter clock."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


@dataclass
class Visiting:
    """Trainees teach on Tuesdays from ten to eleven, the second one an hour later, and so on."""

    cast: people.Cast
    trainees: int = 1
    weeks: int = 2
    trainer: Trainer = field(init=False)
    cohort: Cohort = field(init=False)
    places: list[Place] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    lessons: list[list[Lesson]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trainer = Trainer.objects.get(user=self.cast.trainer)
        last = MONDAY + timedelta(days=7 * self.weeks - 1)
        self.cohort = CohortFactory(
            start=MONDAY, end=last, visits=self.weeks, trainers=[self.trainer], capacity=200
        )
        for title in ("Structuur", "Grenzen"):
            CriterionFactory(cohort=self.cohort, title=title, levels="een\ntwee\ndrie\nvier")
        for number in range(self.trainees):
            self.join(number)

    def join(self, number: int) -> None:
        school = (
            self.cast.school if number == 0 else people.school(f"S{number}", f"{number:02}ZZ00")
        )
        place = Place(school=school, professional=self._professional(number))
        self.places.append(place)
        self.enrolments.append(
            EnrolmentFactory(cohort=self.cohort, professional=place.professional, active=True)
        )
        start = time((10, 12, 13)[number % 3], (0, 0, 30)[number % 3])
        self.lessons.append(weekly_lessons(place, TUESDAY, self.weeks, start))

    def _professional(self, number: int) -> Professional:
        if number == 0:
            return self.cast.professional
        area = people.postcode_area("2566")
        user = people.person(f"trainee{number}", f"Trainee {number}")
        return people.professional(self.cast.provider, f"Trainee {number}", area, user=user)

    @property
    def school(self) -> School:
        return self.places[0].school

    def due(self) -> list[Visit]:
        visits.due(self.cohort, at=NOW)
        return self.all()

    def planned(self) -> list[Visit]:
        self.due()
        visits.plan(self.cohort, by=self.cast.trainer, at=NOW)
        return self.all()

    def confirmed(self) -> list[Visit]:
        for visit in self.planned():
            visits.confirm(visit, by=self.cast.trainer, at=NOW)
        return self.all()

    def all(self) -> list[Visit]:
        return list(Visit.objects.for_reading().order_by("week", "enrolment_id"))

    def another_trainer(self, **facts: object) -> Trainer:
        made: Trainer = TrainerFactory(**facts)
        self.cohort.trainers.add(made)
        return made
