"""By when a school hears from us: so many school days after its request was posted.

What is mailed, and to whom, lies with matching, which knows who was asked; here is what a request
remembers of it.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from andersom.lib.dates import local_date
from andersom.reference.domain import holidays
from andersom.workflow.domain import record
from schools.models import Request


def day(today: date) -> date:
    """The day on which an answer is due to who posts ``today``; always a school day."""
    return holidays.school_days_after(today, settings.PROMISE_SCHOOL_DAYS)


def given(at: datetime) -> dict[str, Any]:
    """Fields of `Request` for a promise that begins now."""
    return {"promised_by": day(local_date(at)), "nudged_at": None, "answered_at": None}


@transaction.atomic
def renew(request: Request, *, at: datetime) -> Request:
    """A promise from now on, because what was arranged fell through."""
    return _save(request, given(at))


@transaction.atomic
def remind(request: Request, *, at: datetime) -> Request:
    """Remember that the school was told: the day comes near."""
    record(request, "promise_near", source=request.state, target=request.state, by=None, at=at)
    return _save(request, {"nudged_at": at})


@transaction.atomic
def answer(request: Request, *, at: datetime) -> Request:
    """Remember that the school was told how it stands now that the day is over."""
    record(request, "promise_over", source=request.state, target=request.state, by=None, at=at)
    return _save(request, {"answered_at": at})


def _save(request: Request, values: dict[str, Any]) -> Request:
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=list(values))
    return request
