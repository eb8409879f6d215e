"""Who was asked and has not answered is reminded once, five school days later.

That somebody answered is known, apart from what she answered and without a moment; so this tells
nothing about any answer. A guest without an account is not reminded: we cannot tell who she is.
"""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Exists, OuterRef, QuerySet

from andersom.lib.dates import ONE_DAY, instant, local_date
from andersom.notifications.domain.reminders import Reminder, Rule
from andersom.reference.domain import holidays
from andersom.surveys import emails
from andersom.surveys.models import Answered, Asked

PATIENCE = 5  # school days


def unanswered(at: datetime) -> Iterator[Reminder]:
    """To who can still answer and was asked long enough ago."""
    day = holidays.school_days_ago(local_date(at), PATIENCE)
    due = _silent().filter(
        asked_at__lt=instant(day + ONE_DAY, time.min),
        survey__closes_at__gt=at,
        user__is_active=True,
    )
    for asked in due.select_related("survey", "user").order_by("pk"):
        if asked.user:
            yield emails.reminder(asked, asked.user, at=at)


def unanswered_holds(about: str) -> bool:
    """Whether she has not answered since."""
    return _silent().filter(pk=about).exists()


RULES = (Rule("surveys.reminder", unanswered, unanswered_holds),)


def _silent() -> QuerySet[Asked]:
    answered = Answered.objects.filter(survey=OuterRef("survey"), user=OuterRef("user"))
    return Asked.objects.filter(~Exists(answered))
