"""Everybody who asks gets an answer: a reminder before the promised day, and a word after it.

Sweeps over requests. What they find is due by the data alone, so that a missed look is caught up by
the next one, and a second look finds nothing.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from andersom.lib.dates import local_date
from andersom.matching import emails
from andersom.matching.domain import waves
from andersom.matching.domain.sweeps import Sweep
from andersom.notifications.domain.reminders import is_awake
from andersom.reference.domain import holidays
from schools.domain import promises, requests
from schools.models import Request
from schools.models.request import RequestQuerySet
from schools.states import PERIOD_OVER

# The school is reminded when so many school days are left to do something.
REMINDED_BEFORE = 2


def keep(*, at: datetime) -> int:
    """Close what is over, answer what is due, and remind; how many were told.

    Nobody is told anything at night, nor in the summer holiday: the first look after it does. One
    that fails does not hold up the others; afterwards an ExceptionGroup tells of it.
    """
    today = local_date(at)
    if holidays.summer(today) or not is_awake(at):
        return 0
    near = holidays.school_days_after(today, REMINDED_BEFORE)
    unanswered = Request.objects.unanswered()
    sweep = Sweep("promises")
    for act, due in (
        (_end, Request.objects.seeking().filter(end__lt=today)),
        (_answer, unanswered.filter(promised_by__lt=today)),
        (_remind, unanswered.filter(promised_by__range=(today, near), nudged_at=None)),
    ):
        sweep.each(due.values_list("pk", flat=True), partial(_one, due, act=act, at=at))
    return sweep.result()


@transaction.atomic
def _one(
    due: RequestQuerySet, key: int, *, act: Callable[[Request, datetime], bool], at: datetime
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
    emails.promise_over(request, open_groups=waves.open_groups(request), at=at)
    return True


def _remind(request: Request, at: datetime) -> bool:
    """Not when there is a yes for every group: then confirming the dates is what is left to do."""
    if not waves.open_groups(request):
        return False
    promises.remind(request, at=at)
    emails.promise_near(request, open_groups=waves.open_groups(request), at=at)
    return True


def near_holds(about: str) -> bool:
    """Whether the answer of ``about`` ("17:2026-11-30") is still to come by that day, for a group
    without a yes.
    """
    pk, day = about.split(":")
    request = Request.objects.unanswered().filter(pk=pk, promised_by=day).first()
    return request is not None and bool(waves.open_groups(request))
