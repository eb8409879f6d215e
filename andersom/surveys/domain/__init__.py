"""Asking, answering once, and what may be shown of the answers."""

from andersom.surveys.domain.asking import (
    FEWEST,
    SALT,
    SCORES,
    Average,
    Questions,
    Refused,
    Results,
    answer,
    ask,
    ask_guests,
    guest_code,
    guest_of,
    has_answered,
    questions_of,
    register,
    results,
)

__all__ = [
    "FEWEST",
    "SALT",
    "SCORES",
    "Average",
    "Questions",
    "Refused",
    "Results",
    "answer",
    "ask",
    "ask_guests",
    "guest_code",
    "guest_of",
    "has_answered",
    "questions_of",
    "register",
    "results",
]
