"""A polite no, also when others hold what an act needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.db import OperationalError

from andersom.workflow.domain import (
    DEADLOCK,
    LOCK_TIMEOUT,
    SERIALIZATION_FAILURE,
    retrying,
    sqlstate,
)
from training import texts

log = structlog.get_logger(__name__)

WAITED_IN_VAIN = {DEADLOCK, LOCK_TIMEOUT, SERIALIZATION_FAILURE}


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An act that is not possible now. Nothing was changed.

    ``code`` is for programs, ``params`` holds the facts, ``text`` says it in the active language
    with what is possible instead. Codes: `training.texts.SENTENCES`.
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
    """An act of a person: in one transaction, again after a deadlock.

    Raises `Refused` ``busy`` when somebody else held a row for too long; other errors pass.
    """
    again = retrying(act)

    @wraps(act)
    def polite(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return again(*args, **kwargs)
        except OperationalError as error:
            if sqlstate(error) not in WAITED_IN_VAIN:
                raise
            log.info("waited_in_vain", act=act.__qualname__, sqlstate=sqlstate(error))
            raise Refused("busy") from error

    return polite
