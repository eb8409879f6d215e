"""The trainee's pages: the next step first, privacy, and as many queries for few as for many."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from andersom.accounts.models import User
from andersom.placements.domain import calendars
from tests import people
from tests.factories.accounts import UserFactory
from tests.factories.training import (
    NOW,
    AttendanceFactory,
    CertificateFactory,
    EnrolmentFactory,
    IntakeSlotFactory,
    ModuleFactory,
    TrainerFactory,
    lasting,
)
from tests.training.course import FIRST, WEEK, Course
from training.domain import attendance
from training.models import Attendance, Enrolment, Intake, LearningGoal, LogEntry, Material
from training.states import EnrolmentState as E

pytestmark = pytest.mark.django_db
WORDS = {"experience": "Tien jaar.", "brings": "Muziek.", "needs": "Rust."}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def page(route: str, user: User | None, *args: Any, **data: Any) -> HttpResponse:
    """A GET, or with ``data`` a POST whose redirect is followed."""
    browser, address = people.client_for(user), reverse(f"training:{route}", args=args)
    return browser.post(address, data, follow=True) if data else browser.get(address)


def step(enrolment: Enrolment) -> str:
    """The title of the next step on her page."""
    shown = page("enrolment", enrolment.user, enrolment.pk)
    assert shown.status_code == 200
    title: str = shown.context["step"].title
    assert title in shown.text
    return title


# --- What is next -------------------------------------------------------------------------------


def test_the_next_step_follows_the_road() -> None:
    course = Course(trainees=0)
    enrolment = EnrolmentFactory(cohort=course.cohort)
    slot = IntakeSlotFactory(cohort=course.cohort, trainer=course.trainer)
    assert step(enrolment) == "Schrijf op wat u meebrengt en wat u nodig hebt"
    intake = Intake.objects.create(enrolment=enrolment, submitted_at=NOW)
    assert step(enrolment) == "Kies een moment voor het gesprek"
    Intake.objects.filter(pk=intake.pk).update(slot=slot)
    assert step(enrolment) == "Uw intake is op maandag 30 november, 10:00 – 10:30"
    for state, title in [
        (E.INTAKE_DONE, "U hoort snel of u kunt meedoen"),
        (E.ACTIVE, "Volgende bijeenkomst: Groepsdynamica"),
        (E.WITHDRAWN, "Deze inschrijving is gesloten"),
    ]:
        Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
        assert step(enrolment) == title


def test_who_waits_sees_her_number_and_who_is_offered_a_place_answers() -> None:
    course = Course(trainees=0)
    EnrolmentFactory(cohort=course.cohort, waiting=True, queue_number=1)
    second = EnrolmentFactory(cohort=course.cohort, waiting=True, queue_number=2)
    assert step(second) == "U bent nummer 2 op de wachtlijst"
    Enrolment.objects.filter(pk=second.pk).update(
        state=E.OFFERED, queue_number=None, answer_by=NOW + timedelta(days=3)
    )
    assert step(second) == "Er is een plek vrij voor u"


def test_missing_too_much_comes_before_the_next_session() -> None:
    course = Course(trainees=1)
    enrolment = course.enrolments[0]
    for session in course.held[:2]:
        AttendanceFactory(session=session, enrolment=enrolment, state="absent")
    assert step(enrolment) == "U hebt een inhaalbijeenkomst nodig"
    course.make_up()
    shown = page("enrolment", enrolment.user, enrolment.pk)
    assert "maandag 15 februari" in shown.context["step"].text


def test_a_certificate_is_the_last_step() -> None:
    course = Course(trainees=1)
    CertificateFactory(enrolment=course.enrolments[0])
    assert step(course.enrolments[0]) == "Uw certificaat is klaar"


# --- The page -----------------------------------------------------------------------------------


def grow(course: Course, enrolment: Enrolment, times: int) -> None:
    for number in range(times):
        module = ModuleFactory(cohort=course.cohort, title=f"Onderwerp {number}")
        Material.objects.create(module=module, title="Lezen", url="https://example.org/")
        LearningGoal.objects.create(enrolment=enrolment, text=f"Doel {number}", agreed_at=NOW)
        LogEntry.objects.create(enrolment=enrolment, text="Het lukte.", at=NOW)
        enrolment.visits.create(week=date(2027, 1, 4) + number * WEEK)


def test_the_page_asks_as_much_for_few_as_for_many(django_assert_num_queries: Any) -> None:
    counts = []
    for times, sessions in [(1, 2), (6, 12)]:
        course = Course(trainees=1, sessions=sessions)
        enrolment = course.enrolments[0]
        grow(course, enrolment, times)
        browser = people.client_for(enrolment.user)
        browser.get("/robots.txt")
        with django_assert_num_queries(QUERIES_OF_PAGE):
            shown = browser.get(enrolment.get_absolute_url())
        counts.append(len(shown.context["modules"]))
    assert counts == [2, 7]


QUERIES_OF_PAGE = 26


def test_who_may_look_along() -> None:
    course = Course(trainees=2)
    enrolment = course.enrolments[0]
    staff = UserFactory(staff=True, second_step=True)
    for user, status in [
        (course.herself, 200),
        (course.trainer.user, 200),
        (staff, 200),
        (course.enrolments[1].user, 404),
        (TrainerFactory().user, 404),
        (UserFactory(), 404),
    ]:
        assert page("enrolment", user, enrolment.pk).status_code == status


def test_the_providers_owner_finds_nothing(cast: people.Cast) -> None:
    mine = EnrolmentFactory(professional=cast.professional)
    for route in ("enrolment", "intake", "log"):
        assert page(route, cast.owner, mine.pk).status_code == 404
    assert page("enrolment", cast.professional_user, mine.pk).status_code == 200


def test_the_team_sees_that_an_intake_was_but_not_what() -> None:
    course = Course(trainees=1)
    enrolment = course.enrolments[0]
    Intake.objects.create(
        enrolment=enrolment, **WORDS, done_at=NOW, done_by=course.trainer, submitted_at=NOW
    )
    LearningGoal.objects.create(enrolment=enrolment, text="Rustig beginnen", agreed_at=NOW)
    staff = UserFactory(staff=True, second_step=True)
    shown = page("enrolment", staff, enrolment.pk)
    assert "Het gesprek is geweest" in shown.text
    assert "Rustig beginnen" not in shown.text
    assert page("intake", staff, enrolment.pk).status_code == 403
    assert page("intake_conversation", staff, enrolment.pk).status_code == 403
    assert "Rustig beginnen" in page("enrolment", course.trainer.user, enrolment.pk).text


def test_home_leads_to_the_only_enrolment_or_lists_them() -> None:
    one = EnrolmentFactory()
    assert page("home", one.user)["Location"] == one.get_absolute_url()
    EnrolmentFactory(professional=one.professional)
    assert page("home", one.user).text.count(one.cohort.programme.title) == 2
    assert "U hebt zich niet ingeschreven" in page("home", UserFactory()).text


# --- The log ------------------------------------------------------------------------------------


def test_a_reflection_is_private_until_shared() -> None:
    course = Course(trainees=1)
    pk, herself, trainer = course.enrolments[0].pk, course.herself, course.trainer.user
    page("log", herself, pk, text="De klas was stil.")
    entry = LogEntry.objects.get()
    assert "De klas was stil." in page("log", herself, pk).text
    assert "De klas was stil." not in page("log", trainer, pk).text
    assert page("log_entry", trainer, entry.pk, do="share").status_code == 404
    page("log_entry", herself, entry.pk, do="share")
    assert "De klas was stil." in page("log", trainer, pk).text
    assert page("log", trainer, pk, text="Mijn idee").status_code == 403
    assert page("log", UserFactory(staff=True, second_step=True), pk).status_code == 404
    page("log_entry", herself, entry.pk, do="remove")
    assert not LogEntry.objects.exists()


# --- The intake ---------------------------------------------------------------------------------


def test_the_form_is_kept_as_a_draft_and_sent_when_complete() -> None:
    enrolment = EnrolmentFactory()
    page("intake", enrolment.user, enrolment.pk, do="draft", brings="Muziek.")
    assert Intake.objects.get().submitted_at is None
    wrong = page("intake", enrolment.user, enrolment.pk, do="send", brings="Dans.")
    assert wrong.status_code == 422
    assert "Dans." in wrong.text
    page("intake", enrolment.user, enrolment.pk, do="send", **WORDS)
    assert Intake.objects.get().submitted_at == NOW


def test_a_moment_taken_meanwhile_is_said_and_others_are_shown() -> None:
    course = Course(trainees=0)
    mine, other = EnrolmentFactory.create_batch(2, cohort=course.cohort)
    later = lasting(datetime(2026, 12, 1, 9, tzinfo=UTC), 30)
    slot = IntakeSlotFactory(cohort=course.cohort, trainer=course.trainer)
    free = IntakeSlotFactory(cohort=course.cohort, trainer=course.trainer, during=later)
    page("intake", mine.user, mine.pk, do="draft", **WORDS)
    page("intake_slot", other.user, other.pk, slot=slot.pk)
    shown = page("intake_slot", mine.user, mine.pk, slot=slot.pk)
    assert shown.status_code == 422
    assert "Iemand anders koos net dit moment" in shown.text
    assert "Muziek." in shown.text
    assert f'value="{free.pk}"' in shown.text
    assert f'value="{slot.pk}"' not in shown.text
    page("intake_slot", mine.user, mine.pk, slot=free.pk)
    page("intake_cancel", mine.user, mine.pk, reason="Ik ben ziek.")
    mine.refresh_from_db()
    assert mine.state == E.APPLIED


# --- Checking in --------------------------------------------------------------------------------


def test_the_code_shows_first_and_notes_on_yes() -> None:
    course = Course(trainees=2)
    key = attendance.key_of(course.held[0], at=FIRST)
    with time_machine.travel(FIRST, tick=False):
        assert "Ja, ik ben er" in page("check_in", course.herself, key).text
        assert not Attendance.objects.exists()
        for _time in range(2):
            done = page("check_in", course.herself, key, yes="1")
            assert "U staat op de lijst als aanwezig" in done.text
        assert Attendance.objects.count() == 1
        assert "andere editie" in page("check_in", UserFactory(), key).text
    now = timezone.now()
    early = attendance.key_of(course.held[0], at=now)
    assert "vanaf 30 minuten" in page("check_in", course.enrolments[1].user, early).text
    assert page("check_in", course.herself, "verzonnen").status_code == 404
    assert page("check_in", None, key).status_code == 302


def test_a_photo_of_the_code_is_soon_worth_nothing() -> None:
    course = Course(trainees=1)
    key = attendance.key_of(course.held[0], at=FIRST)
    with time_machine.travel(FIRST + timedelta(minutes=11), tick=False):
        late = page("check_in", course.herself, key, yes="1")
    assert late.status_code == 422
    assert "Deze code is verlopen" in late.text
    assert not Attendance.objects.exists()


# --- The calendar -------------------------------------------------------------------------------


def test_the_calendar_has_sessions_and_intakes_of_both(django_assert_num_queries: Any) -> None:
    for sessions in (2, 6):
        course = Course(trainees=1, sessions=sessions)
        slot = IntakeSlotFactory(cohort=course.cohort, trainer=course.trainer)
        Intake.objects.create(enrolment=course.enrolments[0], slot=slot)
        course.make_up()
        for user, name in [
            (course.herself, course.trainer.user.name),
            (course.trainer.user, "Trainee 0"),
        ]:
            with django_assert_num_queries(4):
                text = calendars.ical(user, at=NOW).decode().replace("\r\n ", "")
            assert text.count("SUMMARY:Scholing: Groepsdynamica") == sessions
            assert f"SUMMARY:Intake met {name}" in text
