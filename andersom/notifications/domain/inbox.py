"""Reading one's messages."""

from datetime import datetime

from django.db.models import F, Q

from andersom.accounts.models import User
from andersom.notifications.models import Email, InboxItem
from andersom.notifications.states import EmailState


def read(item: InboxItem, *, by: User, at: datetime) -> None:
    """Mark a message as read; the first time counts."""
    InboxItem.objects.visible_to(by).unread().filter(pk=item.pk).update(read_at=at)


def read_all(*, by: User, at: datetime) -> int:
    """Mark everything as read; returns how many were not."""
    return InboxItem.objects.visible_to(by).unread().update(read_at=at)


def reached(key: str) -> bool:
    """Whether its reader may know of the letter of this key: it left or is leaving by mail, was
    read inside, or stands there for who has no mail of it to come.
    """
    mail, item = Email.objects.filter(key=key), InboxItem.objects.filter(key=key)
    waiting = Q(state__in=[EmailState.QUEUED, EmailState.HELD])
    claimed = Q(state=EmailState.SENDING, begun_at=None)
    if mail.filter(waiting | claimed).exists():
        return item.filter(read_at__gt=F("created_at")).exists()
    return item.exists() or mail.exclude(state=EmailState.CANCELLED).exists()
