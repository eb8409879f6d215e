"""What the training programme puts in the work tray."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from andersom.accounts.hats import Hat
from andersom.overview.domain.tray import training
from tests.factories.training import (
    CohortFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
)
from training.models import Attendance, Intake

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 26, 9, tzinfo=UTC)
TEAM = Hat("team", 0, "", "")


def hat(kind: str, number: int) -> Hat:
    return Hat(kind, number, "", "")


def test_a_trainee_answers_prepares_and_chooses() -> None:
    offered = EnrolmentFactory(state="offered", answer_by=NOW)
    [item] = training.next_steps(hat("professional", offered.professional_id), NOW)
    assert (item.url, item.tone) == (
        reverse("training:answer_offer", args=[offered.pk]),
        "warn",
    )
    applied = EnrolmentFactory()
    [item] = training.next_steps(hat("professional", applied.professional_id), NOW)
    assert item.title == "Bereid uw intake voor"
    Intake.objects.create(enrolment=applied, submitted_at=NOW)
    [item] = training.next_steps(hat("professional", applied.professional_id), NOW)
    assert item.title == "Kies een moment voor uw intake"


def test_a_trainer_fills_in_attendance_until_everybody_is_noted() -> None:
    trainer = TrainerFactory()
    session = SessionFactory(module=ModuleFactory(), trainer=trainer)
    enrolment = EnrolmentFactory(cohort=session.cohort, active=True)
    [item] = training.attendance_to_fill_in(hat("trainer", trainer.pk), NOW)
    assert item.url == reverse("training:attendance", args=[session.pk])
    assert training.attendance_to_fill_in(hat("trainer", TrainerFactory().pk), NOW) == []
    Attendance.objects.create(session=session, enrolment=enrolment, state="present", at=NOW)
    assert training.attendance_to_fill_in(hat("trainer", trainer.pk), NOW) == []


def test_a_trainer_writes_down_an_intake_that_is_over() -> None:
    trainer, enrolment = TrainerFactory(), EnrolmentFactory(state="intake_planned")
    slot = IntakeSlotFactory(cohort=enrolment.cohort, trainer=trainer)
    Intake.objects.create(enrolment=enrolment, slot=slot)
    mine = hat("trainer", trainer.pk)
    assert training.intakes_to_write(mine, slot.during.lower) == []
    [item] = training.intakes_to_write(mine, slot.during.upper)
    assert item.title == "Leg de intake van Tara vast"


def test_the_team_decides_and_awards() -> None:
    EnrolmentFactory(state="intake_done")
    [item] = training.places_to_decide(TEAM, NOW)
    assert item.title == "1 inschrijving wacht op uw besluit"
    EnrolmentFactory(state="offered", answer_by=NOW + timedelta(days=1))
    EnrolmentFactory(state="offered", answer_by=NOW + timedelta(days=4))
    assert len(training.offers_running_out(TEAM, NOW)) == 1


def test_the_team_hears_of_each_edition() -> None:
    cohort = CohortFactory(visits=0)
    session = SessionFactory(module=ModuleFactory(cohort=cohort), during=lasting(NOW, 60))
    ready, behind = [EnrolmentFactory(cohort=cohort, active=True) for _turn in range(2)]
    Intake.objects.create(enrolment=ready, done_at=NOW, done_by=TrainerFactory())
    for enrolment, state in [(ready, "present"), (behind, "absent")]:
        Attendance.objects.create(session=session, enrolment=enrolment, state=state, at=NOW)
    found = training.editions(TEAM, NOW + timedelta(hours=2))
    assert [(item.title, item.tone) for item in found] == [
        ("1 certificaat om uit te reiken", "info"),
        ("1 deelnemer dreigt het niet te halen", "warn"),
    ]
    assert {item.url for item in found} == {reverse("training:dashboard", args=[cohort.pk])}
