import calendar
from collections import Counter
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andersom.lib.dates import instant
from andersom.placements.hours import (
    Above,
    Busy,
    Closure,
    SchoolDay,
    Slot,
    Verdict,
    plan_series,
)
from tests.placements.hours.values import (
    GROEP_5,
    GROEP_6,
    HOURS_22,
    TIMETABLE,
    TUESDAY,
    WHOLE_TUESDAY,
    a_ledger,
    a_pattern,
    a_rule,
)

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
ONE_DAY = date(2026, 11, 24)
LONG_DAY = SchoolDay(time(7, 0), time(19, 0))

CLOSED = {
    date(2026, 12, 22): Closure("holiday", "Kerstvakantie"),
    date(2026, 12, 29): Closure("holiday", "Kerstvakantie"),
    date(2026, 11, 10): Closure("closed_day", "Studiedag"),
}


def plan(pattern=None, *, timetable=TIMETABLE, closed=None, busy=(), ledger=None):
    return plan_series(pattern or a_pattern(), timetable, closed or {}, busy, ledger or a_ledger())


def plan_one(slot=None, *, pattern=None, **values):
    wish = a_pattern(start=ONE_DAY, end=ONE_DAY, slots=(slot or Slot(TUESDAY, time(8, 30), 60),))
    return plan(pattern or wish, **values)


def obstacle(*args, **values):
    series = plan_one(*args, **values)
    assert series.lessons == ()
    (skipped,) = series.skipped
    return skipped.code, dict(skipped.params)


def taken(start, end, who):
    return Busy(
        instant(ONE_DAY, time.fromisoformat(start)), instant(ONE_DAY, time.fromisoformat(end)), who
    )


def dates(series):
    return [f"{lesson.day:%d-%m}" for lesson in series.lessons]


def test_a_weekly_hour_is_planned_around_holidays_and_closed_days():
    series = plan(closed=CLOSED)
    assert dates(series) == ["03-11", "17-11", "24-11", "01-12", "08-12", "15-12"]
    assert [(f"{each.day:%d-%m}", each.code, each.params["name"]) for each in series.skipped] == [
        ("10-11", "closed_day", "Studiedag"),
        ("22-12", "holiday", "Kerstvakantie"),
        ("29-12", "holiday", "Kerstvakantie"),
    ]
    assert [(line.month, line.after, line.verdict) for line in series.months] == [
        (NOVEMBER, 180, Verdict.OK),
        (DECEMBER, 180, Verdict.OK),
    ]


def test_a_whole_day_of_five_fifteen_fits_a_month_with_four_of_that_weekday():
    series = plan(a_pattern(end=date(2026, 11, 30), slots=WHOLE_TUESDAY))
    assert series.skipped == ()
    assert [(line.after, line.left) for line in series.months] == [(21 * 60, 60)]


def test_a_whole_day_of_five_fifteen_breaks_the_limit_where_the_weekday_falls_five_times():
    series = plan(a_pattern(start=DECEMBER, slots=WHOLE_TUESDAY))
    assert [(each.day.day, each.slot.start) for each in series.skipped] == [
        (29, time(8, 30)),
        (29, time(12, 30)),
    ]
    assert [dict(each.params) for each in series.skipped] == [
        {
            "group": GROEP_5,
            "month": "2026-12",
            "limit": HOURS_22,
            "used": 21 * 60,
            "left": 60,
            "reason_allows": False,
            "next": "2027-01-05",
        }
    ] * 2


def test_a_holiday_on_the_fifth_weekday_makes_the_month_fit():
    series = plan(a_pattern(start=DECEMBER, slots=WHOLE_TUESDAY), closed=CLOSED)
    assert {each.code for each in series.skipped} == {"holiday"}
    assert series.months[0].after == 3 * 315


def test_four_days_of_five_thirty_are_exactly_allowed_and_a_fifth_is_not():
    slots = (Slot(TUESDAY, time(8, 30), 330),)
    allowed = plan(a_pattern(end=date(2026, 11, 30), slots=slots), timetable={1: LONG_DAY})
    assert allowed.skipped == ()
    assert allowed.months[0].after == HOURS_22
    refused = plan(a_pattern(start=DECEMBER, slots=slots), timetable={1: LONG_DAY})
    assert [(each.day.day, each.code) for each in refused.skipped] == [(29, "over_cap")]
    assert refused.months[0].after == HOURS_22


def test_the_twenty_third_hour_is_refused_with_what_is_possible():
    ledger = a_ledger({(GROEP_5, NOVEMBER): HOURS_22 - 45, (GROEP_5, DECEMBER): HOURS_22 - 60})
    code, params = obstacle(ledger=ledger)
    assert code == "over_cap"
    assert (params["used"], params["left"], params["next"]) == (1275, 45, "2026-12-01")


def test_the_next_date_passes_over_full_months_and_closed_days():
    ledger = a_ledger({(GROEP_5, NOVEMBER): HOURS_22, (GROEP_5, DECEMBER): HOURS_22 - 59})
    closed = {date(2027, 1, 5): Closure("holiday", "Kerstvakantie")}
    _, params = obstacle(ledger=ledger, closed=closed)
    assert params["next"] == "2027-01-12"


def test_no_next_date_is_promised_when_there_is_none():
    ledger = a_ledger({(GROEP_5, NOVEMBER): HOURS_22}, a_rule(valid_until=date(2026, 11, 30)))
    assert obstacle(ledger=ledger)[1]["next"] is None


def test_the_group_with_the_least_room_is_named():
    ledger = a_ledger({(GROEP_5, NOVEMBER): 1270, (GROEP_6, NOVEMBER): 1300})
    both = a_pattern(start=ONE_DAY, end=ONE_DAY, groups=(GROEP_5, GROEP_6))
    _, params = obstacle(pattern=both, ledger=ledger)
    assert (params["group"], params["left"]) == (GROEP_6, 20)


@pytest.mark.parametrize(
    ("above", "reason_given", "planned", "reason_allows"),
    [
        (Above.REFUSE, True, [], False),
        (Above.ALLOW_WITH_REASON, False, [], True),
        (Above.ALLOW_WITH_REASON, True, [True], None),
        ("allow_with_reason", True, [True], None),
    ],
)
def test_above_the_limit_needs_a_rule_that_allows_it_and_a_reason(
    above, reason_given, planned, reason_allows
):
    series = plan(
        a_pattern(start=ONE_DAY, end=ONE_DAY, reason_given=reason_given),
        ledger=a_ledger({(GROEP_5, NOVEMBER): HOURS_22}, a_rule(above=above)),
    )
    assert [lesson.over_cap for lesson in series.lessons] == planned
    assert [each.params["reason_allows"] for each in series.skipped] == (
        [] if planned else [reason_allows]
    )


def test_a_reason_does_not_mark_lessons_below_the_limit():
    ledger = a_ledger(None, a_rule(above=Above.ALLOW_WITH_REASON))
    series = plan(a_pattern(start=DECEMBER, slots=WHOLE_TUESDAY, reason_given=True), ledger=ledger)
    marked = [lesson.day.day for lesson in series.lessons if lesson.over_cap]
    assert len(series.lessons) == 10
    # 21:00 are used: the morning of the fifth day passes the limit, and then the afternoon does.
    assert marked == [29, 29]
    assert series.months[0].verdict is Verdict.OVER


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        (
            Slot(TUESDAY, time(8, 15), 60),
            ("outside_school_times", {"open": "08:30", "close": "14:15"}),
        ),
        (
            Slot(TUESDAY, time(13, 30), 46),
            ("outside_school_times", {"open": "08:30", "close": "14:15"}),
        ),
        (Slot(TUESDAY, time(11, 30), 31), ("break", {"start": "12:00", "end": "12:30"})),
        (Slot(TUESDAY, time(12, 10), 10), ("break", {"start": "12:00", "end": "12:30"})),
        (Slot(TUESDAY, time(12, 29), 60), ("break", {"start": "12:00", "end": "12:30"})),
    ],
)
def test_a_lesson_outside_school_times_or_in_the_break_is_skipped(slot, expected):
    assert obstacle(slot) == expected


@pytest.mark.parametrize(
    "slot",
    [
        Slot(TUESDAY, time(8, 30), 210),
        Slot(TUESDAY, time(12, 30), 105),
        Slot(TUESDAY, time(11, 0), 60),
    ],
)
def test_a_lesson_that_touches_the_times_of_the_day_is_planned(slot):
    assert len(plan_one(slot).lessons) == 1


def test_a_weekday_without_school_is_skipped():
    assert obstacle(timetable={0: TIMETABLE[0]}) == ("no_school", {})


@pytest.mark.parametrize("who", ["professional", "group"])
def test_an_overlap_says_with_whom_and_when(who):
    busy = [taken("07:00", "08:30", who), taken("09:29", "10:00", who)]
    assert obstacle(busy=busy) == ("overlap", {"who": who, "start": "09:29", "end": "10:00"})


def test_lessons_that_touch_do_not_overlap():
    busy = [taken("07:00", "08:30", "group"), taken("09:30", "10:00", "professional")]
    assert len(plan_one(busy=busy).lessons) == 1


def test_slots_of_a_series_that_overlap_each_other_are_planned_once():
    slots = (Slot(TUESDAY, time(9, 0), 60), Slot(TUESDAY, time(8, 30), 60))
    series = plan(a_pattern(start=ONE_DAY, end=ONE_DAY, slots=slots))
    assert [lesson.start for lesson in series.lessons] == [time(8, 30)]
    assert series.skipped[0].params == {"who": "series", "start": "08:30", "end": "09:30"}


def test_a_licensed_teacher_is_planned_above_the_limit_and_without_a_rule():
    teacher = a_pattern(start=date(2026, 6, 1), end=date(2026, 12, 31), licence="licensed")
    series = plan(teacher, ledger=a_ledger({(GROEP_5, NOVEMBER): HOURS_22}))
    assert (series.skipped, series.months) == ((), ())
    assert not any(lesson.counted for lesson in series.lessons)


def test_a_teacher_in_the_room_counts_as_the_rule_says():
    with_teacher = a_pattern(start=ONE_DAY, end=ONE_DAY, teacher_present=True)
    full = {(GROEP_5, NOVEMBER): HOURS_22}
    assert obstacle(pattern=with_teacher, ledger=a_ledger(full))[0] == "over_cap"
    lenient = a_ledger(full, a_rule(counts_with_teacher=False))
    assert len(plan(with_teacher, ledger=lenient).lessons) == 1


def test_days_without_a_rule_are_refused_to_whoever_has_no_licence():
    series = plan(a_pattern(start=date(2026, 7, 21), end=date(2026, 8, 4)))
    assert [(each.day, each.code, each.params) for each in series.skipped] == [
        (date(2026, 7, 21), "no_rule", {"month": "2026-07"}),
        (date(2026, 7, 28), "no_rule", {"month": "2026-07"}),
    ]
    assert dates(series) == ["04-08"]


def test_a_learning_area_for_licensed_teachers_is_refused_to_others():
    ledger = a_ledger(None, a_rule(learning_areas={2: "licensed", 3: "warn"}))
    maths = a_pattern(start=ONE_DAY, end=ONE_DAY, learning_area=2)
    assert obstacle(pattern=maths, ledger=ledger) == ("needs_licensed", {"learning_area": 2})
    for allowed in ({"learning_area": 3}, {"learning_area": 2, "licence": "licensed"}):
        series = plan(a_pattern(start=ONE_DAY, end=ONE_DAY, **allowed), ledger=ledger)
        assert len(series.lessons) == 1


def test_a_rule_that_changes_in_mid_year_leaves_old_months_as_they_were():
    rules = (a_rule(valid_until=date(2026, 11, 30)), a_rule(valid_from=DECEMBER, limit_minutes=120))
    series = plan(ledger=a_ledger(None, *rules))
    assert [(line.month, line.limit, line.after) for line in series.months] == [
        (NOVEMBER, HOURS_22, 240),
        (DECEMBER, 120, 120),
    ]


def test_the_same_wall_clock_holds_on_both_sides_of_the_clock_change():
    series = plan(a_pattern(start=date(2027, 3, 23), end=date(2027, 3, 30)))
    assert [f"{lesson.begins:%H:%M}" for lesson in series.lessons] == ["07:30", "06:30"]
    assert [lesson.start for lesson in series.lessons] == [time(8, 30)] * 2


weekly = st.lists(
    st.builds(
        Slot,
        st.integers(0, 6),
        st.integers(7 * 60, 15 * 60).map(lambda minute: time(*divmod(minute, 60))),
        st.integers(15, 240),
    ),
    min_size=1,
    max_size=4,
    unique=True,
).map(tuple)
group_sets = st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True).map(tuple)
books = st.dictionaries(
    st.tuples(st.integers(1, 3), st.sampled_from([NOVEMBER, DECEMBER, date(2027, 1, 1)])),
    st.integers(0, HOURS_22),
)


@settings(max_examples=200, deadline=None)
@given(weekly, group_sets, books, st.integers(0, 90), st.integers(0, 1500))
def test_a_planned_series_never_passes_the_limit_and_loses_no_date(
    slots, groups, minutes, length, limit
):
    pattern = a_pattern(end=NOVEMBER + timedelta(days=length), slots=slots, groups=groups)
    ledger = a_ledger(minutes, a_rule(limit_minutes=limit))
    series = plan(pattern, closed=CLOSED, ledger=ledger)

    books_after = Counter(minutes)
    for lesson in series.lessons:
        for group in lesson.groups:
            books_after[group, lesson.month] += lesson.minutes
            assert books_after[group, lesson.month] <= limit

    wished = [
        (NOVEMBER + timedelta(days=n), slot)
        for n in range(length + 1)
        for slot in slots
        if slot.weekday == (NOVEMBER + timedelta(days=n)).weekday()
    ]
    planned = [
        (each.day, Slot(each.day.weekday(), each.start, each.minutes)) for each in series.lessons
    ]
    skipped = [(each.day, each.slot) for each in series.skipped]
    assert sorted(planned + skipped) == sorted(wished)


@settings(max_examples=100, deadline=None)
@given(weekly, group_sets, books)
def test_the_next_date_keeps_its_promise(slots, groups, minutes):
    ledger = a_ledger(minutes)
    pattern = a_pattern(end=date(2026, 11, 30), slots=slots, groups=groups)
    series = plan(pattern, closed=CLOSED, ledger=ledger)
    for lesson in series.lessons:
        ledger = ledger.charged(lesson)
    busy = [Busy(lesson.begins, lesson.ends, "series") for lesson in series.lessons]
    for skipped in series.skipped:
        if skipped.code == "over_cap" and skipped.params["next"]:
            day = date.fromisoformat(skipped.params["next"])
            again = a_pattern(start=day, end=day, slots=(skipped.slot,), groups=groups)
            assert len(plan(again, closed=CLOSED, ledger=ledger, busy=busy).lessons) == 1


@settings(max_examples=1000, deadline=None)
@given(
    st.integers(2026, 2031),
    st.integers(1, 12),
    st.integers(0, 4),
    st.integers(1, 720),
    st.integers(0, HOURS_22),
)
def test_a_fixed_day_fits_a_month_as_often_as_a_plain_calendar_says(
    year, month, weekday, minutes, used
):
    """Independent of our own dates: count a weekday in the calendar, divide the room left."""
    falls = sum(week[weekday] != 0 for week in calendar.monthcalendar(year, month))
    first = date(year, month, 1)
    series = plan(
        a_pattern(
            start=first,
            end=date(year, month, calendar.monthrange(year, month)[1]),
            slots=(Slot(weekday, time(7, 0), minutes),),
        ),
        timetable=dict.fromkeys(range(5), LONG_DAY),
        ledger=a_ledger({(GROEP_5, first): used}, a_rule(valid_from=date(2025, 8, 1))),
    )
    assert len(series.lessons) == min(falls, (HOURS_22 - used) // minutes)
    assert len(series.lessons) + len(series.skipped) == falls


def test_a_day_without_a_certificate_is_skipped_and_the_rest_is_not():
    wish = a_pattern(without_vog=frozenset({date(2026, 11, 10), date(2026, 11, 12)}))
    series = plan(wish)
    assert [(each.day, each.code, dict(each.params)) for each in series.skipped] == [
        (date(2026, 11, 10), "no_vog", {"on": "2026-11-10"})
    ]
    assert "10-11" not in dates(series)
    assert "17-11" in dates(series)


def test_an_overlap_is_told_before_a_missing_certificate():
    wish = a_pattern(
        start=ONE_DAY,
        end=ONE_DAY,
        slots=(Slot(TUESDAY, time(8, 30), 60),),
        without_vog=frozenset({ONE_DAY}),
    )
    busy = [taken("09:00", "10:00", "professional")]
    assert obstacle(pattern=wish, busy=busy)[0] == "overlap"
    assert obstacle(pattern=wish) == ("no_vog", {"on": "2026-11-24"})


def test_a_next_date_has_a_certificate():
    """Over the limit on the fifth Tuesday: the next that fits is not one without a certificate."""
    slot = Slot(TUESDAY, time(8, 30), 315)
    without = frozenset({date(2027, 1, 5)})
    wish = a_pattern(
        start=date(2026, 12, 1), end=date(2026, 12, 29), slots=(slot,), without_vog=without
    )
    (skipped,) = plan(wish, timetable=dict.fromkeys(range(5), LONG_DAY)).skipped
    assert (skipped.code, skipped.params["next"]) == ("over_cap", "2027-01-12")


@settings(max_examples=50)
@given(st.sets(st.dates(date(2026, 11, 1), date(2026, 12, 31))))
def test_no_lesson_is_ever_on_a_day_without_a_certificate(without):
    series = plan(a_pattern(without_vog=frozenset(without)))
    assert without.isdisjoint({lesson.day for lesson in series.lessons})
    assert {each.day for each in series.skipped if each.code == "no_vog"} <= without
