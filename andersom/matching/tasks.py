from celery import shared_task
from django.utils import timezone

from andersom.matching.domain import proposals
from andersom.notifications.domain import heartbeats


@shared_task
def settle_proposals() -> None:
    """Close proposals that nobody needs to answer any more."""
    now = timezone.now()
    with heartbeats.look("proposals", at=now) as look:
        look.count = proposals.settle(at=now)
