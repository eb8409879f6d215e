from celery import shared_task
from django.utils import timezone

from andersom.notifications.domain import forgetting, heartbeats
from andersom.overview.domain import digests
from andersom.workflow import domain as workflow

FORGETTING = (workflow.forget_keys, forgetting.forget_words, forgetting.forget_readers)


@shared_task
def tidy() -> None:
    """Throw away what served its purpose."""
    now = timezone.now()
    with heartbeats.look("tidy", at=now) as look:
        look.count = sum(forget(at=now) for forget in FORGETTING)


@shared_task
def write_digests() -> None:
    """Write the digests that are due; what does not fit in one look is for the next."""
    now = timezone.now()
    with heartbeats.look("digests", at=now) as look:
        look.count = digests.look(at=now, tell=look.progress)
