"""Demand: boards, schools, their week and groups, and what they ask for."""

from .group import Group
from .request import Request
from .school import Board, Member, School
from .week import ClosedDay, SchoolDay

__all__ = ["Board", "ClosedDay", "Group", "Member", "Request", "School", "SchoolDay"]
