"""A small city to look around in: schools, providers, and everything that can happen between them.

It is the same story on every day of the year: times are reckoned from the moment of building, and
what happens is done by the verbs of the product itself.

    texts      the words, in TOML files beside it
    days       school weeks around a day
    people     accounts
    supply     providers, professionals and offers; pictures draws their photos
    demand     boards, schools and groups
    work       how a request becomes lessons; stories tells each of them
    training   editions of the training programme, in every state; folk does what people do
    meetings   the meeting of June 2024 with its recap, and one to register for
    outcome    what the demo shows when it has started
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import translation

from andersom.accounts.models import User
from andersom.demo.city import demand
from andersom.demo.city.days import Days
from andersom.demo.city.meetings import Meetings
from andersom.demo.city.outcome import summary
from andersom.demo.city.people import Town
from andersom.demo.city.stories import Stories
from andersom.demo.city.supply import Supply
from andersom.demo.city.training import Training
from andersom.demo.city.work import Work
from andersom.lib.dates import school_year_of
from andersom.notifications.models import Email, InboxItem
from andersom.notifications.states import EmailState

__all__ = ["AlreadyBuilt", "build", "summary"]

READ_LONG_AGO = timedelta(days=8)


class AlreadyBuilt(Exception):  # noqa: N818 - it reports a refusal, not a fault
    """Somebody has an account already; invented people do not mix with real ones."""


@transaction.atomic
def build(at: datetime) -> None:
    """Build the city as it is at a moment. Raises AlreadyBuilt; nothing is changed then."""
    if User.objects.exists():
        raise AlreadyBuilt
    with translation.override("nl"), _quietly():
        days = Days(at)
        town = Town(at - timedelta(days=480))
        schools = demand.build(town, days, _school_years(days))
        supply = Supply(town, days)
        supply.build()
        Stories(Work(supply, days), days, schools).tell()
        Training(town, supply, days).tell()
        Meetings(town, supply, days).tell()
        _deliver_old_mail(at)
        demand.invite_leader(schools[demand.INVITING_SCHOOL], town, days)


def _school_years(days: Days) -> set[int]:
    """School years in which something happens; from June on also the next."""
    periods = (
        days.behind(6),
        days.around(5, 6),
        days.ahead(0, 1),
        days.over_month(days.busy_month()),
    )
    soon = days.today + timedelta(days=60 if days.today.month in {6, 7} else 0)
    return {period.school_year for period in periods} | {
        school_year_of(day) for day in (days.today, soon)
    }


def _deliver_old_mail(at: datetime) -> None:
    """What was written long ago was read long ago; the mailbox gets what is of the last days."""
    before = at - READ_LONG_AGO
    Email.objects.filter(created_at__lt=before).update(
        state=EmailState.SENT, sent_at=F("created_at")
    )
    InboxItem.objects.filter(created_at__lt=before).update(read_at=F("created_at"))


@contextmanager
def _quietly() -> Iterator[None]:
    """Hundreds of acts happen at once: nobody reads a log line for each."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
