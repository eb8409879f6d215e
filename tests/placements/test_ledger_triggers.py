"""The database keeps the ledger, whichever road a change takes."""

from datetime import date, time

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from andersom.placements.domain import lessons
from andersom.placements.domain.refusals import Refused, translated
from andersom.placements.models import GroupMonth, Lesson, LessonGroup, RuleSet
from andersom.placements.states import LessonState
from providers.models import Professional
from schools.models import Group
from tests.factories.placements import NOW, Place

DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
DAY = date(2026, 12, 1)

pytestmark = pytest.mark.django_db


def minutes(group, month=DECEMBER) -> int | None:
    return (
        GroupMonth.objects.filter(group=group, month=month)
        .values_list("minutes", flat=True)
        .first()
    )


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def test_planned_lesson_charges_each_of_its_groups_in_full(place: Place) -> None:
    place.lesson(DAY, minutes=75, groups=place.groups)

    assert [minutes(group) for group in place.groups] == [75, 75]


def test_proposed_lesson_charges_nobody(place: Place) -> None:
    place.lesson(DAY, state=LessonState.PROPOSED)

    assert minutes(place.groups[0]) is None


def test_ledger_row_is_born_with_the_limit_of_its_month(place: Place) -> None:
    place.lesson(DAY)

    assert GroupMonth.objects.get().limit_minutes == 22 * 60


def test_lesson_fills_what_the_constraints_must_see(place: Place) -> None:
    lesson = place.lesson(DAY, time(9), 45)
    row = LessonGroup.objects.get()

    assert (lesson.minutes, lesson.licence) == (45, "subject_competent")
    assert (row.month, row.minutes, row.takes_time, row.counted) == (DECEMBER, 45, True, True)
    assert row.during == lesson.during


def test_moving_in_bulk_moves_the_minutes(place: Place) -> None:
    place.lesson(DAY)
    place.lesson(date(2026, 12, 2))

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE placements_lesson SET during = tstzrange("
            "lower(during) + interval '35 days', upper(during) + interval '35 days')"
        )

    assert (minutes(place.groups[0]), minutes(place.groups[0], JANUARY)) == (0, 120)


def test_bulk_shift_of_lessons_back_to_back_is_judged_when_complete(place: Place) -> None:
    place.lesson(DAY, time(9))
    place.lesson(DAY, time(10))

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE placements_lesson SET during = tstzrange("
            "lower(during) + interval '1 hour', upper(during) + interval '1 hour')"
        )

    assert sorted(lesson.starts.hour for lesson in Lesson.objects.all()) == [10, 11]


@pytest.mark.parametrize("road", ["save", "update", "sql", "delete", "delete_in_bulk"])
def test_every_road_gives_minutes_back(place: Place, road: str) -> None:
    lesson = place.lesson(DAY)
    if road == "save":
        lesson.state = LessonState.CANCELLED
        lesson.save()
    elif road == "update":
        Lesson.objects.update(state=LessonState.CANCELLED)
    elif road == "sql":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE placements_lesson SET state = 'cancelled'")
    elif road == "delete":
        lesson.delete()
    else:
        LessonGroup.objects.all().delete()

    assert minutes(place.groups[0]) == 0


def test_exactly_the_limit_is_allowed_and_a_minute_more_is_not(place: Place) -> None:
    for day in range(1, 5):
        place.lesson(date(2026, 12, day), time(8), 330)
    assert minutes(place.groups[0]) == 22 * 60

    with refused("group_month_cap"), transaction.atomic():
        place.lesson(date(2026, 12, 7), time(9), 1)


def test_all_providers_share_the_limit(place: Place) -> None:
    for day in range(1, 5):
        place.lesson(date(2026, 12, day), time(8), 330)
    other = place.agreed(place.groups[:1], professional=place.another("Piet"))

    with refused("group_month_cap"), transaction.atomic():
        place.lesson(date(2026, 12, 7), placement=other)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE placements_lessongroup SET counted = false, minutes = 0",
        "UPDATE placements_lessongroup SET month = '2027-05-01', takes_time = false",
        "UPDATE placements_lesson SET licence = 'licensed'",
    ],
)
def test_copies_cannot_be_falsified(place: Place, statement: str) -> None:
    place.lesson(DAY)
    with connection.cursor() as cursor:
        cursor.execute(statement)

    row = LessonGroup.objects.get()
    assert (row.counted, row.minutes, row.month, row.takes_time) == (True, 60, DECEMBER, True)
    assert minutes(place.groups[0]) == 60


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"minutes": 0}, "ledger is kept by the lessons"),
        ({"limit_minutes": 9999}, "limit comes from a rule set"),
        ({"month": JANUARY}, "ledger is kept by the lessons"),
    ],
)
def test_ledger_cannot_be_edited_by_hand(place: Place, change: dict, constraint: str) -> None:
    place.lesson(DAY)

    with refused(constraint), transaction.atomic():
        GroupMonth.objects.update(**change)


def test_ledger_row_with_lessons_cannot_be_deleted(place: Place) -> None:
    place.lesson(DAY)

    with refused("still has lessons"), transaction.atomic():
        GroupMonth.objects.all().delete()


def test_ledger_row_made_by_hand_counts_its_lessons_and_takes_the_limit_of_the_rule(
    place: Place,
) -> None:
    row = GroupMonth.objects.create(group=place.groups[0], month=JANUARY, minutes=5)
    row.refresh_from_db()

    assert (row.minutes, row.limit_minutes) == (0, 22 * 60)


# The licence status.


def licence(place: Place, status: str) -> None:
    Professional.objects.filter(pk=place.professional.pk).update(licence=status)


def test_becoming_licensed_gives_the_minutes_of_lessons_to_come_back(place: Place) -> None:
    place.lesson(DAY)
    past = place.lesson(date(2026, 11, 3), state=LessonState.GIVEN)

    licence(place, "licensed")

    assert minutes(place.groups[0]) == 0
    assert minutes(place.groups[0], date(2026, 11, 1)) == 60
    past.refresh_from_db()
    assert past.licence == "subject_competent"


def test_losing_a_licence_is_refused_when_lessons_would_pass_the_limit(place: Place) -> None:
    licence(place, "licensed")
    for day in (1, 2, 3, 4, 7):
        place.lesson(date(2026, 12, day), time(8), 330)

    with refused("planned lessons would pass the limit"), transaction.atomic():
        licence(place, "subject_competent")

    place.professional.refresh_from_db()
    assert place.professional.licence == "licensed"
    assert (minutes(place.groups[0]) or 0) == 0


def test_lesson_takes_the_licence_status_when_it_is_planned(place: Place) -> None:
    lesson = place.lesson(DAY, state=LessonState.PROPOSED)
    licence(place, "licensed")
    Lesson.objects.update(state=LessonState.PLANNED)

    lesson.refresh_from_db()
    assert lesson.licence == "licensed"
    assert minutes(place.groups[0]) is None


def test_cover_by_a_licensed_colleague_gives_the_minutes_back(place: Place) -> None:
    place.lesson(DAY)
    colleague = place.another("Lies")
    Professional.objects.filter(pk=colleague.pk).update(licence="licensed")

    Lesson.objects.update(professional=colleague)

    assert minutes(place.groups[0]) == 0


# The rule sets.


def test_month_without_a_rule_refuses_lessons_without_a_licence(place: Place) -> None:
    RuleSet.objects.update(valid_until=date(2026, 12, 31))

    with refused("no rule set is valid on 2027-01-04"), transaction.atomic():
        place.lesson(date(2027, 1, 4))


def test_month_without_a_rule_accepts_a_licensed_teacher(place: Place) -> None:
    RuleSet.objects.update(valid_until=date(2026, 12, 31))
    licence(place, "licensed")
    place.lesson(date(2027, 1, 4))

    assert not GroupMonth.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 7, 31), date(2027, 8, 1)])
@pytest.mark.parametrize("state", [LessonState.PROPOSED, LessonState.PLANNED])
def test_lesson_outside_the_school_year_of_its_group_is_refused(place, day: date, state) -> None:
    with refused("so a lesson on"), transaction.atomic():
        place.lesson(day, state=state)


@pytest.mark.parametrize("day", [date(2026, 8, 1), date(2027, 7, 31)])
def test_school_year_runs_from_the_first_of_august(place: Place, day: date) -> None:
    place.lesson(day, time(0, 30))

    assert minutes(place.groups[0], day.replace(day=1)) == 60


def test_lesson_does_not_leave_the_school_year_in_bulk(place: Place) -> None:
    lesson = place.lesson(DAY)
    later = lessons.during(date(2027, 9, 6), time(9), 60)

    with refused("school year"), transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(during=later)


def test_group_with_lessons_keeps_its_school_year(place: Place) -> None:
    lesson = place.lesson(DAY)
    group = Group.objects.filter(pk=place.groups[0].pk)

    with refused("school year"), transaction.atomic():
        group.update(school_year=2027)
    lessons.cancel(lesson, by=None, at=NOW, reason="Ziek")
    assert group.update(school_year=2027) == 1


def test_refusal_of_the_database_is_told_politely(place: Place) -> None:
    with pytest.raises(Refused) as no, translated(), transaction.atomic():
        place.lesson(date(2027, 9, 6))
    assert no.value.code == "other_school_year"


def test_new_limit_leaves_old_months_as_they_were(place: Place) -> None:
    place.lesson(DAY)
    RuleSet.objects.update(valid_until=date(2026, 12, 31))
    RuleSet.objects.create(name="Nieuw", valid_from=JANUARY, limit_minutes=600)
    place.lesson(date(2027, 1, 4))

    limits = GroupMonth.objects.order_by("month").values_list("limit_minutes", flat=True)
    assert list(limits) == [1320, 600]


def test_strictest_rule_limits_a_month_in_which_it_changes(place: Place) -> None:
    RuleSet.objects.update(valid_until=date(2026, 12, 15))
    RuleSet.objects.create(name="Nieuw", valid_from=date(2026, 12, 16), limit_minutes=600)
    place.lesson(DAY)

    assert GroupMonth.objects.get().limit_minutes == 600


def test_rule_says_whether_a_teacher_in_the_room_matters(place: Place) -> None:
    lesson = place.lesson(DAY)
    Lesson.objects.update(teacher_present=True)
    assert minutes(place.groups[0]) == 60

    RuleSet.objects.update(counts_with_teacher=False)
    lessons.set_teacher_present(lesson, True, side="provider", by=None, at=NOW)
    Lesson.objects.update(teacher_present=False)
    Lesson.objects.update(teacher_present=True)
    assert minutes(place.groups[0]) == 0


# The shape of a lesson.


def test_professional_cannot_be_in_two_places(place: Place) -> None:
    place.lesson(DAY)
    other = place.agreed(place.groups[1:])

    with refused("lesson_professional_one_place"), transaction.atomic():
        place.lesson(DAY, time(9, 59), placement=other)


def test_group_cannot_have_two_lessons(place: Place) -> None:
    place.lesson(DAY)
    other = place.agreed(place.groups[:1], professional=place.another("Piet"))

    with refused("lesson_group_one_lesson"), transaction.atomic():
        place.lesson(DAY, time(9, 59), placement=other)


def test_lesson_next_to_another_is_no_overlap(place: Place) -> None:
    place.lesson(DAY, time(9))
    place.lesson(DAY, time(10))

    assert minutes(place.groups[0]) == 120


def test_lesson_does_not_pass_midnight(place: Place) -> None:
    with refused("lesson_one_local_day"), transaction.atomic():
        place.lesson(DAY, time(23, 30), 60)


def test_lesson_may_end_at_midnight(place: Place) -> None:
    assert place.lesson(date(2026, 12, 31), time(23, 30), 30).minutes == 30


def test_lesson_lasts_whole_minutes(place: Place) -> None:
    whole = lessons.during(DAY, time(9), 60)
    odd = DateTimeTZRange(whole.lower, whole.upper.replace(second=30))

    with refused("lesson_whole_minutes"), transaction.atomic():
        lessons.create(place.placement, [odd], tuple(place.groups), LessonState.PLANNED)
