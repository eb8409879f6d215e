from celery import shared_task
from django.utils import timezone

from andersom.notifications.domain import heartbeats
from training.domain import enrolments


@shared_task
def look() -> None:
    """Let offers lapse that nobody answered, and let the admitted begin on the first day."""
    now = timezone.now()
    with heartbeats.look("training", at=now) as seen:
        seen.count = enrolments.lapse_due(at=now) + enrolments.start_due(at=now)
