import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.domain.presence import ABSENT, EXCUSED, PRESENT, Mark, count

MARKS = st.lists(
    st.builds(
        Mark,
        module=st.integers(1, 3),
        make_up=st.booleans(),
        over=st.just(True),
        state=st.sampled_from(["", PRESENT, EXCUSED, ABSENT]),
    )
    | st.builds(Mark, module=st.integers(1, 3), make_up=st.booleans(), over=st.just(False)),
    max_size=20,
)
REQUIRED = st.integers(0, 100)


@given(MARKS, REQUIRED)
def test_every_regular_session_is_counted_once(marks: list[Mark], required: int) -> None:
    found = count(marks, required=required)
    assert found.total == sum(not mark.make_up for mark in marks)
    assert found.total == (
        found.present + found.excused + found.absent + found.unfilled + found.to_come
    )
    assert 0 <= found.made_up <= found.excused + found.absent
    assert 0 <= found.still <= found.missed


@given(MARKS, REQUIRED)
def test_the_bounds_hold(marks: list[Mark], required: int) -> None:
    found = count(marks, required=required)
    assert 0 <= found.counted <= found.total
    assert 0 <= found.needed <= found.total
    assert found.needed * 100 >= found.total * required > (found.needed - 1) * 100
    assert found.percent is None or 0 <= found.percent <= 100
    assert found.reachable or not found.met


@given(MARKS, REQUIRED)
def test_reachable_is_what_the_best_future_brings(marks: list[Mark], required: int) -> None:
    """Independent of the arithmetic: play the best future, and look whether it is enough."""
    best = [
        mark if mark.state else Mark(mark.module, mark.make_up, over=True, state=PRESENT)
        for mark in marks
    ]
    assert count(marks, required=required).reachable == count(best, required=required).met


@given(MARKS, REQUIRED, st.integers(1, 3))
def test_one_more_presence_never_counts_against_her(
    marks: list[Mark], required: int, module: int
) -> None:
    before = count(marks, required=required)
    after = count([*marks, Mark(module, make_up=True, over=True, state=PRESENT)], required=required)
    assert before.counted <= after.counted <= before.counted + 1
    assert after.met or not before.met


@pytest.mark.parametrize(
    ("present", "absent", "met"), [(8, 2, True), (7, 3, False), (10, 0, True), (0, 10, False)]
)
def test_eighty_percent_of_ten_is_eight(present: int, absent: int, met: bool) -> None:
    marks = [Mark(1, make_up=False, over=True, state=PRESENT)] * present
    marks += [Mark(1, make_up=False, over=True, state=ABSENT)] * absent
    found = count(marks, required=80)
    assert (found.needed, found.met, found.percent) == (8, met, present * 10)


def test_a_make_up_session_counts_only_for_its_own_module() -> None:
    marks = [
        Mark(1, make_up=False, over=True, state=ABSENT),
        Mark(2, make_up=False, over=True, state=PRESENT),
        Mark(2, make_up=True, over=True, state=PRESENT),
    ]
    assert count(marks, required=100).made_up == 0
    marks.append(Mark(1, make_up=True, over=True, state=PRESENT))
    found = count(marks, required=100)
    assert (found.made_up, found.counted, found.met) == (1, 2, True)


def test_an_edition_without_sessions_asks_no_attendance() -> None:
    found = count([], required=80)
    assert (found.needed, found.met, found.percent, found.on_course) == (0, True, None, True)


def test_behind_so_far_is_not_on_course_though_all_can_come_right() -> None:
    marks = [Mark(1, make_up=False, over=True, state=ABSENT)]
    marks += [Mark(1, make_up=False, over=False)] * 9
    found = count(marks, required=80)
    assert (found.reachable, found.percent, found.on_course) == (True, 0, False)
