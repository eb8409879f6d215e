"""Demand: boards, schools, their week and groups, and what they ask for."""

from .condition import Condition, ConditionTick
from .group import Group
from .register import RegisterUpload
from .request import Request
from .school import Board, Member, School
from .week import ClosedDay, SchoolDay

__all__ = [
    "Board",
    "ClosedDay",
    "Condition",
    "ConditionTick",
    "Group",
    "Member",
    "RegisterUpload",
    "Request",
    "School",
    "SchoolDay",
]
