"""How many visits the planner makes and how long it takes, as multiples of a greedy planner.

    python -m tests.bench.bench_visits [--seed 1] [--trainees 60] [--trainers 6] [--weeks 10]

The greedy planner takes the visits in order and gives each the first lesson and trainer that is
still possible, as one does on paper. Only the ratios travel between machines. Not collected by
pytest.
"""

import argparse
from time import perf_counter

from tests.training.planner.calendar import season
from training import planner
from training.planner import Problem, Visit
from training.planner.choices import Agenda, available


def greedy(problem: Problem) -> list[Visit]:
    """First come, first served."""
    agenda = Agenda(problem)
    made = []
    for window in problem.windows:
        for lesson, trainer in available(problem, window):
            if not agenda.obstacle(trainer, lesson):
                agenda.add(trainer.id, lesson)
                made.append(Visit(window.id, lesson.id, trainer.id))
                break
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, value in [("seed", 1), ("trainees", 60), ("trainers", 6), ("weeks", 10)]:
        parser.add_argument(f"--{name}", type=int, default=value)
    size = vars(parser.parse_args())
    print("per week   planned   bound   greedy   more than greedy   time over greedy")
    for per_week in (6, 8, 10, 12):
        problem = season(**size, per_week=per_week)
        began = perf_counter()
        first = greedy(problem)
        between = perf_counter()
        plan = planner.plan(problem, seconds=60)
        ended = perf_counter()
        more = len(plan.visits) / len(first) - 1
        slower = (ended - between) / (between - began)
        print(
            f"{per_week:8}{len(plan.visits):10}{plan.bound:8}{len(first):9}"
            f"{more:18.1%}{slower:18.0f}x"
        )


if __name__ == "__main__":
    main()
