"""Attendance: noted once, from half an hour before, and a word when too much is missed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from andersom.notifications.models import Email
from tests.factories.accounts import UserFactory
from tests.factories.training import AttendanceFactory, EnrolmentFactory
from tests.training.course import FIRST, WEEK, Course
from training.domain import attendance, evaluations
from training.domain.refusals import Refused
from training.models import Attendance

pytestmark = pytest.mark.django_db
PRESENT, EXCUSED, ABSENT = "present", "excused", "absent"
HALF_AN_HOUR = timedelta(minutes=30)


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.code == code
    assert refusal.value.text


def note(course: Course, number: int, *states: str, week: int | None = None) -> int:
    """The trainer fills in session ``number``; how many changed."""
    session = course.held[number]
    chosen = {one.pk: state for one, state in zip(course.enrolments, states, strict=False)}
    at = session.during.lower
    return len(attendance.record(session, chosen, by=course.trainer.user, at=at))


def test_a_list_sent_twice_counts_once() -> None:
    course = Course()
    assert note(course, 0, PRESENT, ABSENT) == 2
    assert note(course, 0, PRESENT, ABSENT) == 0
    assert list(Attendance.objects.values_list("state", flat=True)) == [PRESENT, ABSENT]


def test_a_correction_keeps_who_is_left_out() -> None:
    course = Course()
    note(course, 0, PRESENT, ABSENT)
    assert note(course, 0, EXCUSED) == 1
    assert list(Attendance.objects.values_list("state", flat=True)) == [EXCUSED, ABSENT]


def test_it_opens_half_an_hour_before() -> None:
    course = Course()
    states = {course.enrolments[0].pk: PRESENT}
    early, by = FIRST - HALF_AN_HOUR, course.trainer.user
    refused(
        "attendance_early",
        lambda: attendance.record(course.held[0], states, by=by, at=early - timedelta(seconds=1)),
    )
    assert len(attendance.record(course.held[0], states, by=by, at=early)) == 1


def test_people_of_another_edition_are_not_noted() -> None:
    course, other = Course(), Course(trainees=1)
    states = {other.enrolments[0].pk: PRESENT}
    assert attendance.record(course.held[0], states, by=course.trainer.user, at=FIRST) == []
    assert not Attendance.objects.exists()


def test_the_list_has_who_takes_part_by_name() -> None:
    course = Course()
    EnrolmentFactory(cohort=course.cohort)  # has only applied
    names = [one.professional.name for one in attendance.listed(course.held[0])]
    assert names == ["Trainee 0", "Trainee 1"]


def test_a_make_up_session_lists_who_missed_its_topic() -> None:
    course = Course(trainees=3)
    note(course, 0, PRESENT, ABSENT, EXCUSED)
    extra = course.make_up()
    names = [one.professional.name for one in attendance.listed(extra)]
    assert names == ["Trainee 1", "Trainee 2"]


# --- The code -----------------------------------------------------------------------------------


def test_checking_in_twice_is_once() -> None:
    course = Course()
    first = attendance.check_in(course.held[0], course.herself, at=FIRST)
    again = attendance.check_in(course.held[0], course.herself, at=FIRST)
    assert first == again
    assert (first.state, first.by) == (PRESENT, course.herself)


def test_checking_in_has_its_time_and_its_edition() -> None:
    course = Course()
    session, herself = course.held[0], course.herself
    early, late = FIRST - HALF_AN_HOUR - timedelta(seconds=1), session.during.upper
    refused("attendance_early", lambda: attendance.check_in(session, herself, at=early))
    refused("session_over", lambda: attendance.check_in(session, herself, at=late))
    refused("not_in_edition", lambda: attendance.check_in(session, UserFactory(), at=FIRST))
    stranger = Course(trainees=1).herself
    refused("not_in_edition", lambda: attendance.check_in(session, stranger, at=FIRST))
    assert not Attendance.objects.exists()


def test_who_was_noted_as_absent_asks_the_trainer() -> None:
    course = Course()
    note(course, 0, ABSENT)
    refused("marked_absent", lambda: attendance.check_in(course.held[0], course.herself, at=FIRST))


def test_a_key_is_signed() -> None:
    session = Course(trainees=0).held[0]
    key = attendance.key_of(session, at=FIRST)
    assert attendance.read_key(key, at=FIRST) == (session, True)
    forged = key[:-1] + ("A" if key[-1] != "A" else "B")
    assert attendance.read_key(forged, at=FIRST) == (None, False)
    assert attendance.read_key(str(session.pk), at=FIRST) == (None, False)


def test_a_key_is_fresh_for_ten_minutes() -> None:
    session = Course(trainees=0).held[0]
    key, later = attendance.key_of(session, at=FIRST), FIRST + timedelta(minutes=10)
    assert attendance.read_key(key, at=later) == (session, True)
    assert attendance.read_key(key, at=later + timedelta(seconds=1)) == (session, False)


# --- Too much missed ----------------------------------------------------------------------------


def warnings() -> list[str]:
    mails = Email.objects.filter(kind="training.too_much_missed").order_by("pk")
    return [mail.user.name for mail in mails if mail.user]


def test_missing_too_much_is_said_once_to_her_and_her_trainers() -> None:
    """Three of four are needed: one may be missed, the second is too many."""
    course = Course(trainees=1)
    note(course, 0, EXCUSED)
    assert warnings() == []
    note(course, 1, ABSENT)
    assert warnings() == [course.herself.name, course.trainer.user.name]
    note(course, 2, ABSENT)
    assert len(warnings()) == 2


def test_making_up_repairs_it_and_missing_again_is_said_again() -> None:
    course = Course(trainees=1)
    extra = course.make_up()
    note(course, 0, ABSENT)
    note(course, 1, ABSENT)
    mail = Email.objects.filter(user=course.herself).get(kind="training.too_much_missed")
    assert "Groepsdynamica" in mail.text
    AttendanceFactory(session=extra, enrolment=course.enrolments[0])
    note(course, 2, PRESENT)
    assert len(warnings()) == 2
    note(course, 3, ABSENT)
    assert len(warnings()) == 4


# --- What people thought ------------------------------------------------------------------------


def test_those_present_are_asked_once_after_the_session() -> None:
    course = Course(trainees=3)
    note(course, 0, PRESENT, ABSENT, PRESENT)
    ends = course.held[0].during.upper
    assert evaluations.ask_due(at=ends - timedelta(seconds=1)) == 0
    assert evaluations.ask_due(at=ends) == 2
    assert evaluations.ask_due(at=ends + HALF_AN_HOUR) == 0
    note(course, 0, PRESENT, PRESENT, PRESENT)
    assert evaluations.ask_due(at=ends + 2 * HALF_AN_HOUR) == 1
    assert Email.objects.filter(kind="training.evaluation_asked").count() == 3
    survey = evaluations.of(course.held[0])
    assert survey is not None
    assert survey.closes_at == ends + 2 * WEEK


def test_nobody_is_asked_after_a_fortnight() -> None:
    course = Course()
    note(course, 0, PRESENT)
    assert evaluations.ask_due(at=course.held[0].during.upper + 2 * WEEK) == 0
