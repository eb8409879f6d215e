"""Which trainer sees which lesson of which trainee: plain Python, a mixed integer program.

`plan` makes the schedule, `choices` says what else is possible for one visit, `checker` judges a
schedule without sharing code with either.
"""

from .choices import Choice, choices, obstacle
from .rules import MARGIN, clash, obstacle_of, travel_minutes
from .solve import plan
from .values import Fixed, Lesson, Open, Plan, Problem, Trainer, Visit, Window

__all__ = [
    "MARGIN",
    "Choice",
    "Fixed",
    "Lesson",
    "Open",
    "Plan",
    "Problem",
    "Trainer",
    "Visit",
    "Window",
    "choices",
    "clash",
    "obstacle",
    "obstacle_of",
    "plan",
    "travel_minutes",
]
