"""Her own data to take along, and what goes when she is erased."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from andersom.accounts.domain import people
from tests.factories.accounts import UserFactory
from tests.factories.training import CertificateFactory, EnrolmentFactory, TrainerFactory
from training.models import Enrolment, Intake, LearningGoal, LogEntry

pytestmark = pytest.mark.django_db
WORDS = "Ik vind groep 8 spannend"


def written() -> Enrolment:
    """With her words everywhere."""
    found = CertificateFactory(name="Tara Vos")
    enrolment: Enrolment = found.enrolment
    enrolment.motivation = WORDS
    enrolment.save()
    Intake.objects.create(enrolment=enrolment, experience=WORDS, notes=WORDS)
    LearningGoal.objects.create(enrolment=enrolment, text=WORDS, agreed_at=timezone.now())
    LogEntry.objects.create(enrolment=enrolment, at=timezone.now(), text=WORDS)
    return enrolment


def test_her_download_holds_her_words_and_nobody_elses() -> None:
    enrolment = written()
    mine = people.own_data(enrolment.user)["training"]
    [row] = mine
    assert row["motivation"] == row["intake"]["experience"] == row["log"][0]["text"] == WORDS
    assert row["certificates"][0]["name"] == "Tara Vos"
    other = EnrolmentFactory()
    assert WORDS not in str(people.own_data(other.user))


def test_a_trainer_sees_her_details() -> None:
    trainer = TrainerFactory(organisation="De Haagse Hogeschool")
    [row] = people.own_data(trainer.user)["trainer"]
    assert row["organisation"] == "De Haagse Hogeschool"


def test_erasing_wipes_her_words_and_hides_her_certificate() -> None:
    enrolment = written()
    code = enrolment.certificates.get().code
    people.erase(enrolment.user, by=UserFactory(staff=True))
    enrolment.refresh_from_db()
    assert (enrolment.motivation, enrolment.state) == ("", "completed")
    intake = Intake.objects.get(enrolment=enrolment)
    assert (intake.experience, intake.notes) == ("", "")
    assert not enrolment.goals.exists()
    assert not enrolment.log.exists()
    assert Client().get(reverse("training:check", args=[code])).status_code == 404


def test_an_erased_trainer_trains_no_more() -> None:
    trainer = TrainerFactory()
    people.erase(trainer.user, by=UserFactory(staff=True))
    trainer.refresh_from_db()
    assert not trainer.active
