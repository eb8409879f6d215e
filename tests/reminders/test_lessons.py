"""What people hear of their lessons, and what they do not hear twice."""

from datetime import date, datetime, time, timedelta

import pytest

from andersom.notifications.domain import delivery, reminders
from andersom.notifications.models import Email, InboxItem
from andersom.placements.domain import lessons
from andersom.placements.models import Lesson, Placement
from schools.models import Group
from tests.factories.placements import GroupFactory, Place
from tests.notifications.sink import Sink
from tests.people import Cast
from tests.reminders.scenes import EVE, TUESDAY, at

pytestmark = pytest.mark.django_db
MORNING = at(EVE, 8)
BEFORE = at(date(2026, 11, 23), 10)
TEACHER = "petra@example.org"
SCHOOL = ["cor@example.org", "leonie@example.org"]


@pytest.fixture
def place(cast: Cast) -> Place:
    return Place(school=cast.school, professional=cast.professional)


def told(name: str, moment: datetime) -> list[str]:
    """Run the tick; who has a mail of this kind that is waiting or sent, oldest first."""
    reminders.run(at=moment)
    found = Email.objects.filter(kind=f"placements.{name}").exclude(state="cancelled")
    return sorted(found.values_list("address", flat=True))


def sent(name: str) -> int:
    return Email.objects.filter(kind=f"placements.{name}", state="sent").count()


def mail(name: str, address: str) -> Email:
    return Email.objects.filter(kind=f"placements.{name}", address=address).latest("pk")


# --- Tomorrow -----------------------------------------------------------------------------------


def test_a_day_with_several_lessons_is_one_mail_a_person_and_school(
    place: Place, cast: Cast
) -> None:
    place.lesson(TUESDAY)
    place.lesson(TUESDAY, time(13))
    other = Place(
        school=cast.other_school,
        professional=cast.professional,
        groups=[GroupFactory(school=cast.other_school)],
    )
    other.lesson(TUESDAY, time(10, 30))
    assert told("lessons_ahead", MORNING) == [*SCHOOL[:1], "lars@example.org", SCHOOL[1], TEACHER]
    hers = mail("lessons_ahead", TEACHER)
    assert hers.subject == "Dinsdag 1 december: 3 lessen"
    assert [line for line in hers.text.split("\n") if line.startswith("- ")] == [
        "- 09:00 – 10:00: Kunst & Cultuur, groep 7A. De Zeemeeuw, 2566AA 's-Gravenhage",
        "- 10:30 – 11:30: Kunst & Cultuur, groep "
        f"{other.groups[0].label}. De Vlieger, 2566AA 's-Gravenhage",
        "- 13:00 – 14:00: Kunst & Cultuur, groep 7A. De Zeemeeuw, 2566AA 's-Gravenhage",
    ]
    assert "Petra" in mail("lessons_ahead", SCHOOL[0]).text


def test_without_an_account_the_provider_hears_it(place: Place) -> None:
    colleague = place.another("Bo")
    placement = place.agreed(place.groups[1:], professional=colleague)
    place.lesson(TUESDAY, placement=placement)
    assert told("lessons_ahead", MORNING) == [*SCHOOL, "olga@example.org"]
    assert "Bo" in mail("lessons_ahead", "olga@example.org").text


def test_proposed_and_cancelled_lessons_are_not_reminded_of(place: Place) -> None:
    place.lesson(TUESDAY, state="cancelled")
    proposed = Placement.objects.create(
        school=place.school,
        professional=place.professional,
        domain=place.placement.domain,
        start=TUESDAY,
        end=TUESDAY,
    )
    place.lesson(TUESDAY, time(11), placement=proposed, groups=place.groups, state="proposed")
    assert told("lessons_ahead", MORNING) == []


def test_a_lesson_that_moves_before_the_mail_left_is_told_as_it_is_now(
    place: Place, sink: Sink
) -> None:
    lesson = place.lesson(TUESDAY)
    assert told("lessons_ahead", MORNING) == [*SCHOOL, TEACHER]
    Lesson.objects.filter(pk=lesson.pk).update(during=lessons.during(TUESDAY, time(11), 60))
    delivery.deliver(MORNING)
    assert sent("lessons_ahead") == 0
    assert told("lessons_ahead", MORNING + timedelta(minutes=2)) == [*SCHOOL, TEACHER]
    assert "11:00 – 12:00" in mail("lessons_ahead", TEACHER).text
    delivery.deliver(MORNING + timedelta(minutes=3))
    assert sent("lessons_ahead") == 3
    hers = InboxItem.objects.filter(user__email=TEACHER, kind="placements.lessons_ahead")
    titles = hers.values_list("title", flat=True)
    assert list(titles) == ["Dinsdag 1 december, 11:00 – 12:00: les op De Zeemeeuw"]


def test_a_lesson_that_moves_after_the_mail_left_is_told_anew(place: Place, sink: Sink) -> None:
    lesson = place.lesson(TUESDAY)
    told("lessons_ahead", MORNING)
    delivery.deliver(MORNING)
    assert sent("lessons_ahead") == 3
    Lesson.objects.filter(pk=lesson.pk).update(during=lessons.during(TUESDAY, time(11), 60))
    assert told("lessons_ahead", MORNING + timedelta(hours=1)).count(TEACHER) == 2


def test_a_lesson_that_is_cancelled_after_the_mail_left_has_its_own_mail(
    place: Place, sink: Sink
) -> None:
    lesson = place.lesson(TUESDAY)
    place.lesson(TUESDAY, time(13))
    told("lessons_ahead", MORNING)
    delivery.deliver(MORNING)
    lessons.cancel(lesson, by=None, at=MORNING + timedelta(minutes=5), reason="ziek")
    assert told("lessons_ahead", MORNING + timedelta(hours=1)) == [*SCHOOL, TEACHER]
    assert Email.objects.filter(kind="placements.lesson_cancelled").count() == 4


def test_one_of_two_that_is_cancelled_before_the_mail_left_is_taken_out(
    place: Place, sink: Sink
) -> None:
    lesson = place.lesson(TUESDAY)
    place.lesson(TUESDAY, time(13))
    told("lessons_ahead", MORNING)
    Lesson.objects.filter(pk=lesson.pk).update(state="cancelled")
    delivery.deliver(MORNING)
    assert sent("lessons_ahead") == 0
    assert told("lessons_ahead", MORNING + timedelta(minutes=2)) == [*SCHOOL, TEACHER]
    assert "09:00" not in mail("lessons_ahead", TEACHER).text


def test_who_could_not_be_told_yesterday_is_told_early_on_the_day(place: Place) -> None:
    place.lesson(TUESDAY, time(9))
    assert told("lessons_ahead", at(TUESDAY, 8, 58)) == [*SCHOOL, TEACHER]
    Email.objects.all().delete()
    InboxItem.objects.all().delete()
    place.lesson(TUESDAY, time(13))
    assert told("lessons_ahead", at(TUESDAY, 9)) == []


# --- The first lesson ---------------------------------------------------------------------------


def test_the_first_lesson_is_told_three_school_days_ahead_to_both_sides(place: Place) -> None:
    place.school.phone = "070 123 45 67"
    place.school.save()
    place.lesson(TUESDAY)
    place.lesson(TUESDAY + timedelta(days=7))
    thursday = date(2026, 11, 26)
    assert told("first_lesson", at(thursday, 7, 59)) == []
    assert told("first_lesson", at(thursday, 8)) == [*SCHOOL, TEACHER]
    assert told("first_lesson", at(TUESDAY + timedelta(days=2), 8)) == [*SCHOOL, TEACHER]
    text = mail("first_lesson", TEACHER).text
    assert "Vraag naar: Cor en Leonie" in text
    assert "070 123 45 67" in text
    assert (
        mail("first_lesson", SCHOOL[0]).subject == "Petra begint op uw school op dinsdag 1 december"
    )


def test_school_days_are_counted_over_a_holiday(place: Place) -> None:
    place.lesson(date(2027, 1, 5))
    assert told("first_lesson", at(date(2026, 12, 16), 20)) == []
    assert told("first_lesson", at(date(2026, 12, 17), 8)) == [*SCHOOL, TEACHER]


def test_what_begins_tomorrow_is_told_once(place: Place) -> None:
    place.lesson(TUESDAY)
    assert told("first_lesson", MORNING) == []
    assert told("lessons_ahead", MORNING) == [*SCHOOL, TEACHER]


def test_when_the_first_lesson_falls_out_the_next_is_the_first(place: Place) -> None:
    first = place.lesson(TUESDAY)
    place.lesson(TUESDAY + timedelta(days=7))
    told("first_lesson", at(date(2026, 11, 26), 8))
    lessons.cancel(first, by=None, at=at(date(2026, 11, 27), 10), reason="ziek")
    assert told("first_lesson", at(date(2026, 12, 3), 8)).count(TEACHER) == 2


# --- The week -----------------------------------------------------------------------------------


def test_the_week_is_one_mail_with_all_lessons_and_silent_without(place: Place, cast: Cast) -> None:
    place.lesson(TUESDAY)
    place.lesson(TUESDAY + timedelta(days=2), time(13))
    place.lesson(TUESDAY + timedelta(days=7))
    friday = date(2026, 11, 27)
    assert told("week_ahead", at(friday, 14, 58)) == []
    assert told("week_ahead", at(friday, 15)) == [*SCHOOL, "olga@example.org", TEACHER]
    hers = mail("week_ahead", TEACHER)
    assert hers.subject == "Uw week vanaf 30 november: 2 lessen"
    assert "Dinsdag 1 december" in hers.text
    assert "Donderdag 3 december" in hers.text


def test_a_change_after_the_week_was_told_does_not_tell_the_week_again(
    place: Place, sink: Sink
) -> None:
    place.lesson(TUESDAY)
    told("week_ahead", at(date(2026, 11, 27), 15))
    delivery.deliver(at(date(2026, 11, 27), 15))
    place.lesson(TUESDAY, time(13))
    assert told("week_ahead", at(date(2026, 11, 28), 10)).count(TEACHER) == 1


def test_the_week_after_the_summer_is_told_on_monday_morning(place: Place) -> None:
    Group.objects.update(school_year=2027)
    place.lesson(date(2027, 9, 1))
    assert told("week_ahead", at(date(2027, 8, 27), 15)) == []
    assert told("week_ahead", at(date(2027, 8, 30), 8)) == [*SCHOOL, "olga@example.org", TEACHER]


# --- Ticking off --------------------------------------------------------------------------------


def test_lessons_not_ticked_off_are_asked_about_after_two_school_days(place: Place) -> None:
    place.lesson(TUESDAY)
    given = place.lesson(TUESDAY, time(11))
    Lesson.objects.filter(pk=given.pk).update(state="given")
    assert told("lessons_to_tick", at(date(2026, 12, 2), 20)) == []
    assert told("lessons_to_tick", at(date(2026, 12, 3), 8)) == [TEACHER]
    assert mail("lessons_to_tick", TEACHER).subject == "Is de les van dinsdag 1 december gegeven?"
    assert told("lessons_to_tick", at(date(2026, 12, 4), 8)) == [TEACHER]
    assert told("lessons_to_tick", at(date(2026, 12, 9), 20)) == [TEACHER]
    assert told("lessons_to_tick", at(date(2026, 12, 10), 8)) == [TEACHER, TEACHER]
    for day in (14, 17, 18, 21, 22):
        assert told("lessons_to_tick", at(date(2026, 12, day), 8)) == [TEACHER, TEACHER]


def test_later_lessons_are_asked_about_together_a_week_later(place: Place) -> None:
    place.lesson(TUESDAY)
    place.lesson(TUESDAY + timedelta(days=1))
    told("lessons_to_tick", at(date(2026, 12, 3), 8))
    assert told("lessons_to_tick", at(date(2026, 12, 4), 8)) == [TEACHER]
    assert told("lessons_to_tick", at(date(2026, 12, 9), 20)) == [TEACHER]
    assert told("lessons_to_tick", at(date(2026, 12, 10), 8)) == [TEACHER, TEACHER]
    assert mail("lessons_to_tick", TEACHER).subject == "Zijn deze 2 lessen gegeven?"
