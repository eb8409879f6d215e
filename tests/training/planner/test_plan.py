"""The schedule of visits against its rules, against an independent checker, and brute force."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from andersom.lib.dates import ALL_DAGDELEN
from tests.training.planner.calendar import (
    MONDAY,
    PLACES,
    at,
    lesson,
    season,
    small,
    window,
)
from training import planner
from training.planner import Fixed, Open, Plan, Problem, Trainer, Visit, checker

TUESDAY = MONDAY + timedelta(days=1)
FAR = PLACES[-1]


def judged(problem: Problem, seconds: float = 20) -> Plan:
    """A plan, with the checker's word that it is sound and nothing can be added."""
    plan = planner.plan(problem, seconds=seconds)
    assert checker.violations(problem, plan) == []
    assert checker.addable(problem, plan) == []
    assert len(plan.visits) <= plan.bound
    return plan


def open_codes(plan: Plan) -> list[str]:
    return [each.obstacle for each in plan.open]


@pytest.fixture(scope="module")
def large() -> tuple[Problem, Plan]:
    problem = season()
    return problem, planner.plan(problem, seconds=60)


def test_every_feasible_visit_of_a_season_is_planned(large: tuple[Problem, Plan]) -> None:
    problem, plan = large
    assert plan.proven
    assert plan.bound == len(plan.visits) == 530
    assert plan.bound <= checker.most(problem)
    assert checker.violations(problem, plan) == []


def test_what_is_open_in_a_season_says_why(large: tuple[Problem, Plan]) -> None:
    _problem, plan = large
    assert Counter(open_codes(plan)) == {"holiday_week": 60, "no_lesson": 6, "trainer_taken": 4}


def test_no_open_visit_of_a_season_could_be_added(large: tuple[Problem, Plan]) -> None:
    problem, plan = large
    for each in plan.open:
        [due] = [one for one in problem.windows if one.id == each.window]
        free = [c for c in planner.choices(problem, due, plan.visits) if not c.obstacle]
        assert free == []


def test_load_is_even_and_trainees_see_few_faces(large: tuple[Problem, Plan]) -> None:
    problem, plan = large
    load = Counter(visit.trainer for visit in plan.visits)
    assert max(load.values()) - min(load.values()) <= 2
    trainee = {each.id: each.trainee for each in problem.windows}
    pairs = {(trainee[visit.window], visit.trainer) for visit in plan.visits}
    assert len(pairs) <= 1.6 * 60


def test_too_few_trainers_is_said_and_nothing_else_is_possible() -> None:
    problem = season(trainees=20, trainers=2, weeks=2, per_week=5)
    plan = judged(problem)
    assert (len(plan.visits), plan.bound) == (20, 20)
    assert Counter(open_codes(plan))["trainer_full"] >= 10


def test_equal_input_gives_equal_plans() -> None:
    problem = season(trainees=15, trainers=3, weeks=2)
    assert planner.plan(problem, seed=3) == planner.plan(problem, seed=3)


@pytest.mark.parametrize("seed", range(60))
def test_small_problems_reach_what_brute_force_reaches(seed: int) -> None:
    problem = small(Random(seed))
    plan = judged(problem)
    assert plan.proven
    assert len(plan.visits) == best(problem) <= checker.most(problem)


def best(problem: Problem) -> int:
    """The most visits by trying everything; the checker says what is allowed."""

    def grow(chosen: tuple[Visit, ...], rest: tuple[int, ...]) -> int:
        if not rest:
            return len(chosen)
        most = grow(chosen, rest[1:])
        for one in problem.lessons:
            for trainer in problem.trainers:
                more = (*chosen, Visit(rest[0], one.id, trainer.id))
                missing = {w.id for w in problem.windows} - {v.window for v in more}
                whole = Plan(more, tuple(Open(each, "") for each in missing), len(more))
                if not checker.violations(problem, whole):
                    most = max(most, grow(more, rest[1:]))
        return most

    return grow((), tuple(each.id for each in problem.windows))


# --- Each rule ------------------------------------------------------------------------------------


def one(**facts: object) -> Problem:
    """One visit due, one lesson on Tuesday 10:00-11:00, one trainer."""
    problem = Problem((window(1, 7),), (lesson(1, 7, at(TUESDAY, 10)),), (Trainer(1),))
    return replace(problem, **facts)


def test_a_lesson_in_the_window_is_visited() -> None:
    assert judged(one()).visits == (Visit(1, 1, 1),)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"lessons": ()}, "no_lesson"),
        ({"lessons": (lesson(1, 7, at(TUESDAY + timedelta(days=7), 10)),)}, "no_lesson"),
        ({"lessons": (lesson(1, 8, at(TUESDAY, 10)),)}, "no_lesson"),
        ({"windows": (replace(window(1, 7), holiday=True),)}, "holiday_week"),
        ({"trainers": ()}, "no_trainer"),
        ({"trainers": (Trainer(1, herself=frozenset({7})),)}, "herself"),
        ({"trainers": (Trainer(1, day_parts=0b1000),)}, "day_part"),
        ({"lessons": (lesson(1, 7, at(MONDAY + timedelta(days=5), 10)),)}, "day_part"),
        ({"trainers": (Trainer(1, away=((TUESDAY, TUESDAY),)),)}, "away"),
        ({"trainers": (Trainer(1, busy=((at(TUESDAY, 9), at(TUESDAY, 9, 55)),)),)}, "busy"),
        (
            {"trainers": (Trainer(1, day_parts=0), Trainer(2, away=((TUESDAY, TUESDAY),)))},
            "no_trainer_available",
        ),
        ({"trainers": (Trainer(1, visits_per_week=0),)}, "trainer_full"),
        ({"fixed": (Fixed(1, lesson(2, 8, at(TUESDAY, 10, 30))),)}, "trainer_taken"),
        ({"fixed": (Fixed(1, lesson(2, 8, at(TUESDAY, 11), school=2, place=FAR)),)}, "travel"),
        ({"fixed": (Fixed(2, lesson(1, 7, at(TUESDAY, 10))),)}, "lesson_taken"),
    ],
)
def test_what_binds_is_said(facts: dict[str, object], code: str) -> None:
    plan = judged(one(**facts))
    assert (plan.visits, open_codes(plan)) == ((), [code])


def test_ten_minutes_after_a_session_there_is_time_for_a_visit() -> None:
    free = Trainer(1, busy=((at(TUESDAY, 9), at(TUESDAY, 9, 50)),))
    assert judged(one(trainers=(free,))).visits


def test_two_lessons_after_each_other_in_one_school_are_both_seen() -> None:
    lessons = (lesson(1, 7, at(TUESDAY, 9)), lesson(2, 8, at(TUESDAY, 10)))
    plan = judged(one(windows=(window(1, 7), window(2, 8)), lessons=lessons))
    assert len(plan.visits) == 2


def test_a_school_without_a_place_is_counted_as_far_away() -> None:
    assert (
        planner.travel_minutes(
            lesson(1, 7, at(TUESDAY, 9)), lesson(2, 8, at(TUESDAY, 11), school=2, place=None)
        )
        == 45
    )


def test_travel_is_cycling_and_ten_minutes() -> None:
    near = lesson(1, 7, at(TUESDAY, 9))
    assert planner.travel_minutes(near, lesson(2, 8, at(TUESDAY, 11), school=2)) == 10
    assert planner.travel_minutes(near, lesson(2, 8, at(TUESDAY, 11), school=2, place=FAR)) == 65


def test_the_trainer_whom_she_knows_comes_again() -> None:
    trainers = (Trainer(1), Trainer(2))
    weeks = tuple(window(n, 7, MONDAY + timedelta(days=7 * n)) for n in range(2))
    lessons = tuple(lesson(n, 7, at(TUESDAY + timedelta(days=7 * n), 10)) for n in range(2))
    other = (window(5, 8), window(6, 8, MONDAY + timedelta(days=7)))
    others = (
        lesson(5, 8, at(TUESDAY, 14)),
        lesson(6, 8, at(TUESDAY + timedelta(days=7), 14)),
    )
    plan = judged(Problem(weeks + other, lessons + others, trainers, seen={(7, 2): 1, (8, 1): 1}))
    assert {(v.window, v.trainer) for v in plan.visits} == {(0, 2), (1, 2), (5, 1), (6, 1)}


def test_a_proposal_that_stands_is_kept_when_nothing_is_gained() -> None:
    lessons = (lesson(1, 7, at(TUESDAY, 9)), lesson(2, 7, at(TUESDAY, 13)))
    for now in [(1, 1), (2, 1)]:
        plan = judged(one(lessons=lessons, windows=(replace(window(1, 7), now=now),)))
        assert plan.visits == (Visit(1, now[0], 1),)


def test_windows_of_two_weeks_share_a_week_with_others() -> None:
    long = window(1, 7, weeks=2)
    late = at(TUESDAY + timedelta(days=7), 10)
    plan = judged(
        one(
            windows=(long, window(2, 8), window(3, 8, MONDAY + timedelta(days=7))),
            lessons=(lesson(1, 7, late), lesson(2, 8, at(TUESDAY, 10)), lesson(3, 8, late)),
            trainers=(Trainer(1, visits_per_week=1),),
        )
    )
    assert (len(plan.visits), plan.bound) == (2, 2)


def test_nothing_due_is_an_empty_plan() -> None:
    plan = planner.plan(one(windows=()))
    assert (plan.visits, plan.open, plan.bound, plan.proven) == ((), (), 0, True)


# --- The checker itself ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visits", "facts", "rule"),
    [
        ((Visit(1, 1, 1), Visit(1, 1, 1)), {}, "window_twice"),
        ((Visit(9, 1, 1),), {}, "unknown_window"),
        ((), {}, "window_forgotten"),
        ((Visit(1, 4, 1),), {}, "unknown_lesson_or_trainer"),
        ((Visit(1, 1, 1),), {"lessons": (lesson(1, 8, at(TUESDAY, 9)),)}, "lesson_of_another"),
        (
            (Visit(1, 1, 1),),
            {"lessons": (lesson(1, 7, at(TUESDAY - timedelta(days=7), 9)),)},
            "outside_the_window",
        ),
        (
            (Visit(1, 1, 1),),
            {"trainers": (Trainer(1, herself=frozenset({7})),)},
            "visits_herself",
        ),
        ((Visit(1, 1, 1),), {"windows": (replace(window(1, 7), holiday=True),)}, "in_a_holiday"),
        ((Visit(1, 1, 1),), {"trainers": (Trainer(1, day_parts=1),)}, "outside_day_parts"),
        ((Visit(1, 1, 1),), {"trainers": (Trainer(1, away=((MONDAY, TUESDAY),)),)}, "trainer_away"),
        (
            (Visit(1, 1, 1),),
            {"trainers": (Trainer(1, busy=((at(TUESDAY, 9), at(TUESDAY, 10)),)),)},
            "trainer_busy",
        ),
        ((Visit(1, 1, 1),), {"trainers": (Trainer(1, visits_per_week=0),)}, "too_many_in_a_week"),
        (
            (Visit(1, 1, 1),),
            {"fixed": (Fixed(1, lesson(2, 8, at(TUESDAY, 11), school=2)),)},
            "trainer_in_two_places",
        ),
        ((Visit(1, 1, 1),), {"fixed": (Fixed(2, lesson(1, 7, at(TUESDAY, 9))),)}, "lesson_twice"),
    ],
)
def test_the_checker_finds(visits: tuple[Visit, ...], facts: dict[str, object], rule: str) -> None:
    found = checker.violations(one(**facts), Plan(visits, (), len(visits)))
    assert rule in {each.rule for each in found}


def test_the_checker_sees_what_could_be_added() -> None:
    assert checker.addable(one(), Plan((), (Open(1, "no_lesson"),), 0)) == [Visit(1, 1, 1)]


def test_a_full_grid_is_all_day_parts() -> None:
    assert Trainer(1).day_parts == ALL_DAGDELEN
