"""An edition at a glance: numbers, who is stuck, who may look, the file, awarding."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from andersom.accounts.models import User
from andersom.workflow.domain import move
from tests.factories.accounts import UserFactory
from tests.factories.training import (
    CertificateFactory,
    CohortFactory,
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
    TrainerFactory,
    lasting,
    trainee,
)
from tests.people import client_for
from training.domain import dashboard
from training.models import Attendance, Cohort, Enrolment, Intake, Visit
from training.states import ENROLMENT

pytestmark = pytest.mark.django_db

APPLIED = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOW = datetime(2027, 1, 26, 9, tzinfo=UTC)
FIRST = datetime(2027, 1, 11, 14, 30, tzinfo=UTC)
QUERIES = 23


def enrol(cohort: Cohort, name: str, **facts: object) -> Enrolment:
    made: Enrolment = EnrolmentFactory(cohort=cohort, professional=trainee(name), **facts)
    return made


def edition(**facts: object) -> Cohort:
    cohort: Cohort = CohortFactory(visits=2, **facts)
    module = ModuleFactory(cohort=cohort)
    for week in range(2):
        SessionFactory(module=module, during=lasting(FIRST + timedelta(weeks=week)))
    return cohort


def ready(cohort: Cohort, name: str = "Rosa") -> Enrolment:
    """With everything that a certificate asks, when the edition asks no visits."""
    enrolment = enrol(cohort, name, active=True)
    Intake.objects.create(enrolment=enrolment, done_at=NOW, done_by=TrainerFactory())
    for session in cohort.sessions.all():
        Attendance.objects.create(session=session, enrolment=enrolment, state="present", at=NOW)
    return enrolment


@pytest.fixture
def team() -> User:
    user: User = UserFactory(staff=True, second_step=True)
    return user


@pytest.fixture(autouse=True)
def _standing_clock() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_funnel_counts_how_far_everybody_came() -> None:
    cohort = edition()
    enrol(cohort, "Ans")
    enrol(cohort, "Bea", state="intake_done")
    enrol(cohort, "Cato", active=True)
    enrol(cohort, "Dina", state="completed")
    stopped = enrol(cohort, "Els", active=True)
    move(stopped, ENROLMENT, "withdraw", by=None, at=NOW)
    enrol(cohort, "Fien", waiting=True)
    found = dashboard.of(cohort, NOW)
    assert [number for _label, number in found.funnel] == [6, 3, 2, 2, 1]
    assert (found.waiting, found.stopped) == (1, 1)


def test_somebody_who_was_active_and_stopped_came_that_far() -> None:
    cohort = edition()
    enrolment = enrol(cohort, "Els", admitted=True)
    move(enrolment, ENROLMENT, "start", by=None, at=NOW)
    move(enrolment, ENROLMENT, "withdraw", by=None, at=NOW)
    assert [number for _label, number in dashboard.of(cohort, NOW).funnel] == [1, 1, 1, 1, 0]


def test_who_is_stuck_and_why_and_since_when() -> None:
    cohort = edition()
    enrol(cohort, "Ans")
    missed = enrol(cohort, "Cato", active=True)
    for session in cohort.sessions.all():
        Attendance.objects.create(session=session, enrolment=missed, state="absent", at=NOW)
    found = {row.enrolment.professional.name: row for row in dashboard.of(cohort, NOW).stuck}
    assert found["Ans"].wait.text == "Vult het formulier voor de intake in."
    assert (found["Ans"].wait.tone, found["Ans"].since) == ("warn", APPLIED)
    assert found["Cato"].wait.tone == "danger"
    assert found["Cato"].wait.text.startswith("Aanwezig bij 0 van de 2 bijeenkomsten")
    assert [row.enrolment.professional.name for row in dashboard.of(cohort, NOW).stuck] == [
        "Cato",
        "Ans",
    ]


def test_visits_per_week_and_attendance_per_session() -> None:
    cohort = edition()
    enrolment = ready(cohort)
    monday = date(2027, 1, 11)
    Visit.objects.create(enrolment=enrolment, week=monday, state="missed")
    Visit.objects.create(enrolment=enrolment, week=monday + timedelta(weeks=1), state="open")
    found = dashboard.of(cohort, NOW)
    assert [(week.monday, week.missed, week.unplanned) for week in found.weeks] == [
        (monday, 1, 0),
        (monday + timedelta(weeks=1), 0, 1),
    ]
    assert [(row.present, row.unfilled) for row in found.sessions] == [(1, 0), (1, 0)]


@pytest.mark.parametrize("number", [2, 8])
def test_the_page_takes_the_same_queries(
    number: int, team: User, django_assert_num_queries: object
) -> None:
    cohort = edition()
    for place in range(number):
        ready(cohort, f"Rosa {place}")
    client, address = client_for(team), reverse("training:dashboard", args=[cohort.pk])
    client.get(address)
    with django_assert_num_queries(QUERIES):
        assert client.get(address).status_code == 200


def test_its_own_trainers_look_and_others_do_not(team: User) -> None:
    cohort, hers, other = edition(), TrainerFactory(), TrainerFactory()
    cohort.trainers.add(hers)
    address = reverse("training:dashboard", args=[cohort.pk])
    assert client_for(hers.user).get(address).status_code == 200
    assert client_for(other.user).get(address).status_code == 404
    assert client_for(enrol(cohort, "Ans").user).get(address).status_code == 403
    assert client_for(team).get(address).status_code == 200


def test_the_file_has_everybody_and_nothing_of_the_intake(team: User) -> None:
    cohort = edition()
    enrolment = enrol(cohort, "=cmd|' /C calc'!A0", active=True, motivation="Geheime reden")
    Intake.objects.create(enrolment=enrolment, experience="Geheim", notes="Geheim")
    address = reverse("training:dashboard_export", args=[cohort.pk])
    answer = client_for(team).get(address, {"format": "csv"})
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert text.startswith("Naam;Aanbieder;")
    assert "\n'=cmd" in text.replace('"', "")
    assert "Geheim" not in text
    sheet = client_for(team).get(address, {"format": "xlsx"})
    assert sheet.content.startswith(b"PK")
    assert client_for(team).get(address, {"format": "exe"}).status_code == 404


def test_the_team_awards_several_at_once(team: User) -> None:
    cohort = edition()
    cohort.visits = 0
    cohort.save()
    first, second = ready(cohort, "Rosa"), ready(cohort, "Sara")
    page = client_for(team).get(reverse("training:dashboard", args=[cohort.pk]))
    assert "Certificaten om uit te reiken" in page.content.decode()
    answer = client_for(team).post(
        reverse("training:award", args=[cohort.pk]),
        {"enrolments": [first.pk, second.pk]},
        follow=True,
    )
    assert "2 certificaten uitgereikt." in answer.content.decode()
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"completed"}


def test_awarding_nobody_or_somebody_who_is_not_ready_changes_nothing(team: User) -> None:
    cohort = edition()
    enrolment = enrol(cohort, "Ans", active=True)
    address = reverse("training:award", args=[cohort.pk])
    assert client_for(team).post(address, {}).status_code == 422
    assert client_for(team).post(address, {"enrolments": [enrolment.pk]}).status_code == 422
    enrolment.refresh_from_db()
    assert enrolment.state == "active"


def test_revoking_asks_why(team: User) -> None:
    found = CertificateFactory()
    address = reverse("training:revoke", args=[found.pk])
    assert client_for(team).post(address, {"reason": ""}).status_code == 422
    answer = client_for(team).post(address, {"reason": "Vergissing."})
    assert answer.status_code == 302
    found.refresh_from_db()
    assert found.revoke_reason == "Vergissing."


def test_a_trainer_does_not_award_or_revoke() -> None:
    found, trainer = CertificateFactory(), TrainerFactory()
    found.enrolment.cohort.trainers.add(trainer)
    client = client_for(trainer.user)
    assert client.post(reverse("training:revoke", args=[found.pk])).status_code == 403
    assert (
        client.post(reverse("training:award", args=[found.enrolment.cohort_id])).status_code == 403
    )
