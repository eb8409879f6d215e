"""Reading one's messages."""

from datetime import datetime

from andersom.accounts.models import User
from andersom.notifications.models import InboxItem


def read(item: InboxItem, *, by: User, at: datetime) -> None:
    """Mark a message as read; the first time counts."""
    InboxItem.objects.visible_to(by).unread().filter(pk=item.pk).update(read_at=at)


def read_all(*, by: User, at: datetime) -> int:
    """Mark everything as read; returns how many were not."""
    return InboxItem.objects.visible_to(by).unread().update(read_at=at)
