"""A polite no. The database has the last word; here its errors become sentences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import structlog
from django.db import DatabaseError

from andersom.placements import texts
from andersom.workflow.domain import (
    DEADLOCK,
    LOCK_TIMEOUT,
    SERIALIZATION_FAILURE,
    retrying,
    sqlstate,
)
from andersom.workflow.machine import IllegalMove

log = structlog.get_logger(__name__)

# What it means when PostgreSQL names one of these.
CONSTRAINTS = {
    "group_month_cap": "full",
    "lesson_needs_rule_set": "no_rule",
    "lesson_in_school_year_of_group": "other_school_year",
    "lesson_professional_one_place": "professional_taken",
    "lesson_group_one_lesson": "group_taken",
    "lesson_one_local_day": "not_a_lesson",
    "lesson_whole_minutes": "not_a_lesson",
    "licence_keeps_hours_within_limit": "licence_conflict",
    "group_month_kept_by_lessons": "by_the_lessons",
    "group_month_limit_of_rule_set": "by_the_lessons",
}
WAITED_IN_VAIN = {DEADLOCK, LOCK_TIMEOUT, SERIALIZATION_FAILURE}


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An act that is not possible now. Nothing was changed.

    ``code`` is for programs, ``params`` holds the facts, ``text`` says it in the active language
    with what is possible instead. Codes: `placements.texts.SENTENCES`.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params

    @property
    def text(self) -> str:
        return texts.sentence(self.code, self.params)

    def __str__(self) -> str:
        return self.text


def verb[**P, R](act: Callable[P, R]) -> Callable[P, R]:
    """An act on the calendar: in one transaction, again after a deadlock, no error but Refused."""
    again = retrying(act)

    @wraps(act)
    def polite(*args: P.args, **kwargs: P.kwargs) -> R:
        with translated():
            return again(*args, **kwargs)

    return polite


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database or the machine refuses into Refused; other errors pass."""
    try:
        yield
    except IllegalMove as error:
        raise Refused("too_late") from error
    except DatabaseError as error:
        if refusal := of_database(error):
            log.info("refused_by_database", code=refusal.code, sqlstate=sqlstate(error))
            raise refusal from error
        raise


def of_database(error: DatabaseError) -> Refused | None:
    """The refusal that an error of PostgreSQL means; None when it is a fault of ours."""
    if sqlstate(error) in WAITED_IN_VAIN:
        return Refused("busy")
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    code = CONSTRAINTS.get(name or "")
    return Refused(code) if code else None
