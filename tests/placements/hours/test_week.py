from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andersom.lib.dates import ALL_DAGDELEN, dagdeel_bit
from andersom.placements.hours import SchoolDay, Slot, proposed_slots
from tests.placements.hours.values import DAY, TIMETABLE, WEDNESDAY_SHORT

slots = st.builds(
    Slot,
    st.integers(0, 4),
    st.integers(8 * 60, 14 * 60).map(lambda minute: time(*divmod(minute, 60))),
    st.integers(5, 240),
)


def proposed(dagdelen, minutes, blocks, busy=()):
    chosen = proposed_slots(dagdelen, TIMETABLE, minutes, blocks, busy)
    return [(slot.weekday, f"{slot.start:%H:%M}") for slot in chosen]


@pytest.mark.parametrize(
    ("day", "morning", "afternoon"),
    [
        (DAY, (510, 720), (750, 855)),
        (WEDNESDAY_SHORT, (510, 735), (735, 735)),
        (SchoolDay(time(8, 30), time(14, 0)), (510, 720), (720, 840)),
        (SchoolDay(time(12, 30), time(15, 0)), (750, 750), (750, 900)),
    ],
)
def test_dagdelen_of_a_school_day(day, morning, afternoon):
    assert (day.dagdeel(0), day.dagdeel(1)) == (morning, afternoon)


@pytest.mark.parametrize(
    "times",
    [
        (time(14, 0), time(8, 30)),
        (time(8, 30), time(14, 0), time(8, 0), time(8, 20)),
        (time(8, 30), time(14, 0), time(12, 30), time(12, 0)),
        (time(8, 30), time(14, 0), time(12, 30), time(14, 0)),
        (time(8, 30), time(14, 0), time(12, 30)),
    ],
)
def test_a_school_day_runs_forward(times):
    with pytest.raises(ValueError, match=r"school opens|a break has"):
        SchoolDay(*times)


def test_a_slot_has_a_length():
    with pytest.raises(ValueError, match="at least a minute"):
        Slot(0, time(8, 30), 0)


def test_one_lesson_starts_when_school_opens():
    assert proposed(ALL_DAGDELEN, 60, 1) == [(0, "08:30")]


def test_different_days_come_before_a_second_lesson_on_one():
    monday_and_thursday = 0b11 | dagdeel_bit(3, 0)
    assert proposed(monday_and_thursday, 60, 2) == [(0, "08:30"), (3, "08:30")]
    assert proposed(monday_and_thursday, 60, 3) == [(0, "08:30"), (0, "12:30"), (3, "08:30")]


def test_afternoons_begin_after_the_break():
    assert proposed(dagdeel_bit(1, 1), 90, 1) == [(1, "12:30")]


def test_a_dagdeel_that_is_too_short_is_left_out():
    assert proposed(0b11, 120, 2) == [(0, "08:30")]
    assert proposed(dagdeel_bit(2, 1), 30, 1) == []


def test_a_day_without_school_is_left_out():
    assert proposed_slots(ALL_DAGDELEN, {3: DAY}, 60, 2) == [
        Slot(3, time(8, 30), 60),
        Slot(3, time(12, 30), 60),
    ]


def test_lessons_find_the_first_gap():
    busy = [Slot(0, time(9, 0), 45), Slot(0, time(8, 0), 45), Slot(1, time(8, 30), 300)]
    assert proposed(dagdeel_bit(0, 0), 15, 1, busy) == [(0, "08:45")]
    assert proposed(dagdeel_bit(0, 0), 60, 1, busy) == [(0, "09:45")]
    assert proposed(dagdeel_bit(0, 0), 136, 1, busy) == []


@given(st.integers(0, ALL_DAGDELEN), st.integers(15, 240), st.integers(0, 6), st.lists(slots))
def test_what_is_proposed_lies_in_its_dagdeel_and_overlaps_nothing(mask, minutes, blocks, busy):
    chosen = proposed_slots(mask, TIMETABLE, minutes, blocks, busy)
    assert chosen == sorted(chosen)
    assert len(chosen) <= blocks
    used = []
    for slot in chosen:
        windows = {half: TIMETABLE[slot.weekday].dagdeel(half) for half in (0, 1)}
        (half,) = [h for h, (a, b) in windows.items() if a <= slot.begins and slot.ends <= b]
        assert mask & dagdeel_bit(slot.weekday, half)
        used.append((slot.weekday, half))
        same_day = [taken for taken in busy if taken.weekday == slot.weekday]
        assert all(taken.ends <= slot.begins or slot.ends <= taken.begins for taken in same_day)
    assert len(used) == len(set(used))


@given(st.integers(0, ALL_DAGDELEN), st.integers(15, 240), st.lists(slots, max_size=6))
def test_a_gap_is_found_whenever_there_is_one(mask, minutes, busy):
    """Against trying every minute of every dagdeel."""
    possible = 0
    for weekday in range(5):
        for half in (0, 1):
            opens, closes = TIMETABLE[weekday].dagdeel(half)
            day = [taken for taken in busy if taken.weekday == weekday]
            free = any(
                all(taken.ends <= start or start + minutes <= taken.begins for taken in day)
                for start in range(opens, closes - minutes + 1)
            )
            possible += bool(mask & dagdeel_bit(weekday, half)) and free
    assert len(proposed_slots(mask, TIMETABLE, minutes, 10, busy)) == possible
