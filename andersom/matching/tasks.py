from celery import shared_task
from django.utils import timezone

from andersom.matching.domain import promises, proposals
from andersom.notifications.domain import heartbeats


@shared_task
def settle_proposals() -> None:
    """Close proposals that nobody needs to answer any more."""
    now = timezone.now()
    with heartbeats.look("proposals", at=now) as look:
        look.count = proposals.settle(at=now)


@shared_task
def keep_promises() -> None:
    """Remind schools before the day on which we promised an answer, and answer when it is over."""
    now = timezone.now()
    with heartbeats.look("promises", at=now) as look:
        look.count = promises.keep(at=now)
