"""Practice visits: which are due, their plan, how they follow their lessons, and the report."""

from . import board, route
from .following import follow_lessons, reconcile
from .missing import mark_missed, miss
from .planning import choices, confirm, plan, swap
from .reports import react, report, save_draft, sign_as_trainee, sign_as_trainer
from .rhythm import due, due_everywhere, windows

__all__ = [
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
    "report",
    "route",
    "save_draft",
    "sign_as_trainee",
    "sign_as_trainer",
    "swap",
    "windows",
]
