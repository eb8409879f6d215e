"""Reading one's messages."""

from datetime import datetime

from django.db.models import F

from andersom.accounts.models import User
from andersom.notifications.models import Email, InboxItem
from andersom.notifications.states import EmailState

TO_COME = (EmailState.QUEUED, EmailState.HELD)


def read(item: InboxItem, *, by: User, at: datetime) -> None:
    """Mark a message as read; the first time counts."""
    InboxItem.objects.visible_to(by).unread().filter(pk=item.pk).update(read_at=at)


def read_all(*, by: User, at: datetime) -> int:
    """Mark everything as read; returns how many were not."""
    return InboxItem.objects.visible_to(by).unread().update(read_at=at)


def reached(key: str) -> bool:
    """Whether its reader may know of the letter of this key: it left or begins to leave by mail,
    was read inside, or stands there for who has no mail of it to come.

    A mail that a sweep has claimed may still be withdrawn, until it begins.
    """
    mail = Email.objects.filter(key=key).values_list("state", "begun_at").first()
    line = InboxItem.objects.filter(key=key)
    state, begun_at = mail or (EmailState.CANCELLED, None)
    if state == EmailState.CANCELLED:
        return line.exists()
    if state in TO_COME or (state == EmailState.SENDING and begun_at is None):
        return line.filter(read_at__gt=F("created_at")).exists()
    return True
