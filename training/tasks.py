from celery import shared_task
from django.utils import timezone

from andersom.notifications.domain import heartbeats
from training.domain import enrolments, evaluations, visits


@shared_task
def look() -> None:
    """Let offers lapse that nobody answered, let the admitted begin on the first day, and ask
    what people thought of their session.
    """
    now = timezone.now()
    with heartbeats.look("training", at=now) as seen:
        seen.count = enrolments.lapse_due(at=now) + enrolments.start_due(at=now)
        seen.count += evaluations.ask_due(at=now)


@shared_task
def look_at_visits() -> None:
    """Let visits follow lessons that changed by another road, write those that are due, and mark
    the missed ones.
    """
    now = timezone.now()
    with heartbeats.look("visits", at=now) as seen:
        seen.count = visits.reconcile(at=now) + visits.mark_missed(at=now)
        seen.count += visits.due_everywhere(at=now, tell=seen.progress)
