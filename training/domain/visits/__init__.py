"""Practice visits: which are due, their plan, how they follow their lessons, and the report."""

from . import board, route
from .following import follow_lessons, reconcile
from .missing import mark_missed, miss, refuse_unless_begun
from .planning import Proposal, choices, confirm, plan, swap
from .reports import (
    react,
    refuse_unless_writable,
    report,
    save_draft,
    sign_as_trainee,
    sign_as_trainer,
)
from .rhythm import due, due_everywhere, windows

__all__ = [
    "Proposal",
    "board",
    "choices",
    "confirm",
    "due",
    "due_everywhere",
    "follow_lessons",
    "mark_missed",
    "miss",
    "plan",
    "react",
    "reconcile",
    "refuse_unless_begun",
    "refuse_unless_writable",
    "report",
    "route",
    "save_draft",
    "sign_as_trainee",
    "sign_as_trainer",
    "swap",
    "windows",
]
