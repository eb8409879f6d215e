"""Everybody who asks gets an answer: a reminder before the promised day, and a word after it.

Sweeps over requests. What they find is due by the data alone, so that a missed look is caught up by
the next one, and a second look finds nothing.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from andersom.lib.dates import local_date
from andersom.matching import emails
from andersom.matching.states import ProposalState
from andersom.reference.domain import holidays
from schools.domain import promises, requests
from schools.models import Request
from schools.models.request import RequestQuerySet
from schools.states import PERIOD_OVER

# The school is reminded when so many school days are left to do something.
REMINDED_BEFORE = 2


def keep(*, at: datetime) -> int:
    """Close what is over, answer what is due, and remind; how many were told.

    In the summer holiday nobody is told anything: the first look after it does.
    """
    today = local_date(at)
    if holidays.summer(today):
        return 0
    near = holidays.school_days_after(today, REMINDED_BEFORE)
    unanswered = Request.objects.unanswered()
    return (
        _each(Request.objects.seeking().filter(end__lt=today), _end, at)
        + _each(unanswered.filter(promised_by__lt=today), _answer, at)
        + _each(unanswered.filter(promised_by__lte=near, nudged_at=None), _remind, at)
    )


def _each(due: RequestQuerySet, act: Callable[[Request, datetime], bool], at: datetime) -> int:
    return sum(_one(due, key, act, at) for key in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _one(
    due: RequestQuerySet, key: int, act: Callable[[Request, datetime], bool], at: datetime
) -> bool:
    """Act on what is still due; what somebody else holds is for the next look."""
    held = due.filter(pk=key).select_for_update(of=("self",), skip_locked=True)
    request = held.select_related("school").first()
    return request is not None and act(request, at)


def _end(request: Request, at: datetime) -> bool:
    """Nobody can come any more in the period that was asked: everybody hears that it is closed."""
    requests.close(request, by=None, at=at, reason=PERIOD_OVER)
    return True


def _answer(request: Request, at: datetime) -> bool:
    promises.answer(request, at=at)
    emails.promise_over(request, at=at)
    return True


def _remind(request: Request, at: datetime) -> bool:
    """Not when somebody said yes: then confirming the dates is what there is to do."""
    if request.proposals.filter(state=ProposalState.ACCEPTED).exists():
        return False
    promises.remind(request, at=at)
    emails.promise_near(request, at=at)
    return True
