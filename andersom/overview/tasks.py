from celery import shared_task
from django.utils import timezone

from andersom.notifications.domain import forgetting, heartbeats
from andersom.workflow import domain as workflow


@shared_task
def tidy() -> None:
    """Throw away what served its purpose."""
    now = timezone.now()
    with heartbeats.look("tidy", at=now) as look:
        look.count = workflow.forget_keys(at=now) + forgetting.forget_words(at=now)
