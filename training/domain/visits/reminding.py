"""The day before: trainer, trainee and school are reminded."""

from datetime import datetime, timedelta

from andersom.lib.dates import local_date
from training.emails import visits as emails
from training.models import Visit
from training.states import VisitState


def remind(*, at: datetime) -> int:
    """Remind of the confirmed visits of tomorrow; how many were new. Safe to repeat."""
    tomorrow = local_date(at) + timedelta(days=1)
    rows = Visit.objects.for_reading().filter(
        state=VisitState.CONFIRMED,
        during__startswith__gt=at,
        during__startswith__lt=at + timedelta(days=2),
    )
    due = [visit for visit in rows if visit.starts and visit.starts.date() == tomorrow]
    return sum(emails.reminder(visit, at=at) for visit in due)
