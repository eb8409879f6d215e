"""What PostgreSQL itself refuses in the training programme, whoever writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.training import (
    NOW,
    CohortFactory,
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
)
from training.models import Cohort, Enrolment
from training.states import EnrolmentState

pytestmark = pytest.mark.django_db


def refused(act: object, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()  # type: ignore[operator]


def test_places_taken_follow_the_states() -> None:
    cohort = CohortFactory(capacity=3)
    first = EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, waiting=True)
    EnrolmentFactory(cohort=cohort, active=True)
    assert Cohort.objects.get().taken == 2
    Enrolment.objects.filter(pk=first.pk).update(state=EnrolmentState.WITHDRAWN)
    assert Cohort.objects.get().taken == 1
    Enrolment.objects.all().delete()
    assert Cohort.objects.get().taken == 0


def test_a_place_too_many_is_refused_whoever_writes() -> None:
    cohort = CohortFactory(capacity=1)
    EnrolmentFactory(cohort=cohort)
    waiting = EnrolmentFactory(cohort=cohort, waiting=True)
    refused(lambda: EnrolmentFactory(cohort=cohort), "cohort_not_overfull")
    refused(
        lambda: Enrolment.objects.filter(pk=waiting.pk).update(
            state=EnrolmentState.ADMITTED, queue_number=None
        ),
        "cohort_not_overfull",
    )


def test_capacity_cannot_drop_below_the_places_taken() -> None:
    cohort = CohortFactory(capacity=2)
    EnrolmentFactory.create_batch(2, cohort=cohort)
    refused(lambda: Cohort.objects.update(capacity=1), "cohort_not_overfull")


def test_nobody_enrols_twice_but_may_come_back() -> None:
    one = EnrolmentFactory()
    again = {"cohort": one.cohort, "professional": one.professional}
    refused(lambda: EnrolmentFactory(**again), "enrolment_once")
    Enrolment.objects.update(state=EnrolmentState.WITHDRAWN)
    assert EnrolmentFactory(**again).pk


def test_a_number_belongs_to_who_waits() -> None:
    refused(lambda: EnrolmentFactory(queue_number=4), "enrolment_number_when_waiting")
    refused(lambda: EnrolmentFactory(state="waiting"), "enrolment_number_when_waiting")


def test_a_term_belongs_to_an_offered_place() -> None:
    refused(lambda: EnrolmentFactory(state="offered"), "enrolment_term_when_offered")
    refused(lambda: EnrolmentFactory(answer_by=NOW), "enrolment_term_when_offered")


def test_the_module_of_a_session_is_of_its_edition() -> None:
    refused(
        lambda: SessionFactory(module=ModuleFactory(), cohort=CohortFactory()),
        "session_module_of_cohort",
    )


def test_a_trainer_gives_one_session_at_a_time() -> None:
    first = SessionFactory(trainer=TrainerFactory())
    half_later = lasting(first.during.lower + timedelta(hours=1))
    refused(
        lambda: SessionFactory(trainer=first.trainer, during=half_later),
        "session_trainer_one_place",
    )
    assert SessionFactory(trainer=first.trainer, during=lasting(first.during.upper)).pk
