"""The trainer's pages: the week, moments, the conversation, the list, what people thought."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse

from andersom.accounts.models import User
from andersom.surveys import domain as surveys
from tests import people
from tests.factories.accounts import UserFactory
from tests.factories.training import (
    AttendanceFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    TrainerFactory,
    lasting,
)
from tests.training.course import FIRST, WEEK, Course
from training.domain import evaluations
from training.models import Attendance, Intake, IntakeSlot, LearningGoal
from training.states import EnrolmentState

pytestmark = pytest.mark.django_db
MONDAY = FIRST - timedelta(hours=5)  # of the first session, in the morning


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def page(route: str, user: User | None, *args: Any, **data: Any) -> HttpResponse:
    """A GET, or with ``data`` a POST whose redirect is followed."""
    browser, address = people.client_for(user), reverse(f"training:{route}", args=args)
    return browser.post(address, data, follow=True) if data else browser.get(address)


# --- The week -----------------------------------------------------------------------------------


def test_home_shows_the_week_and_what_was_left() -> None:
    course = Course()
    with time_machine.travel(FIRST + WEEK, tick=False):
        slot = IntakeSlotFactory(
            cohort=course.cohort,
            trainer=course.trainer,
            during=lasting(FIRST + WEEK + timedelta(days=1), 30),
        )
        enrolment = EnrolmentFactory(cohort=course.cohort, state=EnrolmentState.INTAKE_PLANNED)
        Intake.objects.create(enrolment=enrolment, slot=slot)
        shown = page("trainer_home", course.trainer.user)
    assert shown.status_code == 200
    assert shown.context["to_fill"] == [course.held[0]]
    assert shown.context["sessions"] == [course.held[1]]
    assert [one.enrolment for one in shown.context["intakes"]] == [enrolment]


def test_home_shows_who_misses_too_much() -> None:
    course = Course()
    for session in course.held[:2]:
        AttendanceFactory(session=session, enrolment=course.enrolments[0], state="absent")
    shown = page("trainer_home", course.trainer.user)
    assert [one for one, _progress in shown.context["at_risk"]] == [course.enrolments[0]]
    assert "Trainee 0" in shown.text


def test_home_asks_as_much_for_few_as_for_many(django_assert_num_queries: Any) -> None:
    for number in (2, 9):
        course = Course(trainees=number, sessions=number)
        for one in course.enrolments:
            AttendanceFactory(session=course.held[0], enrolment=one, state="absent")
            AttendanceFactory(session=course.held[1], enrolment=one, state="absent")
        browser = people.client_for(course.trainer.user)
        browser.get("/robots.txt")
        with django_assert_num_queries(QUERIES_OF_HOME):
            shown = browser.get(reverse("training:trainer_home"))
        assert len(shown.context["at_risk"]) == number


QUERIES_OF_HOME = 25


# --- Moments ------------------------------------------------------------------------------------


def test_several_moments_at_once() -> None:
    course = Course(trainees=0)
    facts = {
        "cohort": course.cohort.pk,
        "day": "2027-01-06",
        "start": "09:00",
        "end": "11:00",
        "minutes": "30",
        "place": "Digitaal",
    }
    shown = page("slots", course.trainer.user, **facts)
    assert "4 momenten zijn toegevoegd." in shown.text
    again = page("slots", course.trainer.user, **facts)
    assert "4 zijn overgeslagen" in again.text
    assert IntakeSlot.objects.count() == 4
    wrong = page("slots", course.trainer.user, **facts | {"end": "08:00"})
    assert wrong.status_code == 422
    mine = IntakeSlot.objects.earliest("during")
    assert page("slot_remove", TrainerFactory().user, mine.pk, do="x").status_code == 404
    page("slot_remove", course.trainer.user, mine.pk, do="x")
    assert IntakeSlot.objects.count() == 3


def test_no_moments_for_an_edition_of_others() -> None:
    course, other = Course(trainees=0), Course(trainees=0)
    shown = page("slots", course.trainer.user, cohort=other.cohort.pk, day="2027-01-06")
    assert shown.status_code == 422
    assert not IntakeSlot.objects.exists()


# --- The conversation ---------------------------------------------------------------------------


def test_the_conversation_from_notes_to_finished() -> None:
    course = Course(trainees=0)
    enrolment, by = EnrolmentFactory(cohort=course.cohort), course.trainer.user
    pk = enrolment.pk
    early = page("intake_conversation", by, pk, do="finish", notes="Goed gesprek.")
    assert early.status_code == 422
    assert "Goed gesprek." in early.text
    assert "ten minste één leerdoel" in early.text
    page("goal_add", by, pk, text="Ik begin rustig.")
    page("intake_conversation", by, pk, do="finish", notes="Goed gesprek.")
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.INTAKE_DONE
    goal = LearningGoal.objects.get()
    page("goal", by, goal.pk, do="drop")
    page("goal", by, goal.pk, do="reach")
    goal.refresh_from_db()
    assert goal.reached_on == date(2027, 1, 4)
    assert "Goed gesprek." in page("intake", enrolment.user, pk).text


def test_another_trainer_and_the_owner_find_no_conversation(cast: people.Cast) -> None:
    enrolment = EnrolmentFactory(professional=cast.professional)
    goal = LearningGoal.objects.create(enrolment=enrolment, text="Rust", agreed_at=FIRST)
    assert page("intake_conversation", cast.trainer, enrolment.pk).status_code == 404
    assert page("goal_add", cast.trainer, enrolment.pk, text="x").status_code == 404
    assert page("goal", cast.trainer, goal.pk, do="reach").status_code == 404
    assert page("intake_conversation", cast.owner, enrolment.pk).status_code == 403


def test_a_trainer_who_stopped_sees_nothing_any_more() -> None:
    course = Course(trainees=1)
    pk = course.enrolments[0].pk
    course.trainer.active = False
    course.trainer.save()
    assert page("enrolment", course.trainer.user, pk).status_code == 404
    assert page("trainer_home", course.trainer.user).status_code == 403


# --- The list -----------------------------------------------------------------------------------


def test_the_list_opens_half_an_hour_before() -> None:
    course = Course()
    session, by = course.held[0], course.trainer.user
    states = {f"state-{one.pk}": "present" for one in course.enrolments}
    closed = page("attendance", by, session.pk)
    assert "een half uur voor de bijeenkomst" in closed.text
    assert page("attendance", by, session.pk, **states).status_code == 422
    assert not Attendance.objects.exists()
    with time_machine.travel(FIRST - timedelta(minutes=30), tick=False):
        assert "2 deelnemers zijn nog niet ingevuld" in page("attendance", by, session.pk).text
        for _retry in range(2):
            assert page("attendance", by, session.pk, **states).status_code == 200
    assert Attendance.objects.present().count() == 2


def test_only_who_trains_in_the_edition_leads_its_sessions() -> None:
    course = Course(trainees=1)
    staff = UserFactory(staff=True, second_step=True)
    for route in ("attendance", "attendance_code", "evaluation"):
        for user, status in [
            (course.trainer.user, 200),
            (staff, 200),
            (TrainerFactory().user, 404),
            (course.herself, 403),
        ]:
            assert page(route, user, course.held[0].pk).status_code == status


def test_the_code_is_a_picture_on_the_page() -> None:
    course = Course(trainees=0)
    shown = page("attendance_code", course.trainer.user, course.held[0].pk)
    assert '<svg viewBox="0 0' in shown.text
    assert 'hx-trigger="every 120s"' in shown.text


# --- What people thought ------------------------------------------------------------------------


def test_results_are_shown_from_five_answers_on() -> None:
    course = Course(trainees=5)
    session, by = course.held[0], course.trainer.user
    for one in course.enrolments:
        AttendanceFactory(session=session, enrolment=one)
    at = session.during.upper
    evaluations.ask_due(at=at)
    survey = evaluations.of(session)
    assert survey is not None
    scores = {"useful": 4, "clear": 3, "safe": 4}
    for number, one in enumerate(course.enrolments):
        assert one.user is not None
        assert "Fijn!" not in page("evaluation", by, session.pk).text
        surveys.answer(survey, scores, "Fijn!" if number == 0 else "", by=one.user, at=at)
    shown = page("evaluation", by, session.pk)
    assert "Fijn!" in shown.text
    assert "3,0" in shown.text
    assert "5 van 5 antwoordden" in shown.text
