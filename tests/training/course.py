"""An edition that runs: a trainer, trainees, and sessions every Monday in January."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from andersom.accounts.models import User
from tests.factories.training import (
    CohortFactory,
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
    trainee,
)
from training.models import Cohort, Enrolment, Module, Session, Trainer

FIRST = datetime(2027, 1, 4, 14, 30, tzinfo=UTC)  # 15:30 in Amsterdam
WEEK = timedelta(days=7)


@dataclass
class Course:
    """``attendance`` percent of the sessions is required."""

    trainees: int = 2
    sessions: int = 4
    attendance: int = 75
    trainer: Trainer = field(default_factory=TrainerFactory)
    cohort: Cohort = field(init=False)
    module: Module = field(init=False)
    held: list[Session] = field(init=False)
    enrolments: list[Enrolment] = field(init=False)

    def __post_init__(self) -> None:
        self.cohort = CohortFactory(
            trainers=[self.trainer], attendance=self.attendance, capacity=100
        )
        self.module = ModuleFactory(cohort=self.cohort)
        self.held = [
            SessionFactory(
                module=self.module, trainer=self.trainer, during=lasting(FIRST + number * WEEK)
            )
            for number in range(self.sessions)
        ]
        self.enrolments = [self.join(f"Trainee {number}") for number in range(self.trainees)]

    def join(self, name: str) -> Enrolment:
        return EnrolmentFactory(cohort=self.cohort, professional=trainee(name), active=True)

    def make_up(self, weeks: int = 6) -> Session:
        return SessionFactory(
            module=self.module, during=lasting(FIRST + weeks * WEEK), make_up=True
        )

    @property
    def herself(self) -> User:
        """The first trainee."""
        user = self.enrolments[0].user
        assert user is not None
        return user
