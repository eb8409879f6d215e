"""Agreed work: placements, their lessons, and the hours these cost a group."""

from .feed import CalendarFeed
from .lesson import Lesson, LessonGroup
from .placement import Placement, Slot
from .rules import AreaRule, GroupMonth, RuleSet

__all__ = [
    "AreaRule",
    "CalendarFeed",
    "GroupMonth",
    "Lesson",
    "LessonGroup",
    "Placement",
    "RuleSet",
    "Slot",
]
