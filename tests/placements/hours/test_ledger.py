from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andersom.placements.hours import Verdict, judge
from tests.placements.hours.values import (
    GROEP_5,
    GROEP_6,
    HOURS_22,
    a_ledger,
    a_lesson,
    a_rule,
)

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)

lessons = st.lists(
    st.builds(
        a_lesson,
        day=st.dates(date(2026, 8, 1), date(2027, 7, 31)),
        minutes=st.integers(1, 330),
        groups=st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True).map(tuple),
        counted=st.booleans(),
    ),
    max_size=30,
)


def verdict(before, minutes, **rule):
    (line,) = judge(
        a_ledger({(GROEP_5, NOVEMBER): before}, a_rule(**rule)), [a_lesson(minutes=minutes)]
    )
    return line.verdict


@pytest.mark.parametrize(
    ("before", "minutes", "expected"),
    [
        (0, 60, Verdict.OK),
        (995, 60, Verdict.OK),  # 17:35 of 22:00 is 79.9 %
        (996, 60, Verdict.WARN),  # 17:36 is exactly 80 %
        (1260, 60, Verdict.WARN),  # exactly 22:00 is allowed
        (1261, 60, Verdict.OVER),
        (1320, 1, Verdict.OVER),
    ],
)
def test_verdict_around_the_warning_and_the_limit(before, minutes, expected):
    assert verdict(before, minutes) is expected


def test_four_days_of_five_thirty_make_exactly_the_limit():
    days = [a_lesson(day=date(2026, 11, day), minutes=330) for day in (3, 10, 17, 24)]
    (line,) = judge(a_ledger(), days)
    assert (line.after, line.limit, line.left, line.verdict) == (
        HOURS_22,
        HOURS_22,
        0,
        Verdict.WARN,
    )


def test_the_limit_is_data():
    assert verdict(0, 60, limit_minutes=59) is Verdict.OVER
    assert verdict(0, 60, limit_minutes=75, warn_percent=80) is Verdict.WARN
    assert verdict(0, 60, limit_minutes=75, warn_percent=81) is Verdict.OK


def test_a_series_is_judged_month_by_month():
    series = [a_lesson(day=date(2026, month, 24), minutes=700) for month in (11, 11, 12)]
    assert [(each.month, each.after, each.verdict) for each in judge(a_ledger(), series)] == [
        (NOVEMBER, 1400, Verdict.OVER),
        (DECEMBER, 700, Verdict.OK),
    ]


def test_a_lesson_for_two_groups_charges_each_in_full():
    ledger = a_ledger({(GROEP_6, NOVEMBER): 1300})
    lines = judge(ledger, [a_lesson(groups=(GROEP_6, GROEP_5))])
    assert [(each.group, each.before, each.added, each.verdict) for each in lines] == [
        (GROEP_5, 0, 60, Verdict.OK),
        (GROEP_6, 1300, 60, Verdict.OVER),
    ]


def test_lessons_that_do_not_count_leave_no_line():
    assert judge(a_ledger({(GROEP_5, NOVEMBER): 2000}), [a_lesson(counted=False)]) == []


def test_a_month_without_a_rule_is_said():
    (line,) = judge(a_ledger(None, a_rule()), [a_lesson(day=date(2026, 7, 31))])
    assert (line.verdict, line.limit, line.left) == (Verdict.NO_RULE, None, 0)


def test_a_month_keeps_the_limit_that_was_copied_when_it_was_opened():
    ledger = a_ledger(None, a_rule(limit_minutes=30), own_limits={(GROEP_5, NOVEMBER): 60})
    lines = judge(ledger, [a_lesson(groups=(GROEP_5, GROEP_6))])
    assert [(each.limit, each.verdict) for each in lines] == [
        (60, Verdict.WARN),
        (30, Verdict.OVER),
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"minutes": 0}, "at least a minute"),
        ({"groups": ()}, "has groups"),
        ({"groups": (5, 5)}, "each once"),
        ({"start": time(23, 30), "minutes": 31}, "does not pass midnight"),
    ],
)
def test_an_impossible_lesson_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        a_lesson(**changes)


def test_a_lesson_may_end_at_midnight():
    lesson = a_lesson(day=date(2026, 12, 31), start=time(23, 30), minutes=30)
    assert lesson.ends == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert lesson.month == DECEMBER


def test_a_lesson_lasts_its_minutes_in_the_night_the_clock_changes():
    lesson = a_lesson(day=date(2026, 10, 25), start=time(1, 30), minutes=180)
    assert lesson.begins == datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert lesson.ends == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)


@given(lessons)
def test_judge_equals_charging_one_by_one(proposed):
    ledger = a_ledger({(1, NOVEMBER): 500})
    for lesson in proposed:
        ledger = ledger.charged(lesson)
    for line in judge(a_ledger({(1, NOVEMBER): 500}), proposed):
        assert ledger.used(line.group, line.month) == line.before + line.added == line.after


@given(lessons, st.randoms(use_true_random=False))
def test_judge_does_not_depend_on_the_order(proposed, random):
    shuffled = random.sample(proposed, len(proposed))
    assert judge(a_ledger(), proposed) == judge(a_ledger(), shuffled)


@given(lessons)
def test_every_counted_minute_is_charged_to_every_group(proposed):
    charged = sum(line.added for line in judge(a_ledger(), proposed))
    assert charged == sum(each.minutes * len(each.groups) for each in proposed if each.counted)
