"""Groups with lessons of their own: one after the other, as far as the dagdelen reach."""

from collections import Counter
from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andersom.lib.dates import ALL_DAGDELEN, dagdeel_bit, instant
from andersom.placements.hours import Busy, Slot, own_slots, plan_series
from tests.placements.hours.values import TIMETABLE, TUESDAY, a_ledger, a_pattern

MONDAY_MORNING, MONDAY_AFTERNOON = dagdeel_bit(0, 0), dagdeel_bit(0, 1)
TUESDAY_MORNING = dagdeel_bit(1, 0)
A, B, C, D = 1, 2, 3, 4

slots = st.builds(
    Slot,
    st.integers(0, 4),
    st.integers(8 * 60, 14 * 60).map(lambda minute: time(*divmod(minute, 60))),
    st.integers(5, 240),
    st.sampled_from([(), (A,), (B,), (A, C)]),
)


def own(dagdelen, minutes, blocks, groups, busy=()):
    chosen = own_slots(dagdelen, TIMETABLE, minutes, blocks, groups=groups, busy=busy)
    return [(slot.weekday, f"{slot.start:%H:%M}", *slot.groups) for slot in chosen]


def test_groups_follow_each_other_in_one_dagdeel():
    assert own(ALL_DAGDELEN, 60, 1, [A, B, C]) == [
        (0, "08:30", A),
        (0, "09:30", B),
        (0, "10:30", C),
    ]


def test_who_does_not_fit_before_the_break_comes_after_it():
    assert own(MONDAY_MORNING | MONDAY_AFTERNOON, 60, 1, [A, B, C, D])[-1] == (0, "12:30", D)


def test_a_second_block_is_on_another_day():
    assert own(ALL_DAGDELEN, 60, 2, [A, B]) == [
        (0, "08:30", A),
        (0, "09:30", B),
        (1, "08:30", A),
        (1, "09:30", B),
    ]


def test_a_third_group_shares_the_rest_fairly():
    """Two fit in each morning, so three mornings hold twice three lessons."""
    mornings = sum(dagdeel_bit(day, 0) for day in (0, 1, 3))
    found = Counter(group for _day, _start, group in own(mornings, 100, 2, [A, B, C]))
    assert found == {A: 2, B: 2, C: 2}


def test_too_little_room_leaves_the_last_group_out():
    assert own(TUESDAY_MORNING, 90, 1, [A, B, C]) == [(1, "08:30", A), (1, "10:00", B)]


def test_a_group_that_is_busy_lets_another_go_first():
    busy = [Slot(0, time(8, 30), 60, (A,))]
    assert own(MONDAY_MORNING, 60, 1, [A, B], busy) == [(0, "08:30", B), (0, "09:30", A)]


def test_her_own_lesson_is_in_the_way_of_all():
    busy = [Slot(0, time(8, 30), 60)]
    assert own(MONDAY_MORNING, 60, 1, [A, B], busy) == [(0, "09:30", A), (0, "10:30", B)]


@given(
    st.integers(0, ALL_DAGDELEN),
    st.integers(15, 240),
    st.integers(1, 4),
    st.integers(1, 4),
    st.lists(slots, max_size=6),
)
def test_lessons_lie_in_their_dagdeel_and_nobody_is_in_two_places(
    mask, minutes, blocks, number, busy
):
    groups = [A, B, C, D][:number]
    chosen = own_slots(mask, TIMETABLE, minutes, blocks, groups=groups, busy=busy)
    assert chosen == sorted(chosen)
    visits = Counter()
    for index, slot in enumerate(chosen):
        windows = {half: TIMETABLE[slot.weekday].dagdeel(half) for half in (0, 1)}
        (half,) = [h for h, (a, b) in windows.items() if a <= slot.begins and slot.ends <= b]
        assert mask & dagdeel_bit(slot.weekday, half)
        visits[slot.groups[0], slot.weekday, half] += 1
        others = [*chosen[:index], *(t for t in busy if not t.groups or slot.groups[0] in t.groups)]
        same_day = [taken for taken in others if taken.weekday == slot.weekday]
        assert all(taken.ends <= slot.begins or slot.ends <= taken.begins for taken in same_day)
    assert all(times == 1 for times in visits.values())
    assert all(len([s for s in chosen if s.groups == (g,)]) <= blocks for g in groups)


@settings(max_examples=200)
@given(st.integers(0, ALL_DAGDELEN), st.integers(15, 240), st.integers(1, 10), st.integers(1, 8))
def test_everybody_has_a_place_whenever_that_is_possible(mask, minutes, blocks, number):
    groups = list(range(1, number + 1))
    room = 0
    for weekday in range(5):
        for half in (0, 1):
            opens, closes = TIMETABLE[weekday].dagdeel(half)
            if mask & dagdeel_bit(weekday, half):
                room += min(number, (closes - opens) // minutes)
    chosen = own_slots(mask, TIMETABLE, minutes, blocks, groups=groups)
    assert (len(chosen) == blocks * number) == (room >= blocks * number)


# In the series.

THREE = (
    Slot(TUESDAY, time(8, 30), 60, (A,)),
    Slot(TUESDAY, time(9, 30), 45, (B,)),
    Slot(TUESDAY, time(10, 15), 60),
)


def series(*slots, busy=(), **facts):
    wish = a_pattern(slots=slots, groups=(A, B), **facts)
    return plan_series(wish, TIMETABLE, {}, busy, a_ledger())


def test_a_lesson_has_the_groups_of_its_slot():
    found = series(*THREE, start=date(2026, 11, 24), end=date(2026, 11, 24))
    assert [lesson.groups for lesson in found.lessons] == [(A,), (B,), (A, B)]
    assert [(line.group, line.added) for line in found.months] == [(A, 120), (B, 105)]


def test_a_slot_for_a_group_of_another_wish_is_refused():
    with pytest.raises(ValueError, match="groups of the wish"):
        series(Slot(TUESDAY, time(8, 30), 60, (C,)))


def test_a_lesson_of_another_group_is_not_in_the_way():
    day = date(2026, 11, 24)
    begin, end = instant(day, time(8, 30)), instant(day, time(9, 30))
    busy = [Busy(begin, end, "group", B)]
    assert len(series(THREE[0], start=day, end=day, busy=busy).lessons) == 1
    busy = [Busy(begin, end, "group", A)]
    (skipped,) = series(THREE[0], start=day, end=day, busy=busy).skipped
    assert (skipped.code, skipped.params["who"]) == ("overlap", "group")


@settings(max_examples=50)
@given(st.integers(15, 120), st.integers(1, 3), st.integers(2, 4))
def test_each_group_is_charged_the_minutes_of_its_own_slots(minutes, blocks, number):
    groups = (A, B, C, D)[:number]
    chosen = own_slots(ALL_DAGDELEN, TIMETABLE, minutes, blocks, groups=groups)
    wish = a_pattern(slots=tuple(chosen), groups=groups, licence="in_training")
    found = plan_series(wish, TIMETABLE, {}, (), a_ledger())
    charged, own_minutes = Counter(), Counter()
    for line in found.months:
        charged[line.group] += line.added
    for lesson in found.lessons:
        (group,) = lesson.groups
        own_minutes[group] += lesson.minutes
    assert charged == own_minutes
    in_time = sorted((lesson.begins, lesson.ends) for lesson in found.lessons)
    assert all(one[1] <= two[0] for one, two in pairwise(in_time))
