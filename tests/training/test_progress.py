from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.training import (
    CohortFactory,
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
    trainee,
)
from training.domain import progress
from training.models import Attendance, Cohort, Enrolment, Intake, Visit

pytestmark = pytest.mark.django_db

FIRST = datetime(2027, 1, 11, 14, 30, tzinfo=UTC)
AFTER_TWO = datetime(2027, 1, 19, 9, tzinfo=UTC)


def edition(sessions: int = 5, **facts: object) -> Cohort:
    """One module with a session of two hours every Monday."""
    cohort: Cohort = CohortFactory(visits=2, **facts)
    module = ModuleFactory(cohort=cohort)
    for week in range(sessions):
        SessionFactory(module=module, during=lasting(FIRST + timedelta(weeks=week)))
    return cohort


def attended(enrolment: Enrolment, *states: str) -> None:
    sessions = enrolment.cohort.sessions.all()
    for session, state in zip(sessions, states, strict=False):
        Attendance.objects.create(session=session, enrolment=enrolment, state=state, at=AFTER_TWO)


def finish_intake(enrolment: Enrolment) -> None:
    trainer = TrainerFactory()
    Intake.objects.create(enrolment=enrolment, done_at=AFTER_TWO, done_by=trainer)


def test_it_counts_what_was_and_what_is_to_come() -> None:
    enrolment = EnrolmentFactory(active=True, cohort=edition())
    attended(enrolment, "present")
    found = progress.of(enrolment, AFTER_TWO)
    attendance = found.attendance
    assert (attendance.present, attendance.unfilled, attendance.to_come) == (1, 1, 3)
    assert (attendance.needed, attendance.percent) == (4, 100)
    assert [line.state for line in found.sessions] == ["present", "unfilled"] + ["to_come"] * 3


def test_a_missed_session_is_made_up_for() -> None:
    cohort = edition(sessions=2)
    enrolment = EnrolmentFactory(active=True, cohort=cohort)
    SessionFactory(
        module=cohort.modules.get(), during=lasting(FIRST + timedelta(weeks=3)), make_up=True
    )
    attended(enrolment, "absent", "present", "present")
    found = progress.of(enrolment, AFTER_TWO + timedelta(weeks=4))
    assert (found.attendance.counted, found.attendance.made_up) == (2, 1)
    assert [line.made_up for line in found.sessions] == [True, False, False]


def test_missing_says_what_and_what_to_do() -> None:
    enrolment = EnrolmentFactory(active=True, cohort=edition(sessions=2))
    attended(enrolment, "absent", "present")
    found = progress.of(enrolment, AFTER_TWO)
    assert [need.code for need in found.missing] == ["intake", "attendance", "visits"]
    assert str(found.missing[0]) == (
        "De intake is nog niet gedaan. Plan een gesprek met een trainer."
    )
    assert found.missing[1].fix.startswith("Er is te veel gemist")
    assert not found.complete
    assert found.at_risk


def test_complete_when_intake_sessions_and_visits_are_there() -> None:
    cohort = edition(sessions=2)
    cohort.visits = 0
    cohort.save()
    enrolment = EnrolmentFactory(active=True, cohort=cohort)
    attended(enrolment, "present", "present")
    assert not progress.of(enrolment, AFTER_TWO).complete
    finish_intake(enrolment)
    found = progress.of(enrolment, AFTER_TWO)
    assert (found.complete, found.missing, found.at_risk) == (True, [], False)


def test_visits_are_counted_by_state() -> None:
    enrolment = EnrolmentFactory(active=True, cohort=edition(sessions=0))
    for week, state in enumerate(["open", "missed", "cancelled"]):
        monday = date(2027, 1, 11) + timedelta(weeks=week)
        Visit.objects.create(enrolment=enrolment, week=monday, state=state)
    found = progress.of(enrolment, AFTER_TWO).visits
    assert (found.needed, found.unplanned, found.missed, found.left, found.short) == (2, 1, 1, 2, 1)
    assert progress.of(enrolment, AFTER_TWO).at_risk


@pytest.mark.parametrize("number", [1, 6])
def test_a_whole_edition_takes_the_same_queries(
    number: int, django_assert_num_queries: object
) -> None:
    cohort = edition()
    for place in range(number):
        enrolment = EnrolmentFactory(
            active=True, cohort=cohort, professional=trainee(f"Tara {place}")
        )
        attended(enrolment, "present")
    EnrolmentFactory(waiting=True, cohort=cohort, professional=trainee("Wout"))
    with django_assert_num_queries(5):
        found = progress.of_cohort(cohort, AFTER_TWO)
        assert {one.attendance.present for one in found.values()} == {1}
    assert len(found) == number
