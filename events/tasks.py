from celery import shared_task
from django.utils import timezone

from andersom.notifications.domain import heartbeats
from events.domain import evaluations, needs, registrations


@shared_task
def look() -> None:
    """Give on the places of which the term is over, forget what was told, and thank who came."""
    now = timezone.now()
    with heartbeats.look("events", at=now) as look:
        look.count = registrations.lapse_due(at=now)
        look.count += needs.forget_old(at=now) + evaluations.thank_due(at=now)
