"""Asking, answering once, and what may be shown of the answers."""

from andersom.surveys.domain.asking import (
    FEWEST,
    SCORES,
    Average,
    Questions,
    Refused,
    Results,
    answer,
    ask,
    has_answered,
    questions_of,
    register,
    results,
)

__all__ = [
    "FEWEST",
    "SCORES",
    "Average",
    "Questions",
    "Refused",
    "Results",
    "answer",
    "ask",
    "has_answered",
    "questions_of",
    "register",
    "results",
]
